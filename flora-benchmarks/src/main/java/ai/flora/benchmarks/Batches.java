package ai.flora.benchmarks;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import ai.flora.client.FloraClient;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationBatch.Item;
import ai.flora.client.GenerationBatch.State;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;

/**
 * A batch of 200, in real time: without a fault, and while a third of the responses to
 * starts is lost and 5 % of the others meet another fault.
 */
public final class Batches {

	private static final int ITEMS = 200;

	private static final double OTHER_FAULT = 0.05 / 4;

	private static final Duration RESPONSE = Duration.ofMillis(300);

	private Batches() {
	}

	public static void main(String[] args) {
		run("no fault, one model", false, 1);
		run("faults, four models", true, 4);
		run("faults, one model", true, 1);
	}

	private static void run(String name, boolean faults, int models) {
		try (FakeFlora fake = FakeFlora.start();
				FloraClient flora = new FloraClientBuilder().baseUrl(fake.baseUrl())
					.apiKey(fake.apiKey())
					.projectId("prj_1")
					.build()) {
			fake.clock().speed(1);
			if (faults) {
				fake.next(FloraOperation.CREATE).always().withProbability(1 / 6.0).resetAfterwards();
				fake.next(FloraOperation.CREATE).always().withProbability(1 / 5.0).half();
				fake.next(FloraOperation.CREATE).always().withProbability(OTHER_FAULT).rateLimited();
				fake.next(FloraOperation.CREATE)
					.always()
					.withProbability(OTHER_FAULT)
					.rateLimited(Duration.ofSeconds(1));
				fake.next(FloraOperation.CREATE).always().withProbability(OTHER_FAULT).html(502);
				fake.next(FloraOperation.CREATE).always().withProbability(OTHER_FAULT).reset();
			}
			fake.next(FloraOperation.CREATE).always().delay(RESPONSE);
			List<GenerationRequest> requests = IntStream.range(0, ITEMS)
				.mapToObj((i) -> GenerationRequest.text("Prompt " + i).toBuilder().model("t2t-" + i % models).build())
				.toList();
			long begun = System.nanoTime();
			GenerationBatch batch = flora.generations().submitAll(requests);
			batch.await();
			report(name, fake, batch, (System.nanoTime() - begun) / 1_000_000_000);
		}
	}

	private static void report(String name, FakeFlora fake, GenerationBatch batch, long seconds) {
		Map<String, String> promptOf = new HashMap<>();
		fake.startedRuns().forEach((run) -> promptOf.put(run.runId(), prompt(run)));
		long wrong = batch.items().stream().filter((item) -> isAnothers(item, promptOf)).count();
		GenerationBatch.Progress progress = batch.progress();
		System.out.printf(
				"%s: %d s, %d posts, %d charged, %d twice; completed %d, of which another's %d, not started %d, "
						+ "unconfirmed %d%n",
				name, seconds, fake.requests(FloraOperation.CREATE).size(), promptOf.size(),
				promptOf.size() - promptOf.values().stream().distinct().count(), progress.completed(), wrong,
				progress.notStarted(), progress.unconfirmed());
	}

	private static boolean isAnothers(Item item, Map<String, String> promptOf) {
		Run run = item.run();
		return item.state() == State.COMPLETED && run != null
				&& !item.request().prompt().equals(promptOf.get(run.runId()));
	}

	private static String prompt(FakeRun run) {
		return run.request().map((request) -> request.prompt()).orElse("");
	}

}
