package ai.flora.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RunHandle;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookVerifier;
import com.sun.net.httpserver.HttpServer;

/**
 * Runs started together in one project, over real HTTP: polls per run, and the time
 * between a run's end and the application knowing it. The baseline asks for each run
 * every two seconds, as FLORA's documentation does.
 */
public final class FollowMany {

	private static final int RUNS = 120;

	private static final int ROUNDS = 3;

	private FollowMany() {
	}

	public static void main(String[] args) throws Exception {
		System.out.printf("JDK %s, %d runs started together, %d rounds%n", System.getProperty("java.version"), RUNS,
				ROUNDS);
		for (int round = 0; round < ROUNDS; round++) {
			follow(round);
		}
		for (int round = 0; round < ROUNDS; round++) {
			followPosted(round);
		}
		poll();
	}

	private static void follow(int seed) throws Exception {
		try (RunsServer server = new RunsServer(durations(seed), 9)) {
			FloraClient flora = client(server).build();
			follow("follow", server, flora);
			flora.close();
		}
	}

	/** With an endpoint that the ends are posted to. */
	private static void followPosted(int seed) throws Exception {
		CompletableFuture<FloraClient> receiver = new CompletableFuture<>();
		HttpServer endpoint = endpoint(receiver);
		try (RunsServer server = new RunsServer(durations(seed), 9)) {
			URI url = URI.create("http://127.0.0.1:" + endpoint.getAddress().getPort() + "/flora/webhook");
			FloraClient flora = client(server).callbacks(url, List.of(RunsServer.SECRET))
				.expectDeliveries(Duration.ofMinutes(5))
				.build();
			receiver.complete(flora);
			follow("follow, webhooks", server, flora);
			flora.close();
		}
		finally {
			endpoint.stop(0);
		}
	}

	private static HttpServer endpoint(CompletableFuture<FloraClient> receiver) throws IOException {
		FloraWebhookVerifier verifier = new FloraWebhookVerifier(List.of(RunsServer.SECRET), Duration.ofMinutes(5));
		HttpServer endpoint = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		endpoint.createContext("/", (exchange) -> {
			byte[] body = exchange.getRequestBody().readAllBytes();
			String path = exchange.getRequestURI().getPath();
			FloraWebhookEvent event = verifier.verify(body,
					exchange.getRequestHeaders().getFirst(FloraWebhookVerifier.SIGNATURE_HEADER));
			boolean taken = receiver.join().received(event, path.substring(path.lastIndexOf('/') + 1));
			exchange.sendResponseHeaders(taken ? 200 : 503, -1);
			exchange.close();
		});
		endpoint.start();
		return endpoint;
	}

	private static void follow(String name, RunsServer server, FloraClient flora) throws Exception {
		List<Double> delays = Collections.synchronizedList(new ArrayList<>());
		List<CompletableFuture<?>> ends = new ArrayList<>();
		for (RunHandle handle : submit(flora.generations())) {
			ends.add(handle.completion().thenAccept((run) -> delays.add(server.sinceEnd(run.runId()))));
		}
		CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(2, TimeUnit.MINUTES);
		report(name, server, delays);
	}

	private static List<RunHandle> submit(FloraGenerationsClient client)
			throws InterruptedException, ExecutionException {
		ExecutorService starters = Executors.newFixedThreadPool(16);
		List<Future<RunHandle>> submitted = new ArrayList<>();
		for (int i = 0; i < RUNS; i++) {
			submitted.add(starters.submit(() -> client.submit(GenerationRequest.image("A harbour"))));
		}
		List<RunHandle> handles = new ArrayList<>();
		for (Future<RunHandle> handle : submitted) {
			handles.add(handle.get());
		}
		starters.shutdown();
		return handles;
	}

	private static void poll() throws Exception {
		try (RunsServer server = new RunsServer(durations(0), 9)) {
			FloraClient flora = client(server).build();
			FloraGenerationsClient client = flora.generations();
			List<Double> delays = Collections.synchronizedList(new ArrayList<>());
			ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
			for (int i = 0; i < RUNS; i++) {
				pollLater(threads, client, server, server.start(), delays);
			}
			while (delays.size() < RUNS) {
				Thread.sleep(50);
			}
			threads.shutdownNow();
			report("a poll every 2 s", server, delays);
			flora.close();
		}
	}

	private static void pollLater(ScheduledExecutorService threads, FloraGenerationsClient client, RunsServer server,
			String runId, List<Double> delays) {
		threads.schedule(() -> {
			if (client.retrieve(runId).status().isTerminal()) {
				delays.add(server.sinceEnd(runId));
			}
			else {
				pollLater(threads, client, server, runId, delays);
			}
		}, 2, TimeUnit.SECONDS);
	}

	private static void report(String name, RunsServer server, List<Double> delays) {
		double mean = delays.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
		double worst = delays.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
		System.out.printf(
				"%-18s %.2f polls per run (%d in all, %d of them at single runs), delay mean %.2f s, worst %.2f s%n",
				name, (double) server.polls() / RUNS, server.polls(), server.singlePolls(), mean, worst);
	}

	/** Log-normal with a median of 9 s, after a queue of 0.8 s on average. */
	private static LongSupplier durations(int seed) {
		Random random = new Random(seed);
		return () -> {
			synchronized (random) {
				double queue = -0.8 * Math.log(1 - random.nextDouble());
				return (long) ((9 * Math.exp(0.3 * random.nextGaussian()) + queue) * 1000);
			}
		};
	}

	private static FloraClientBuilder client(RunsServer server) {
		return new FloraClientBuilder().baseUrl(server.url())
			.apiKey("sk_benchmark")
			.workspaceId("ws_1")
			.projectId("prj_1")
			.callTimeout(Duration.ofMinutes(2));
	}

}
