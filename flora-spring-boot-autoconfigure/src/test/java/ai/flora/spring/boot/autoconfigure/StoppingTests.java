package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.signature.WebhookSigner;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * An application that stops, over real sockets: what was accepted is told, what comes is
 * refused, and what is left is in the log.
 */
@Tag("exhaustive")
@ExtendWith(OutputCaptureExtension.class)
class StoppingTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private final HttpClient http = HttpClient.newHttpClient();

	private final CountDownLatch released = new CountDownLatch(1);

	private final Set<String> requests = ConcurrentHashMap.newKeySet();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private HttpServer flora;

	private ConfigurableApplicationContext context;

	@BeforeEach
	void startFlora() throws IOException {
		this.flora = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		this.flora.setExecutor(this.threads);
		this.flora.createContext("/", this::answer);
		this.flora.start();
	}

	/**
	 * Of each run, FLORA says at first that it is running, then nothing, then its end.
	 */
	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI();
			this.requests.add(asked);
			String body = "{\"run_id\":\"run_started\",\"estimated_seconds\":3600}";
			if (asked.contains("/runs/")) {
				this.released.await();
				body = "{\"run_id\":\"" + asked.replaceAll(".*/", "") + "\",\"status\":\"completed\"}";
			}
			else if (asked.startsWith("GET")) {
				this.released.await();
				body = "{\"generations\":[],\"meta\":{}}";
			}
			byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, bytes.length);
			exchange.getResponseBody().write(bytes);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@AfterEach
	void stop() {
		this.released.countDown();
		Events.release.countDown();
		this.context.close();
		this.flora.stop(0);
		this.threads.shutdownNow();
	}

	@Test
	void whatWasAcceptedIsToldAndWhatComesIsRefused(CapturedOutput output) throws Exception {
		Events.reset(true);
		start("30s");
		FloraGenerationsClient client = this.context.getBean(FloraGenerationsClient.class);
		for (int i = 0; i < 20; i++) {
			assertThat(deliver("run_" + i)).isEqualTo(200);
		}
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.context::close);
		Awaitility.await().until(() -> deliver("run_late") == 503);
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> client.create(REQUEST))
			.withMessageContaining("Nothing was sent");
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> client.submit(REQUEST));
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> client.generate(REQUEST));
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> client.generate(REQUEST, Duration.ofMinutes(1)));
		assertThat(this.requests).noneMatch((request) -> request.startsWith("POST"));
		assertThat(closed).isNotDone();
		this.released.countDown();
		assertThat(closed).succeedsWithin(Duration.ofSeconds(60));
		assertThat(Events.heard).hasSize(20);
		assertThat(output).doesNotContain("follows no more");
	}

	@Test
	void whatIsLeftIsInOneWarning(CapturedOutput output) throws Exception {
		Events.reset(true);
		start("200ms");
		RunHandle handle = this.context.getBean(FloraGenerationsClient.class).submit(REQUEST);
		assertThat(deliver("run_delivered")).isEqualTo(200);
		Awaitility.await().until(() -> this.requests.stream().anyMatch((request) -> request.contains("run_delivered")));
		this.context.close();
		assertThatExceptionOfType(FloraFollowEndedException.class)
			.isThrownBy(() -> handle.await(Duration.ofSeconds(30)));
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains("go on at FLORA, which charges them: run_started.")
			.contains("were not seen ended: run_delivered.");
	}

	@Test
	void endsThatWaitToBeToldAreNamedWithoutAStackTrace(CapturedOutput output) throws Exception {
		Events.reset(false);
		this.released.countDown();
		start("200ms");
		for (int i = 0; i < 100; i++) {
			assertThat(deliver("run_" + i)).isEqualTo(200);
		}
		Awaitility.await().until(() -> Events.begun.size() == 100 || Events.begun.size() > 3);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(this.context::close);
		assertThat(closed).succeedsWithin(Duration.ofSeconds(60));
		Events.release.countDown();
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN") && line.contains("follows no more")))
			.hasSize(1);
		assertThat(output).doesNotContain("\tat ").doesNotContain("BeanCreationNotAllowed");
		for (int i = 0; i < 100; i++) {
			String runId = "run_" + i;
			assertThat(Events.begun.contains(runId) || output.getAll().matches("(?s).*\\b" + runId + "[,.].*"))
				.as(runId)
				.isTrue();
		}
	}

	private void start(String timeout) {
		this.context = new SpringApplicationBuilder(Application.class, Events.class, Late.class)
			.web(WebApplicationType.SERVLET)
			.properties("spring.main.banner-mode=off", "server.port=0", "flora.api-key=sk_test_1",
					"flora.base-url=http://127.0.0.1:" + this.flora.getAddress().getPort() + "/api/v1",
					"flora.workspace-id=ws_1", "flora.project-id=prj_1", "flora.webhook.enabled=true",
					"flora.webhook.secrets=whsec_1", "flora.follow.max-requests-per-second=1000",
					"spring.lifecycle.timeout-per-shutdown-phase=" + timeout)
			.run();
	}

	private int deliver(String runId) {
		byte[] body = ("{\"id\":\"whd_" + runId
				+ "\",\"type\":\"run.completed\",\"created_at\":1790000122456,\"data\":{\"run_id\":\"" + runId
				+ "\",\"status\":\"completed\"}}")
			.getBytes(StandardCharsets.UTF_8);
		String port = this.context.getEnvironment().getProperty("local.server.port");
		HttpRequest delivery = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/flora/webhook"))
			.header("Content-Type", "application/json")
			.header("Flora-Signature", WebhookSigner.header("whsec_1", Instant.now().getEpochSecond(), body))
			.POST(BodyPublishers.ofByteArray(body))
			.build();
		try {
			return this.http.send(delivery, BodyHandlers.discarding()).statusCode();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Component
	static class Events {

		static List<String> begun = List.of();

		static List<String> heard = List.of();

		static CountDownLatch release = new CountDownLatch(0);

		static void reset(boolean atOnce) {
			begun = new CopyOnWriteArrayList<>();
			heard = new CopyOnWriteArrayList<>();
			release = new CountDownLatch(atOnce ? 0 : 1);
		}

		@EventListener
		void ended(FloraRunEndedEvent event) throws InterruptedException {
			begun.add(event.runId());
			release.await();
			heard.add(event.runId());
		}

	}

	/** Made when it is first told. */
	@Lazy
	@Component
	static class Late {

		@EventListener
		void ended(FloraRunEndedEvent event) {
			// To be told is to be made.
		}

	}

}
