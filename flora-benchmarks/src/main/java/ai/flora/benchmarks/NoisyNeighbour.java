package ai.flora.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.RunHandle;
import ai.flora.client.assembly.FloraClientBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Measures how late a run's end is known while other threads of the client ask for more
 * than FLORA allows: 30 of them poll {@code retrieve}, against 20 requests a second.
 */
public final class NoisyNeighbour {

	private static final int RUNS = 20;

	private static final int NEIGHBOURS = 30;

	private static final int REQUESTS_PER_SECOND = 20;

	private static final long RUN_MILLIS = 2000;

	private NoisyNeighbour() {
	}

	public static void main(String[] args) throws Exception {
		System.out.printf("JDK %s, %d threads poll against a limit of %d requests a second%n",
				System.getProperty("java.version"), NEIGHBOURS, REQUESTS_PER_SECOND);
		follow("Retry-After: 1", 1);
		follow("no Retry-After", null);
	}

	private static void follow(String name, @Nullable Integer retryAfter) throws Exception {
		try (RunsServer server = new RunsServer(() -> RUN_MILLIS, 2)) {
			FloraClient flora = new FloraClientBuilder().baseUrl(server.url())
				.apiKey("sk_benchmark")
				.workspaceId("ws_1")
				.projectId("prj_1")
				.callTimeout(Duration.ofMinutes(2))
				.build();
			FloraGenerationsClient client = flora.generations();
			AtomicInteger succeeded = new AtomicInteger();
			AtomicInteger refused = new AtomicInteger();
			server.limit(REQUESTS_PER_SECOND, retryAfter);
			List<Thread> neighbours = neighbours(client, server.start(), succeeded, refused);
			List<Double> delays = new ArrayList<>();
			for (int i = 0; i < RUNS; i++) {
				// Started elsewhere: a start of its own would wait among the neighbours.
				String runId = server.start();
				RunHandle handle = client.follow(runId);
				handle.await(Duration.ofMinutes(5));
				delays.add(server.sinceEnd(runId));
			}
			neighbours.forEach(Thread::interrupt);
			for (Thread neighbour : neighbours) {
				neighbour.join(TimeUnit.SECONDS.toMillis(10));
			}
			System.out.printf(
					"%s: known after %.2f s in the mean, %.2f s at worst; neighbours: %d answers, %d refused%n", name,
					delays.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
					delays.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN), succeeded.get(),
					refused.get());
			flora.close();
		}
	}

	private static List<Thread> neighbours(FloraGenerationsClient client, String runId, AtomicInteger succeeded,
			AtomicInteger refused) {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < NEIGHBOURS; i++) {
			Thread thread = new Thread(() -> poll(client, runId, succeeded, refused), "neighbour-" + i);
			thread.setDaemon(true);
			thread.start();
			threads.add(thread);
		}
		return threads;
	}

	private static void poll(FloraGenerationsClient client, String runId, AtomicInteger succeeded,
			AtomicInteger refused) {
		while (!Thread.currentThread().isInterrupted()) {
			try {
				client.retrieve(runId);
				succeeded.incrementAndGet();
			}
			catch (FloraRateLimitException ex) {
				refused.incrementAndGet();
			}
			catch (FloraException ex) {
				return;
			}
		}
	}

}
