package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.spring.boot.test.SoakAttempts.Attempt;
import ai.flora.spring.boot.test.SoakStart.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;

import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Some minutes' worth of traffic, and what has become of it.
 *
 * @param fake the fake, fresh
 * @param context the application
 * @param starts how many runs are to be started
 * @param seed makes callers and runs the same again, though not the faults
 */
record SoakRound(FakeFlora fake, ApplicationContext context, int starts, long seed) {

	private static final double PROBABILITY = 0.05;

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	/** Runs the traffic, and accounts for it. */
	String run(SoakTotals totals, boolean lateCosts, boolean repeatsByItself) throws InterruptedException {
		SoakFaults faults = new SoakFaults(this.fake, PROBABILITY);
		script(lateCosts);
		FloraGenerationsClient client = this.context.getBean(FloraGenerationsClient.class);
		HealthIndicator health = this.context.getBean("floraHealthContributor", HealthIndicator.class);
		SoakTraffic traffic = new SoakTraffic(client, health, "Round " + this.seed, this.seed % 2 == 1, this.seed);
		traffic.run(this.starts);
		assertThat(traffic.surprises()).isEmpty();
		followWhatNobodyFollows(client);
		assertHandlesKnowTheEnd(traffic.handles(), traffic);
		assertEveryEndIsKnown();
		String accounts = assertEachCallIsChargedOnce(traffic);
		this.fake.webhooks().silent();
		SoakMeters meters = meters();
		settle(meters, totals);
		Map<String, Attempt> attempts = this.context.getBean(SoakAttempts.class).all();
		totals.add(attempts, this.fake.requests(), repeatsByItself);
		totals.addDeliveries(this.fake.webhooks().deliveries());
		totals.addFaults(faults.happened());
		totals.addEnds(application().ends().values());
		assertResponsesAreTheFaults(faults, attempts, meters);
		totals.assertMetersAddUp(meters);
		faults.stop();
		return accounts;
	}

	private SoakApplication application() {
		return this.context.getBean(SoakApplication.class);
	}

	SoakMeters meters() {
		return new SoakMeters(this.context.getBean(MeterRegistry.class));
	}

	/** A twelfth of what runs take: nine seconds as a rule, a minute at most. */
	private void script(boolean lateCosts) {
		Random random = new Random(this.seed);
		for (int i = 0; i < this.starts; i++) {
			double millis = Math.min(5000, 750 * Math.exp(0.5 * random.nextGaussian()));
			FakeRun run = this.fake.nextRun().takes(Duration.ofMillis((long) millis)).costs("0.0" + (1 + i % 9));
			if (i % 10 == 1) {
				run.failsWith("GENERATION_PROMPT_MODERATED", "No.");
			}
			if (i % 10 == 2) {
				run.reportsLate(Duration.ofMillis(random.nextInt(2000)));
			}
			if (lateCosts && i % 2 == 0) {
				run.costs("0.5").reportsCostLate(Duration.ofSeconds(15));
			}
		}
		switch ((int) (this.seed % 5)) {
			case 1 -> {
				this.fake.webhooks().repeat(2);
				this.fake.webhooks().late(Duration.ofMillis(250));
			}
			case 2 -> this.fake.webhooks().tampered();
			case 3 -> this.fake.webhooks().silent();
			case 4 -> this.fake.webhooks().repeat(3);
			default -> {
			}
		}
	}

	/**
	 * As an application does with the ids that it has stored, and an operator with starts
	 * that were not confirmed.
	 */
	private void followWhatNobodyFollows(FloraGenerationsClient client) {
		Set<String> followed = new HashSet<>();
		Awaitility.await().atMost(PATIENCE).until(() -> {
			List<String> unknown = this.fake.startedRuns()
				.stream()
				.map(FakeRun::runId)
				.filter((id) -> !application().ends().containsKey(id))
				.toList();
			unknown.stream().filter(followed::add).forEach(client::follow);
			return unknown.isEmpty();
		});
	}

	private void assertHandlesKnowTheEnd(Map<RunHandle, CompletableFuture<Run>> handles, SoakTraffic traffic) {
		handles.forEach((handle, completion) -> {
			Awaitility.await().atMost(PATIENCE).until(completion::isDone);
			RunStatus truth = truth(handle.runId());
			Throwable thrown = completion.handle((run, ex) -> ex).join();
			if (traffic.isStopped(handle) && thrown instanceof FloraFollowEndedException) {
				return;
			}
			if (thrown == null) {
				assertThat(truth).isEqualTo(RunStatus.COMPLETED);
				assertThat(completion.join().runId()).isEqualTo(handle.runId());
			}
			else {
				assertThat(thrown).isInstanceOf(FloraRunFailedException.class);
				assertThat(truth).isEqualTo(RunStatus.FAILED);
			}
		});
	}

