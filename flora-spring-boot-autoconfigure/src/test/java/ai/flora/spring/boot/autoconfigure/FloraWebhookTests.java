package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.signature.WebhookSigner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Deliveries, from FLORA's post to the application's event, over real sockets.
 */
@Tag("exhaustive")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, classes = FloraWebhookTests.Application.class,
		properties = { "flora.api-key=sk_test_1", "flora.webhook.enabled=true",
				"spring.lifecycle.timeout-per-shutdown-phase=100ms", "flora.webhook.secrets=whsec_old,whsec_new",
				"flora.workspace-id=ws_1", "flora.project-id=prj_1",
				"flora.webhook.callback-url=http://localhost:1/flora/webhook", "spring.main.banner-mode=off" })
class FloraWebhookTests {

	private static final FloraServer FLORA = new FloraServer();

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	private Application application;

	@Autowired
	private FloraGenerationsClient client;

	@Autowired
	private MeterRegistry meters;

	@LocalServerPort
	private int port;

	@DynamicPropertySource
	static void flora(DynamicPropertyRegistry properties) {
		properties.add("flora.base-url", FLORA::url);
	}

	@AfterAll
	static void stop() {
		FLORA.close();
	}

	@BeforeEach
	void reset() {
		this.application.events.clear();
	}

	@Test
	void deliveryLeadsToOneEventWithTheRun() throws Exception {
		runIs("run_1", "completed");
		String body = delivery("whd_1", "run_1");
		assertThat(post(body, "whsec_new").statusCode()).isEqualTo(200);
		Awaitility.await().until(() -> !this.application.events.isEmpty());
		assertThat(post(body, "whsec_old").statusCode()).isEqualTo(200);
		assertThat(post(delivery("whd_1_again", "run_1"), "whsec_new").statusCode()).isEqualTo(200);
		assertThat(this.application.events).singleElement().satisfies((event) -> {
			assertThat(event.runId()).isEqualTo("run_1");
			assertThat(event.isCompleted()).isTrue();
		});
		assertThat(deliveries("run.completed", "duplicate")).isGreaterThanOrEqualTo(1);
		assertThat(deliveries("run.completed", "accepted")).isGreaterThanOrEqualTo(2);
	}

