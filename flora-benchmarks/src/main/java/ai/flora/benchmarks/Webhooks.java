package ai.flora.benchmarks;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.spring.boot.test.FakeFlora;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

/**
 * Webhooks over loopback: from FLORA's post to the waiting caller holding the run, how
 * many deliveries a second are verified and acknowledged, and what becomes of bad ones.
 * The one who posts runs in the same process.
 */
public final class Webhooks {

	static {
		// Otherwise, on two cores, the JDK's client that posts starts a thread for each.
		System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "2");
	}

	private static final int LATENCIES = 100;

	private static final int DELIVERIES = 8000;

	private static final int BAD = 10_000;

	private static final int AT_ONCE = 32;

	private static final AtomicInteger EVENTS = new AtomicInteger();

	private final HttpClient http = HttpClient.newHttpClient();

	private final String secret;

	private final URI url;

	private Webhooks(String secret, URI url) {
		this.secret = secret;
		this.url = url;
	}

	public static void main(String[] args) throws Exception {
		try (FakeFlora fake = FakeFlora.start();
				ConfigurableApplicationContext application = SpringApplication.run(Application.class, "--server.port=0",
						"--server.address=127.0.0.1", "--logging.level.root=warn", "--spring.main.banner-mode=off",
						"--flora.base-url=" + fake.baseUrl(), "--flora.api-key=" + fake.apiKey(),
						"--flora.workspace-id=ws_1", "--flora.project-id=prj_1", "--flora.webhook.enabled=true",
						"--flora.webhook.secrets=" + fake.webhooks().secret(),
						"--flora.webhook.callback-url=http://127.0.0.1:1/flora/webhook")) {
			URI url = URI.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port")
					+ "/flora/webhook");
			Webhooks webhooks = new Webhooks(fake.webhooks().secret(), url);
			System.out.println("JDK " + System.getProperty("java.version"));
			webhooks.latency(fake, application.getBean(FloraGenerationsClient.class));
			EVENTS.set(0);
			webhooks.bad();
			webhooks.throughput();
		}
	}

	private void latency(FakeFlora fake, FloraGenerationsClient client) throws Exception {
		fake.webhooks().silent();
		fake.clock().stop();
		List<Double> millis = new ArrayList<>();
		for (int i = -20; i < LATENCIES; i++) {
			fake.nextRun().takes(Duration.ofHours(1));
			RunHandle handle = client.submit(GenerationRequest.text("A harbour"));
			CompletableFuture<Long> awaited = CompletableFuture.supplyAsync(() -> {
				handle.await();
				return System.nanoTime();
			});
			fake.clock().advance(Duration.ofHours(1));
			// The ceiling on requests: one at a time, and none just before.
			Thread.sleep(260);
			long posted = System.nanoTime();
			this.http.send(delivery("whd_latency_" + i, handle.runId()), BodyHandlers.discarding());
			double took = (awaited.get() - posted) / 1e6;
			if (i >= 0) {
				millis.add(took);
			}
		}
		Collections.sort(millis);
		System.out.printf("from post to the waiting caller: median %.1f ms, 9 of 10 within %.1f ms%n",
				millis.get(LATENCIES / 2), millis.get(LATENCIES * 9 / 10));
	}

	private void throughput() throws InterruptedException {
		post(2000, (i) -> delivery("whd_warm_" + i, "run_" + i % 100));
		long start = System.nanoTime();
		Map<Integer, Integer> statuses = post(DELIVERIES, (i) -> delivery("whd_" + i, "run_throughput_" + i));
		System.out.printf("%d deliveries of different runs: %.0f a second, answered %s%n", DELIVERIES,
				DELIVERIES / ((System.nanoTime() - start) / 1e9), statuses);
	}

	private void bad() throws InterruptedException {
		Map<Integer, Integer> statuses = post(BAD, (i) -> switch (i % 5) {
			case 0 -> request(body("whd_bad_" + i, "run_bad") + " ", signature(body("whd_bad_" + i, "run_bad"), 0));
			case 1 -> request(body("whd_old_" + i, "run_bad"), signature(body("whd_old_" + i, "run_bad"), -301));
			case 2 -> request("{\"nonsense\":" + i + "}", signature("{\"nonsense\":" + i + "}", 0));
			case 3 -> request(body("whd_no_" + i, "run_bad"), "t=1,t=2,v1=" + i);
			default -> request("x".repeat(i), "v1=".repeat(i % 500));
		});
		System.out.printf("%d tampered, replayed and malformed deliveries: answered %s, %d events published%n", BAD,
				statuses, EVENTS.get());
	}

	private Map<Integer, Integer> post(int count, IntFunction<HttpRequest> requests) throws InterruptedException {
		Map<Integer, Integer> statuses = new TreeMap<>();
		Semaphore atOnce = new Semaphore(AT_ONCE);
		for (int i = 0; i < count; i++) {
			atOnce.acquire();
			this.http.sendAsync(requests.apply(i), BodyHandlers.discarding()).whenComplete((response, ex) -> {
				synchronized (statuses) {
					statuses.merge((ex == null) ? response.statusCode() : 0, 1, Integer::sum);
				}
				atOnce.release();
			});
		}
		atOnce.acquire(AT_ONCE);
		return statuses;
	}

	private HttpRequest delivery(String id, String runId) {
		String body = body(id, runId);
		return request(body, signature(body, 0));
	}

	private String signature(String body, long age) {
		return WebhookSigner.header(this.secret, Instant.now().getEpochSecond() + age,
				body.getBytes(StandardCharsets.UTF_8));
	}

	private HttpRequest request(String body, String signature) {
		return HttpRequest.newBuilder(this.url)
			.header("Content-Type", "application/json")
			.header("Flora-Signature", signature)
			.POST(BodyPublishers.ofString(body))
			.build();
	}

	private static String body(String id, String runId) {
		return "{\"id\":\"" + id + "\",\"type\":\"run.completed\",\"created_at\":1790000122456,\"data\":{\"run_id\":\""
				+ runId + "\",\"status\":\"completed\"}}";
	}

	/**
	 * An application that hears of runs.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@EventListener
		void ended(FloraRunEndedEvent event) {
			EVENTS.incrementAndGet();
		}

	}

}