	private RunStatus truth(String runId) {
		return this.fake.startedRuns()
			.stream()
			.filter((run) -> run.runId().equals(runId))
			.map((run) -> run.ended(this.fake.clock().now()).status())
			.findFirst()
			.orElseThrow();
	}

	private void assertEveryEndIsKnown() {
		Map<String, Run> ends = application().ends();
		assertThat(application().publishedTwice()).as("ends that were published twice").isZero();
		assertThat(ends.keySet()).as("ends that were published")
			.containsExactlyInAnyOrderElementsOf(this.fake.startedRuns().stream().map(FakeRun::runId).toList());
		for (FakeRun run : this.fake.startedRuns()) {
			Run truth = run.ended(this.fake.clock().now());
			Run told = ends.get(run.runId());
			assertThat(told.status()).as(run.runId()).isEqualTo(truth.status());
			assertThat(told.chargedCost()).as("cost of " + run.runId()).isIn(null, truth.chargedCost());
		}
	}

	private String assertEachCallIsChargedOnce(SoakTraffic traffic) {
		Map<String, FakeRun> charged = this.fake.startedRuns()
			.stream()
			.collect(Collectors.toMap((run) -> run.request().orElseThrow().prompt(), (run) -> run, (one, other) -> {
				throw new AssertionError("Charged twice: " + one.request());
			}));
		Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
		int chargedUnconfirmed = 0;
		assertThat(traffic.starts()).hasSize(this.starts);
		for (SoakStart start : traffic.starts()) {
			FakeRun run = charged.get(start.prompt());
			counts.merge(start.outcome(), 1, Integer::sum);
			switch (start.outcome()) {
				case CONFIRMED -> {
					assertThat(run).as("%s was charged", start).isNotNull();
					assertThat(start.runId()).as("%s is its caller's own", start).isEqualTo(run.runId());
					assertThat(start.end()).isIn(null, truth(run.runId()));
				}
				case REFUSED -> assertThat(run).as("%s was charged", start).isNull();
				case UNCONFIRMED -> {
					chargedUnconfirmed += (run != null) ? 1 : 0;
					assertThat(this.fake.requests(FloraOperation.CREATE))
						.filteredOn((request) -> request.body().contains('"' + start.prompt() + '"'))
						.allSatisfy((request) -> assertThat(request.header("Idempotency-Key")).hasValue(start.key()));
				}
			}
		}
		assertThat(charged).hasSize(counts.getOrDefault(Outcome.CONFIRMED, 0) + chargedUnconfirmed);
		return "starts " + counts + ", charged " + charged.size() + " (unconfirmed " + chargedUnconfirmed + ")";
	}

	/** Exchanges that callers have abandoned, and deliveries, come to their end. */
	private void settle(SoakMeters meters, SoakTotals totals) {
		SoakAttempts attempts = this.context.getBean(SoakAttempts.class);
		Awaitility.await().atMost(PATIENCE).during(Duration.ofMillis(300)).until(() -> {
			boolean running = attempts.all().values().stream().anyMatch((each) -> each.outcome() == Attempt.RUNNING);
			long notReported = meters.timed("flora.webhook.deliveries") - totals.delivered(true) - delivered(true);
			return !running && meters.gauge("flora.runs.followed") == 0 && notReported >= 0
					&& notReported <= totals.delivered(false) + delivered(false);
		});
	}

	private long delivered(boolean answered) {
		return this.fake.webhooks().deliveries().stream().filter((each) -> (each.status() != 0) == answered).count();
	}

	/** Of an attempt that its caller gave up, the response may not have been seen. */
	private static void assertResponsesAreTheFaults(SoakFaults faults, Map<String, Attempt> attempts,
			SoakMeters meters) {
		long interrupted = meters.timed("flora.client.requests", "outcome", "INTERRUPTED")
				+ meters.timed("flora.client.requests", "outcome", "TIMEOUT");
		for (int status : List.of(429, 500, 502, 503, 504)) {
			long seen = attempts.values().stream().filter((each) -> each.outcome() == status).count();
			assertThat(faults.happened(status) - seen).as("answers with %s that nobody saw", status)
				.isBetween(0L, interrupted);
		}
	}

}
