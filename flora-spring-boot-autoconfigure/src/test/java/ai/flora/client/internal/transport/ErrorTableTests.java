package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraApiException.FieldError;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.observation.FloraMeterRecorder;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The tables of errors and retries, over a real socket.
 */
class ErrorTableTests {

	private static final WireMockServer SERVER = new WireMockServer(
			options().dynamicPort().bindAddress("127.0.0.1").http2PlainDisabled(true));

	private final List<String> retries = new ArrayList<>();

	@BeforeAll
	static void startServer() {
		SERVER.start();
	}

	@AfterAll
	static void stopServer() {
		SERVER.stop();
	}

	@BeforeEach
	void resetServer() {
		SERVER.resetAll();
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenFloraRefusesThrowsWhatTheTableSays(Transports transport) {
		for (String row : new String[] { "400 input_validation_error Validation 1",
				"401 invalid_api_key Authentication 1", "402 insufficient_credits InsufficientCredits 1",
				"403 paid_plan_required PermissionDenied 1", "404 not_found NotFound 1", "409 conflict Conflict 1",
				"409 idempotency_conflict Conflict 1", "422 anything Validation 1",
				"422 idempotency_conflict Conflict 1", "408 timeout Api 3", "429 rate_limited RateLimit 3",
				"500 internal_error Server 3", "502 bad_gateway Server 3", "503 service_unavailable Server 3",
				"504 timeout Server 3", "501 no Server 1", "418 teapot Api 1" }) {
			SERVER.resetAll();
			this.retries.clear();
			String[] cells = row.split(" ");
			answer(envelope(Integer.parseInt(cells[0]), cells[1]).withHeader("retry-after-ms", "1"));
			FloraApiException failure = failure(transport);
			assertThat(failure.getClass().getSimpleName()).as(row).isEqualTo("Flora" + cells[2] + "Exception");
			assertThat(failure.status()).as(row).isEqualTo(Integer.parseInt(cells[0]));
			assertThat(failure.errorCode()).as(row).isEqualTo(cells[1]);
			assertThat(failure.fieldErrors()).containsExactly(new FieldError("workspace_id", "must start with ws_"));
			assertThat(failure.requestId()).isEqualTo("req_42");
			assertThat(failure.bodyExcerpt()).isNull();
			assertThat(failure).hasMessageContaining("run_1").hasMessageContaining("req_42");
			SERVER.verify(Integer.parseInt(cells[3]), getRequestedFor(anyUrl()));
			assertThat(this.retries).as(row)
				.hasSize(Integer.parseInt(cells[3]) - 1)
				.allMatch(("retrieve " + cells[0])::equals);
		}
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenRedirectedDoesNotFollow(Transports transport) {
		answer(aResponse().withStatus(302).withHeader("Location", SERVER.baseUrl() + "/elsewhere"));
		assertThat(failure(transport)).isExactlyInstanceOf(FloraApiException.class)
			.hasMessageContaining("Redirects are not followed");
		SERVER.verify(1, getRequestedFor(anyUrl()));
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenOneAnswerFailsRecovers(Transports transport) {
		SERVER.stubFor(get(anyUrl()).inScenario("one").willReturn(aResponse().withStatus(503)).willSetStateTo("up"));
		SERVER.stubFor(get(anyUrl()).inScenario("one").whenScenarioStateIs("up").willReturn(run()));
		assertThat(client(transport).retrieve("run_1").runId()).isEqualTo("run_1");
		assertThat(this.retries).containsExactly("retrieve 503");
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenAskedToWaitLongerThanDeadlineFailsAtOnce(Transports transport) {
		answer(envelope(429, "rate_limited").withHeader("Retry-After", "40"));
		assertThat(failure(transport)).isInstanceOfSatisfying(FloraRateLimitException.class,
				(ex) -> assertThat(ex.retryAfter()).isEqualTo(Duration.ofSeconds(40)));
		SERVER.verify(1, getRequestedFor(anyUrl()));
	}

	@ParameterizedTest
	@EnumSource
	void retrieveSendsHeadersAndEncodedId(Transports transport) {
		answer(okJson("{\"status\":\"completed\"}"));
		client(transport).retrieve("a/b?c#d%2e\u00e9");
		SERVER.verify(getRequestedFor(anyUrl()).withHeader("User-Agent", matching("flora-spring-boot/\\d.*"))
			.withHeader("Accept", equalTo("application/json"))
			.withHeader("Authorization", equalTo("Bearer " + Transports.KEY)));
		assertThat(SERVER.getAllServeEvents().get(0).getRequest().getUrl())
			.isEqualTo("/api/v1/runs/a%2Fb%3Fc%23d%252e%C3%A9");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\t", "run 1", "run_1\n", "run\u0000", "run\u00a01", ".", "..", "\"run_1\"",
			"'run_1'", "run_1\"" })
	void retrieveWhenIdCannotBeOneSendsNothing(String runId) {
		assertThatIllegalArgumentException().isThrownBy(() -> client(Transports.JDK).retrieve(runId));
		assertThat(SERVER.getAllServeEvents()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenGatewayAnswersKeepsCleanExcerpt(Transports transport) {
		String body = "<html>\u0000\n" + Transports.KEY + "x".repeat(480) + Transports.KEY + "y".repeat(600);
		answer(aResponse().withStatus(400).withHeader("Content-Type", "text/html").withBody(body));
		FloraApiException failure = failure(transport);
		assertThat(failure.errorCode()).isNull();
		assertThat(failure.bodyExcerpt()).hasSize(500)
			.startsWith("<html> ******xxx")
			.doesNotContain("sk_test")
			.doesNotContainPattern("\\p{Cntrl}");
		assertThat(failure).hasMessageNotContaining("html").hasMessageNotContaining("xxx");
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenFloraRepeatsKeyMasksIt(Transports transport) {
		answer(aResponse().withStatus(401)
			.withHeader("request-id", Transports.KEY)
			.withBody("{\"error\":{\"code\":\"" + Transports.KEY + "\",\"message\":\"bad " + Transports.KEY + "\"}}"));
		FloraApiException failure = failure(transport);
		assertThat(failure).hasMessageNotContaining(Transports.KEY);
		assertThat(failure.errorCode()).isEqualTo("******");
		assertThat(failure.requestId()).isEqualTo("******");
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenContentTypeIsNoneQuotesItCleanly(Transports transport) {
		String type = "x".repeat(1000) + Transports.KEY;
		for (String answered : new String[] { Transports.KEY + type, type }) {
			answer(aResponse().withBody("<html>").withHeader("Content-Type", answered));
			assertThatExceptionOfType(FloraResponseException.class)
				.isThrownBy(() -> client(transport).retrieve("run_1"))
				.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(500).doesNotContain("sk_test"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenManyFieldsAreWrongNamesTheFirst(Transports transport) {
		String field = "{\"field\":\"params\",\"message\":\"" + "x".repeat(300) + "\"}";
		answer(aResponse().withStatus(422)
			.withBody("{\"error\":{\"code\":\"input_validation_error\",\"fields\":[" + (field + ",").repeat(59) + field
					+ "]}}"));
		FloraApiException failure = failure(transport);
		assertThat(failure.fieldErrors()).hasSize(50);
		assertThat(failure.getMessage()).hasSizeLessThan(2000).contains("; and 45 more");
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenAnswerIsNoRunFails(Transports transport) {
		for (String body : new String[] { "", "null", "{}", "[]", "\"text\"", "<html>no</html>", "{\"run_id\":",
				"[".repeat(100_000), "{\"x\":".repeat(100_000), "{\"run_id\":\"run_1\",\"created_at\":1e400}" }) {
			SERVER.resetAll();
			answer(aResponse().withBody(body).withHeader("Content-Type", "text/html"));
			assertThatExceptionOfType(FloraResponseException.class)
				.isThrownBy(() -> client(transport).retrieve("run_1"))
				.withMessageContaining("run_1")
				.withMessageNotContaining("<html>");
			SERVER.verify(1, getRequestedFor(anyUrl()));
		}
	}

	private FloraApiException failure(Transports transport) {
		FloraGenerationsClient client = client(transport);
		return catchThrowableOfType(FloraApiException.class, () -> client.retrieve("run_1"));
	}

	private FloraGenerationsClient client(Transports transport) {
		return transport.builder(SERVER.baseUrl() + "/api/v1/").meterRecorder(new FloraMeterRecorder() {

			@Override
			public void retrying(String operation, String reason) {
				ErrorTableTests.this.retries.add(operation + " " + reason);
			}

		}).build().generations();
	}

	private static void answer(ResponseDefinitionBuilder response) {
		SERVER.stubFor(get(anyUrl()).willReturn(response));
	}

	private static ResponseDefinitionBuilder run() {
		return aResponse().withHeader("Content-Type", "application/json").withBody(RawServer.RUN);
	}

	private static ResponseDefinitionBuilder envelope(int status, String code) {
		return aResponse().withStatus(status)
			.withHeader("request-id", "req_42")
			.withBody("{\"error\":{\"code\":\"" + code + "\",\"message\":\"No.\","
					+ "\"fields\":[{\"field\":\"workspace_id\",\"message\":\"must start with ws_\"}]}}");
	}

}
