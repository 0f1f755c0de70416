package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.NewThreads;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.signature.WebhookSigner;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.autoconfigure.ClientHttpRequestFactoryBuilderCustomizer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that is closed while FLORA is silent: a thousand runs are followed, and
 * somebody waits in every way there is.
 */
@Tag("exhaustive")
class ShutdownTests {

	private static final int RUNS = 1000;

	private static final int SUBMITTED = 50;

	/**
	 * Less than what is waited for otherwise, and far more than the two seconds that it
	 * should take.
	 */
	private static final Duration GOAL = Duration.ofSeconds(8);

	/** Shorter than the looks of a start that was lost. */
	private static final Duration READ_TIMEOUT = Duration.ofSeconds(9);

	private final NewThreads threads = new NewThreads();

	private final Map<String, CompletableFuture<Outcome>> callers = new LinkedHashMap<>();

	private final List<CompletableFuture<Run>> completions = new ArrayList<>();

	private HangingFlora flora;

	private ConfigurableApplicationContext application;

	private FloraGenerationsClient client;

	@AfterEach
	void stop() {
		if (this.application != null) {
			this.application.close();
		}
		if (this.flora != null) {
			this.flora.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "jdk", "http-components" })
	void contextClosesInTimeAndTellsWhoeverWaits(String transport) throws Exception {
		start(transport);
		followRuns();
		waitInEveryWay();
		long before = System.nanoTime();
		this.application.close();
		assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(GOAL);
		assertThat(CompletableFuture.allOf(this.completions.toArray(CompletableFuture[]::new)))
			.failsWithin(left(before));
		assertThat(this.completions).hasSize(RUNS - 1)
			.allSatisfy((completion) -> assertThat(completion.handle((run, ex) -> ex).getNow(null))
				.isInstanceOf(FloraFollowEndedException.class));
		assertFailed("await", before, GOAL, FloraFollowEndedException.class);
		assertFailed("generate", before, GOAL, FloraFollowEndedException.class);
		assertThat(assertFailed("create", before, GOAL, FloraStartUnconfirmedException.class).idempotencyKey())
			.isNotEmpty();
		assertThat(assertFailed("submit", before, GOAL, FloraStartUnconfirmedException.class).idempotencyKey())
			.isNotEmpty();
		assertThat(assertFailed("lost start", before, GOAL, FloraStartUnconfirmedException.class).idempotencyKey())
			.isNotEmpty();
		assertFailed("retry", before, GOAL, FloraException.class);
		assertThat(outcome("health", before, GOAL).health().getStatus()).isEqualTo(Status.DOWN);
		// What runs on the caller's own thread only ends with the exchange, and before
		// another one could.
		Duration exchange = transport.equals("jdk") ? READ_TIMEOUT.plusSeconds(6) : GOAL;
		assertFailed("retrieve", before, exchange, FloraConnectionException.class);
		assertFailed("list", before, exchange, FloraConnectionException.class);
		assertFailed("stream", before, exchange, FloraConnectionException.class);
		Awaitility.await().atMost(GOAL).untilAsserted(() -> assertThat(this.threads.named("flora-")).isEmpty());
		assertThat(this.client.follow("run_late").completion()).failsWithin(GOAL);
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.client.retrieve("run_late"));
	}

	private void start(String transport) throws Exception {
		this.flora = new HangingFlora();
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.properties("spring.main.banner-mode=off", "server.port=0", "flora.api-key=sk_test_1",
					"flora.base-url=" + this.flora.url(), "flora.project-id=prj_1",
					"flora.read-timeout=" + (transport.equals("jdk") ? READ_TIMEOUT.toSeconds() : 60) + "s",
					"flora.health.timeout=60s", "flora.health.cache-time-to-live=1ms", "flora.webhook.enabled=true",
					"flora.webhook.secrets=whsec_1",
					// A delivery was accepted whose run FLORA does not show any more.
					"spring.lifecycle.timeout-per-shutdown-phase=300ms",
					"spring.http.clients.imperative.factory=" + transport)
			.run();
		this.client = this.application.getBean(FloraGenerationsClient.class);
	}

	private void followRuns() {
		for (int i = 0; i < SUBMITTED; i++) {
			this.completions.add(this.client.submit(GenerationRequest.image("Prompt " + i)).completion());
		}
		call("generate", () -> this.client.generate(GenerationRequest.image("A harbour")));
		Awaitility.await().until(() -> followed() == SUBMITTED + 1);
		this.flora.fallsSilent();
		for (int i = SUBMITTED + 1; i < RUNS; i++) {
			this.completions.add(this.client.follow("run_by_id_" + i).completion());
		}
		assertThat(followed()).isEqualTo(RUNS);
	}

	private double followed() {
		return this.application.getBean(MeterRegistry.class).get("flora.runs.followed").gauge().value();
	}

	private void waitInEveryWay() throws Exception {
		assertThat(deliver("run_delivered")).isEqualTo(200);
		RunHandle handle = this.client.follow("run_by_id_999");
		call("await", () -> handle.await(Duration.ofMinutes(1)));
		HealthIndicator indicator = this.application.getBean("floraHealthContributor", HealthIndicator.class);
		call("health", indicator::health);
		call("create", () -> this.client.create(GenerationRequest.image("A create")));
		call("submit", () -> this.client.submit(GenerationRequest.image("A submit")));
		call("lost start", () -> this.client.create(GenerationRequest.image("To be lost")));
		call("retry", () -> this.client.retrieve("run_limited"));
		call("retrieve", () -> this.client.retrieve("run_retrieved"));
		call("list", () -> this.client.list(GenerationQuery.all().withLimit(7)));
		call("stream", () -> this.client.stream(GenerationQuery.all().withLimit(9)).toList());
		for (String asked : List.of("A create", "A submit", "To be lost", "run_limited", "/runs/run_retrieved",
				"limit=7", "limit=9", "/workspaces", "limit=100")) {
			Awaitility.await()
				.pollInterval(Duration.ofMillis(10))
				.until(() -> this.flora.asked().stream().anyMatch((each) -> each.contains(asked)));
		}
	}

	private int deliver(String runId) throws Exception {
		byte[] body = ("{\"id\":\"whd_1\",\"type\":\"run.completed\",\"created_at\":1790000122456,\"data\":{\"run_id\":\""
				+ runId + "\",\"status\":\"completed\"}}")
			.getBytes(StandardCharsets.UTF_8);
		String port = this.application.getEnvironment().getProperty("local.server.port");
		HttpRequest delivery = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/flora/webhook"))
			.header("Content-Type", "application/json")
			.header("Flora-Signature", WebhookSigner.header("whsec_1", Instant.now().getEpochSecond(), body))
			.POST(BodyPublishers.ofByteArray(body))
			.build();
		return HttpClient.newHttpClient().send(delivery, BodyHandlers.discarding()).statusCode();
	}

	private void call(String name, Callable<?> call) {
		CompletableFuture<Outcome> outcome = new CompletableFuture<>();
		this.callers.put(name, outcome);
		new Thread(() -> {
			Object answer;
			try {
				answer = call.call();
			}
			catch (Throwable ex) {
				answer = ex;
			}
			outcome.complete(new Outcome(answer, System.nanoTime(), Thread.currentThread().isInterrupted()));
		}, "caller " + name).start();
	}

	private <T extends Throwable> T assertFailed(String name, long before, Duration within, Class<T> type)
			throws Exception {
		Object answer = outcome(name, before, within).answer();
		assertThat(answer).as(name).isInstanceOf(type);
		return type.cast(answer);
	}

	private Outcome outcome(String name, long before, Duration within) throws Exception {
		Outcome outcome = this.callers.get(name).get(30, TimeUnit.SECONDS);
		assertThat(outcome.at() - before).as(name).isBetween(0L, within.toNanos());
		assertThat(outcome.interrupted()).as("interrupt flag of " + name).isFalse();
		return outcome;
	}

	private static Duration left(long before) {
		return GOAL.minusNanos(System.nanoTime() - before);
	}

	private record Outcome(Object answer, long at, boolean interrupted) {

		Health health() {
			return (Health) this.answer;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		/**
		 * Apache's client has five to a host unless told otherwise: others would queue.
		 */
		@Bean
		ClientHttpRequestFactoryBuilderCustomizer<HttpComponentsClientHttpRequestFactoryBuilder> connections() {
			return (builder) -> builder
				.withConnectionManagerCustomizer((connections) -> connections.setMaxConnPerRoute(20));
		}

	}

}