	@Test
	void deliveriesAtTheSameInstantAreHandledOnce() throws Exception {
		runIs("run_2", "failed");
		String body = delivery("whd_2", "run_2");
		List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			answers.add(this.http.sendAsync(request(body, "whsec_new"), BodyHandlers.ofString()));
		}
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.get().statusCode()).isEqualTo(200));
		Awaitility.await().until(() -> !this.application.events.isEmpty());
		assertThat(this.application.events).singleElement()
			.satisfies((event) -> assertThat(event.isCompleted()).isFalse());
	}

	@Test
	void deliveryWakesWhoeverWaits() throws Exception {
		runIs("run_3", "running");
		RunHandle handle = this.client.follow("run_3");
		Awaitility.await().until(() -> handle.latest().isPresent());
		runIs("run_3", "completed");
		post(delivery("whd_3", "run_3"), "whsec_new");
		assertThat(handle.await(Duration.ofMinutes(1)).runId()).isEqualTo("run_3");
		Awaitility.await().until(() -> this.application.events.size() == 1);
	}

	@Test
	void postedFailureWakesWhoeverWaitsThoughReadsLag() throws Exception {
		runIs("run_6", "running");
		RunHandle handle = this.client.follow("run_6");
		Awaitility.await().until(() -> handle.latest().isPresent());
		post(delivery("whd_6", "run_6").replace("completed\"}", "failed\",\"error_code\":\"GENERATION_NSFW\"}")
			.replace("run.completed", "run.failed"), "whsec_new");
		assertThatExceptionOfType(FloraRunFailedException.class).isThrownBy(() -> handle.await(Duration.ofSeconds(20)))
			.satisfies((ex) -> assertThat(ex.run().errorCode()).isEqualTo("GENERATION_NSFW"));
		runIs("run_6", "failed");
		Awaitility.await().until(() -> this.application.events.size() == 1);
	}

	@Test
	void runThatIsPolledPublishesTheSameEvent() {
		runIs("run_4", "completed");
		this.client.follow("run_4").await();
		Awaitility.await().until(() -> this.application.events.size() == 1);
	}

	@Test
	void whatIsNotFlorasIsRefusedWithoutAHint() throws Exception {
		String body = delivery("whd_9", "run_9");
		assertRefused(post(body, "whsec_wrong"), 401);
		assertRefused(send(request(body, "whsec_new", Instant.now().minusSeconds(301))), 401);
		assertRefused(send(unsigned(body)), 401);
		assertRefused(post("{\"surprise\":true}", "whsec_new"), 400);
		assertRefused(post("x".repeat(64 * 1024 + 1), "whsec_new"), 413);
		assertRefused(send(HttpRequest.newBuilder(uri())
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.fromPublisher(BodyPublishers.ofString("x".repeat(100_000))))
			.build()), 413);
		assertRefused(send(HttpRequest.newBuilder(uri())
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString(body))
			.build()), 415);
		for (String type : List.of("foo", "application/json;charset=nope", "text/html")) {
			assertRefused(send(HttpRequest.newBuilder(uri())
				.header("Content-Type", type)
				.POST(BodyPublishers.ofString(body))
				.build()), 415);
		}
		String impossible = delivery("whd_impossible", "run 1");
		assertRefused(post(impossible, "whsec_new"), 400);
		assertRefused(post(impossible, "whsec_new"), 400);
		HttpResponse<String> get = send(HttpRequest.newBuilder(uri()).build());
		assertRefused(get, 405);
		assertThat(get.headers().firstValue("Allow")).hasValue("POST");
		assertThat(this.application.events).isEmpty();
		assertThat(deliveries("none", "bad_signature")).isGreaterThanOrEqualTo(2);
		assertThat(deliveries("none", "expired")).isGreaterThanOrEqualTo(1);
		assertThat(deliveries("none", "malformed")).isGreaterThanOrEqualTo(1);
	}

	@Test
	void deliveryIsPostedToThePathOfItsStart() throws Exception {
		runIs("run_5", "completed");
		this.client.create(GenerationRequest.image("A harbour"));
		String started = FLORA.bodies().get(FLORA.bodies().size() - 1);
		String token = started.replaceAll(".*/flora/webhook/([^\"]*).*", "$1");
		String body = delivery("whd_5", "run_5");
		HttpRequest signed = request(body, "whsec_new");
		assertRefused(send(HttpRequest.newBuilder(signed, (name, value) -> true).uri(uri("/guess")).build()), 401);
		assertThat(
				send(HttpRequest.newBuilder(signed, (name, value) -> true).uri(uri("/" + token)).build()).statusCode())
			.isEqualTo(200);
		Awaitility.await().until(() -> this.application.events.size() == 1);
		assertThat(send(HttpRequest.newBuilder(signed, (name, value) -> true).uri(uri("/" + token + "/")).build())
			.statusCode()).isEqualTo(200);
	}

	@Test
	void slashAtTheEndChangesNothing() throws Exception {
		runIs("run_6", "completed");
		HttpRequest signed = request(delivery("whd_6", "run_6"), "whsec_new");
		assertThat(send(HttpRequest.newBuilder(signed, (name, value) -> true).uri(uri("/")).build()).statusCode())
			.isEqualTo(200);
		assertRefused(send(HttpRequest.newBuilder(uri("/")).build()), 405);
	}

	private static void assertRefused(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).isEmpty();
	}

	private long deliveries(String event, String outcome) {
		return this.meters.get("flora.webhook.deliveries").tags("event", event, "outcome", outcome).timer().count();
	}

	private static void runIs(String runId, String status) {
		FLORA.answers(200, "{\"run_id\":\"" + runId + "\",\"status\":\"" + status + "\",\"generations\":[]}");
	}

	private static String delivery(String id, String runId) {
		return "{\"id\":\"" + id + "\",\"type\":\"run.completed\",\"api_version\":\"2026-06-11\","
				+ "\"created_at\":1790000122456,\"data\":{\"run_id\":\"" + runId + "\",\"status\":\"completed\"}}";
	}

	private HttpResponse<String> post(String body, String secret) throws Exception {
		return send(request(body, secret));
	}

	private HttpRequest request(String body, String secret) {
		return request(body, secret, Instant.now());
	}

	private HttpRequest request(String body, String secret, Instant signedAt) {
		return HttpRequest.newBuilder(uri())
			.header("Content-Type", "application/json")
			.header("Flora-Signature",
					WebhookSigner.header(secret, signedAt.getEpochSecond(), body.getBytes(StandardCharsets.UTF_8)))
			.POST(BodyPublishers.ofString(body))
			.build();
	}

	private HttpRequest unsigned(String body) {
		return HttpRequest.newBuilder(uri())
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
	}

	private HttpResponse<String> send(HttpRequest request) throws Exception {
		return this.http.send(request, BodyHandlers.ofString());
	}

	private URI uri() {
		return uri("");
	}

	private URI uri(String token) {
		return URI.create("http://127.0.0.1:" + this.port + "/flora/webhook" + token);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final List<FloraRunEndedEvent> events = new CopyOnWriteArrayList<>();

		@EventListener
		void ended(FloraRunEndedEvent event) {
			this.events.add(event);
		}

		@Bean
		SimpleMeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

}
