package ai.flora.sample;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeFloraConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "flora.retry.max-attempts=1", "flora.read-timeout=1m", "flora.health.timeout=1m",
				"logging.level.ai.flora=trace" })
@Import(FakeFloraConfiguration.class)
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationTests {

	@Autowired
	private FakeFlora fake;

	@LocalServerPort
	private int port;

	@BeforeEach
	void reset() {
		this.fake.reset();
		this.fake.run("run_abc123").answers(TestSampleApplication.FakeRuns.SEED);
	}

	@Test
	void runIsShownInFlorasFieldNames() throws Exception {
		ResponseEntity<String> response = get("/api/runs/{id}", "run_abc123");
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_JSON);
		JSONAssert.assertEquals(TestSampleApplication.FakeRuns.SEED, response.getBody(), JSONCompareMode.STRICT);
	}

	@ParameterizedTest
	@CsvSource({ "400,input_validation_error,502", "401,invalid_api_key,502", "402,insufficient_credits,502",
			"403,forbidden,502", "404,not_found,404", "409,conflict,502", "418,teapot,502", "429,rate_limited,503",
			"500,internal_error,502", "503,service_unavailable,502" })
	void errorBecomesProblemWithTheRightStatus(int flora, String code, int expected, CapturedOutput output) {
		this.fake.nextRequest().status(flora, code);
		ResponseEntity<String> response = get("/api/runs/{id}", "run_abc123");
		assertProblem(response, expected);
		assertThat(response.getBody()).contains("\"requestId\":\"req_", "\"errorCode\":\"" + code + "\"")
			.doesNotContain("Scripted by the test");
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN"))).hasSize((expected == 404) ? 0 : 1)
			.allMatch((line) -> line.contains(code));
	}

	@Test
	void problemWhenRateLimitedSaysWhenToComeBack() {
		this.fake.nextRequest().rateLimited(Duration.ofSeconds(7));
		assertThat(retryAfter()).isEqualTo("7");
	}

	@Test
	void problemWhenRateLimitedForPartsOfASecondRoundsUp() {
		this.fake.nextRequest().status(429, "rate_limited", Map.of("retry-after-ms", "1200"));
		assertThat(retryAfter()).isEqualTo("2");
	}

	@Test
	void problemWhenRateLimitedWithoutATimeSaysFiveSeconds() {
		this.fake.nextRequest().rateLimited(null);
		assertThat(retryAfter()).isEqualTo("5");
	}

	@Test
	void problemWhenFloraAnswersNonsenseIsBadGateway() {
		this.fake.nextRequest().malformed();
		assertProblem(get("/api/runs/{id}", "run_abc123"), 502);
	}

	@Test
	void problemWhenConnectionIsResetIsBadGateway() {
		// The JDK's client repeats a GET by itself, so once would not be enough.
		this.fake.nextRequest().times(10).reset();
		assertProblem(get("/api/runs/{id}", "run_abc123"), 502);
	}

	@Test
	void problemWhenGatewayAnswersDoesNotShowItsPage() {
		this.fake.nextRequest().html(502);
		ResponseEntity<String> response = get("/api/runs/{id}", "run_abc123");
		assertProblem(response, 502);
		assertThat(response.getBody()).doesNotContain("html", "Bad gateway");
	}

	@ParameterizedTest
	@ValueSource(strings = { "run abc", "run\tabc" })
	void problemWhenIdIsImpossibleIsBadRequest(String runId) {
		assertProblem(get("/api/runs/{id}", runId), 400);
		assertThat(this.fake.requests()).isEmpty();
	}

	@Test
	void problemWhenPathIsUnknownIsNotFound() {
		assertProblem(get("/api/nothing"), 404);
	}

	@Test
	void healthShowsFloraAsUp() {
		ResponseEntity<String> response = get("/actuator/health/flora");
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getBody()).contains("\"status\":\"UP\"", "\"host\":\"127.0.0.1\"");
		assertThat(get("/actuator/health").getBody()).contains("\"flora\":{");
	}

	@Test
	void metricsCountTheCall() {
		get("/api/runs/{id}", "run_abc123");
		assertThat(get("/actuator/metrics/flora.client.requests?tag=operation:retrieve").getBody())
			.contains("\"COUNT\"", "\"SUCCESS\"");
		// An exchange on a thread of its own is timed when that thread is through with
		// it.
		assertThat(get("/actuator/metrics/http.client.requests").getBody()).contains("/runs/{runId}");
		assertThat(get("/actuator/prometheus").getBody()).contains("flora_client_requests_seconds_count");
	}

	@Test
	void keyIsNowhereToBeSeen(CapturedOutput output) {
		this.fake.nextRequest().status(401, "invalid_api_key");
		List<String> bodies = List
			.of("/api/runs/run_abc123", "/api/runs/run_abc123", "/actuator", "/actuator/health", "/actuator/info",
					"/actuator/metrics", "/actuator/metrics/flora.client.requests", "/actuator/prometheus")
			.stream()
			.map((path) -> get(path).getBody())
			.toList();
		assertThat(bodies).allSatisfy((body) -> assertThat(body).isNotEmpty().doesNotContain(this.fake.apiKey()));
		assertThat(output).contains("invalid_api_key").doesNotContain(this.fake.apiKey());
	}

	@Test
	void serverListensOnLoopbackOnly(@Autowired ServletWebServerApplicationContext context) {
		TomcatWebServer server = (TomcatWebServer) context.getWebServer();
		assertThat(server).isNotNull();
		assertThat(server.getTomcat().getConnector().getProperty("address")).hasToString("/127.0.0.1");
	}

	private String retryAfter() {
		ResponseEntity<String> response = get("/api/runs/{id}", "run_abc123");
		assertProblem(response, 503);
		return String.valueOf(response.getHeaders().getFirst("Retry-After"));
	}

	private void assertProblem(ResponseEntity<String> response, int status) {
		assertThat(response.getStatusCode().value()).isEqualTo(status);
		assertThat(response.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
		assertThat(response.getBody()).contains("\"status\":" + status, "\"title\":\"", "\"detail\":\"");
	}

	private ResponseEntity<String> get(String path, Object... variables) {
		return RestClient.create()
			.get()
			.uri("http://127.0.0.1:" + this.port + path, variables)
			.exchange((request, response) -> ResponseEntity.status(response.getStatusCode())
				.headers(response.getHeaders())
				.body(new String(response.getBody().readAllBytes())));
	}

}
