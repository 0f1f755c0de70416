package ai.flora.sample;

import java.time.Duration;
import java.util.Map;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeFloraConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "flora.retry.max-attempts=1", "flora.call-timeout=1s" })
@Import(FakeFloraConfiguration.class)
class SampleApplicationTests {

	@Autowired
	private FakeFlora fake;

	@Autowired
	private Environment environment;

	@LocalServerPort
	private int port;

	@BeforeEach
	void reset() {
		this.fake.reset();
		this.fake.run("run_abc123").answers(TestSampleApplication.FakeRuns.SEED);
	}

	@Test
	void runIsShownInFlorasFieldNames() {
		ResponseEntity<String> response = get("/api/runs/run_abc123");
		assertThat(response.getStatusCode().value()).isEqualTo(200);
		assertThat(response.getBody()).contains("\"run_id\":\"run_abc123\"", "\"status\":\"pending\"",
				"\"charged_cost\":0", "\"created_at\":0", "\"output_id\":\"output_1\"", "\"type\":\"imageUrl\"",
				"\"poll_url\":\"https://example.com\"");
	}

	@ParameterizedTest
	@CsvSource({ "400,input_validation_error,502", "401,invalid_api_key,502", "402,insufficient_credits,502",
			"403,forbidden,502", "404,not_found,404", "500,internal_error,502", "503,service_unavailable,502" })
	void errorBecomesProblemWithTheRightStatus(int flora, String code, int expected) {
		this.fake.nextRequest().status(flora, code);
		ResponseEntity<String> response = get("/api/runs/run_abc123");
		assertThat(response.getStatusCode().value()).isEqualTo(expected);
		assertThat(response.getHeaders().getContentType()).hasToString("application/problem+json");
		assertThat(response.getBody()).contains("\"requestId\":\"req_", "\"errorCode\":\"" + code + "\"")
			.doesNotContain(this.fake.apiKey());
	}

	@Test
	void problemWhenRateLimitedSaysWhenToComeBack() {
		this.fake.nextRequest().rateLimited(Duration.ofSeconds(7));
		ResponseEntity<String> response = get("/api/runs/run_abc123");
		assertThat(response.getStatusCode().value()).isEqualTo(503);
		assertThat(response.getHeaders().getFirst("Retry-After")).isEqualTo("7");
	}

	@Test
	void problemWhenFloraHangsIsGatewayTimeout() {
		this.fake.nextRequest().delay(Duration.ofSeconds(5));
		assertThat(get("/api/runs/run_abc123").getStatusCode().value()).isEqualTo(504);
	}

	@Test
	void problemWhenFloraAnswersNonsenseIsBadGateway() {
		this.fake.nextRequest().malformed();
		assertThat(get("/api/runs/run_abc123").getStatusCode().value()).isEqualTo(502);
	}

	@Test
	void problemWhenIdIsImpossibleIsBadRequest() {
		assertThat(get("/api/runs/run%20abc").getStatusCode().value()).isEqualTo(400);
		assertThat(this.fake.requests()).isEmpty();
	}

	@Test
	void healthShowsFloraAsUp() {
		assertThat(get("/actuator/health").getBody()).contains("\"flora\":{")
			.containsPattern("\"flora\":\\{[^}]*\"host\":\"127.0.0.1\"")
			.containsPattern("\"flora\":\\{.*\"status\":\"UP\"");
	}

	@Test
	void metricsCountTheCall() {
		get("/api/runs/run_abc123");
		assertThat(get("/actuator/metrics/flora.client.requests?tag=operation:retrieve").getBody())
			.contains("\"COUNT\"", "\"SUCCESS\"");
		assertThat(get("/actuator/metrics/http.client.requests").getBody()).contains("/runs/{runId}");
		assertThat(get("/actuator/prometheus").getBody()).contains("flora_client_requests_seconds_count");
	}

	@Test
	void serverListensOnLoopbackOnly() {
		assertThat(this.environment.getProperty("server.address")).isEqualTo("127.0.0.1");
	}

	private ResponseEntity<String> get(String path) {
		return RestClient.create()
			.get()
			.uri("http://127.0.0.1:" + this.port + path.replace("%20", "{s}"), Map.of("s", " "))
			.exchange((request, response) -> ResponseEntity.status(response.getStatusCode())
				.headers(response.getHeaders())
				.body(new String(response.getBody().readAllBytes())));
	}

}
