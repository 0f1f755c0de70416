package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.RequestOptions;
import ai.flora.client.RunStatus;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ErrorTableTests {

	private static final String RUN = "{\"run_id\":\"run_1\",\"status\":\"running\",\"progress\":0,\"created_at\":0}";

	@RegisterExtension
	static WireMockExtension server = WireMockExtension.newInstance()
		.options(WireMockConfiguration.options().bindAddress("127.0.0.1").dynamicPort().http2PlainDisabled(true))
		.build();

	private final List<String> retries = new ArrayList<>();

	static Stream<Arguments> refusals() {
		List<Object[]> rows = List.of(row(400, "input_validation_error", FloraValidationException.class, 1),
				row(401, "invalid_api_key", FloraAuthenticationException.class, 1),
				row(402, "insufficient_credits", FloraInsufficientCreditsException.class, 1),
				row(403, "paid_plan_required", FloraPermissionDeniedException.class, 1),
				row(404, "not_found", FloraNotFoundException.class, 1), row(408, "timeout", FloraApiException.class, 3),
				row(409, "conflict", FloraConflictException.class, 1), row(418, "teapot", FloraApiException.class, 1),
				row(422, "unprocessable", FloraValidationException.class, 1),
				row(422, "idempotency_conflict", FloraConflictException.class, 1),
				row(429, "rate_limited", FloraRateLimitException.class, 3),
				row(500, "internal_error", FloraServerException.class, 3),
				row(501, "no", FloraServerException.class, 1), row(502, "gateway", FloraServerException.class, 3),
				row(503, "service_unavailable", FloraServerException.class, 3),
				row(504, "gateway", FloraServerException.class, 3));
		return Stream.of(Transport.values())
			.flatMap(
					(transport) -> rows.stream().map((row) -> Arguments.of(transport, row[0], row[1], row[2], row[3])));
	}

	private static Object[] row(int status, String code, Class<?> type, int attempts) {
		return new Object[] { status, code, type, attempts };
	}

	@ParameterizedTest
	@MethodSource("refusals")
	void refusalBecomesItsException(Transport transport, int status, String code,
			Class<? extends FloraApiException> type, int attempts) {
		stub(status, """
				{"error":{"code":"%s","message":"No %s.","fields":[{"field":"f","message":"bad"}]}}""".formatted(code,
				Transport.KEY), "Retry-After", "0.001");
		FloraApiException ex = catchThrowableOfType(FloraApiException.class, () -> client(transport).retrieve("run_1"));
		assertThat(ex).isExactlyInstanceOf(type);
		assertThat(ex.status()).isEqualTo(status);
		assertThat(ex.errorCode()).isEqualTo(code);
		assertThat(ex.requestId()).isEqualTo("req_1");
		assertThat(ex.bodyExcerpt()).isNull();
		assertThat(ex.fieldErrors()).containsExactly(new FloraApiException.FieldError("f", "bad"));
		assertThat(ex).hasMessageContainingAll("run_1", "req_1", code, "f: bad").hasMessageNotContaining(Transport.KEY);
		assertThat(this.retries).hasSize(attempts - 1).allMatch(("retrieve " + status)::equals);
		server.verify(attempts, getRequestedFor(urlEqualTo("/api/v1/runs/run_1")));
	}

	@ParameterizedTest
	@EnumSource
	void gatewayPageBecomesAnExcerptWithoutTheKey(Transport transport) {
		stub(502, "<html>\u0000\u0007" + "x".repeat(480) + Transport.KEY + "y".repeat(100_000) + "</html>",
				"Content-Type", "text/html");
		FloraServerException ex = catchThrowableOfType(FloraServerException.class,
				() -> client(transport).retrieve("run_1"));
		assertThat(ex.bodyExcerpt()).hasSize(500)
			.startsWith("<html> xxx")
			.contains("x******y")
			.doesNotContain("sk_test", "\u0000", "\u0007");
		assertThat(ex).hasMessageNotContaining("xxx").hasMessageContaining("502");
	}

	@ParameterizedTest
	@EnumSource
	void redirectIsNotFollowed(Transport transport) {
		stub(302, "", "Location", server.baseUrl() + "/elsewhere");
		assertThatExceptionOfType(FloraApiException.class).isThrownBy(() -> client(transport).retrieve("run_1"))
			.withMessageContaining("not followed");
		server.verify(0, getRequestedFor(urlEqualTo("/elsewhere")));
	}

	@ParameterizedTest
	@EnumSource
	void answerWhenUnreadableIsNotTriedAgain(Transport transport) {
		for (String body : List.of("", "null", "{}", "[]", "<html>secret page</html>", "{\"run_id\":\"run_1\",",
				"[".repeat(100_000), "\"text\"")) {
			server.resetAll();
			stub(200, body, "Content-Type", "application/json");
			assertThatExceptionOfType(FloraResponseException.class)
				.isThrownBy(() -> client(transport).retrieve("run_1"))
				.satisfies((ex) -> assertThat(ex).hasMessageNotContaining("secret page").hasNoCause());
			server.verify(1, getRequestedFor(urlEqualTo("/api/v1/runs/run_1")));
		}
	}

	@ParameterizedTest
	@EnumSource
	void answerWhenTooLargeIsNotRead(Transport transport) {
		stub(200, RUN + " ".repeat(2000), "Content-Type", "application/json");
		FloraGenerationsClient client = transport.builder(baseUrl()).maxResponseSize(1000).build();
		assertThatExceptionOfType(FloraResponseException.class).isThrownBy(() -> client.retrieve("run_1"))
			.withMessageContaining("flora.max-response-size");
	}

	@ParameterizedTest
	@EnumSource
	void callWhenFloraRecoversSucceeds(Transport transport) {
		server.stubFor(get("/api/v1/runs/run_1").inScenario("s")
			.whenScenarioStateIs(Scenario.STARTED)
			.willSetStateTo("well")
			.willReturn(aResponse().withStatus(503)));
		server.stubFor(get("/api/v1/runs/run_1").inScenario("s")
			.whenScenarioStateIs("well")
			.willReturn(aResponse().withBody(RUN)));
		assertThat(client(transport).retrieve("run_1").status()).isEqualTo(RunStatus.RUNNING);
		assertThat(this.retries).containsExactly("retrieve 503");
	}

	@ParameterizedTest
	@EnumSource
	void callWhenWaitDoesNotFitFailsAtOnce(Transport transport) {
		stub(429, "", "Retry-After", "30");
		assertThatExceptionOfType(FloraRateLimitException.class)
			.isThrownBy(() -> client(transport).retrieve("run_1",
					RequestOptions.defaults().withTimeout(Duration.ofSeconds(20))))
			.satisfies((ex) -> assertThat(ex.retryAfter()).hasSeconds(30));
		server.verify(1, getRequestedFor(urlEqualTo("/api/v1/runs/run_1")));
	}

	@ParameterizedTest
	@EnumSource
	void requestIsWhatFloraExpects(Transport transport) {
		server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(aResponse().withBody(RUN)));
		client(transport).retrieve("run/1?a#b%2eé", RequestOptions.defaults().withHeader("X-Trace", "t"));
		server.verify(getRequestedFor(urlEqualTo("/api/v1/runs/run%2F1%3Fa%23b%252e%C3%A9"))
			.withHeader("Authorization", equalTo("Bearer " + Transport.KEY))
			.withHeader("Accept", equalTo("application/json"))
			.withHeader("X-Trace", equalTo("t"))
			.withHeader("User-Agent", matching("flora-spring-boot/\\d.*")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "run 1", "run\t1", "run\n1", "run\u00001", "run\u00a01", ".", ".." })
	void runIdWhenImpossibleIsRefusedBeforeAnyRequest(String runId) {
		assertThatIllegalArgumentException().isThrownBy(() -> client(Transport.JDK).retrieve(runId));
		server.verify(0, WireMock.anyRequestedFor(WireMock.anyUrl()));
	}

	@ParameterizedTest
	@EnumSource
	void keyIsKeptFromInterceptorsAndOtherOrigins(Transport transport) {
		server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(aResponse().withBody(RUN)));
		List<String> seen = new ArrayList<>();
		transport.builder(baseUrl())
			.customizeFirst((builder) -> builder.defaultHeader("Authorization", "Basic b3RoZXI=")
				.defaultHeader("Cookie", "session=1"))
			.customize((builder) -> builder.requestInterceptor((request, body, execution) -> {
				var response = execution.execute(request, body);
				seen.add(request.getHeaders().toString());
				return response;
			}))
			.build()
			.retrieve("run_1");
		assertThat(seen).hasSize(1).noneMatch((headers) -> headers.contains(Transport.KEY));
		server.verify(getRequestedFor(urlEqualTo("/api/v1/runs/run_1"))
			.withHeader("Authorization", equalTo("Bearer " + Transport.KEY))
			.withoutHeader("Cookie"));
		FloraGenerationsClient astray = transport.builder(baseUrl())
			.customize((builder) -> builder.uriBuilderFactory(new org.springframework.web.util.DefaultUriBuilderFactory(
					server.baseUrl().replace("127.0.0.1", "localhost").replace("http:", "http:"))))
			.build();
		server.resetRequests();
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> astray.retrieve("run_1"))
			.withMessageContaining("Refused to send the API key");
		server.verify(0, WireMock.anyRequestedFor(WireMock.anyUrl()));
	}

	private FloraGenerationsClient client(Transport transport) {
		return transport.builder(baseUrl())
			.retryRecorder((operation, reason) -> this.retries.add(operation + " " + reason))
			.build();
	}

	private static URI baseUrl() {
		return URI.create(server.baseUrl().replace("localhost", "127.0.0.1") + "/api/v1");
	}

	private static void stub(int status, String body, String header, String value) {
		server.stubFor(get("/api/v1/runs/run_1").willReturn(aResponse().withStatus(status)
			.withHeader("request-id", "req_1")
			.withHeader(header, value)
			.withBody(body)));
	}

}
