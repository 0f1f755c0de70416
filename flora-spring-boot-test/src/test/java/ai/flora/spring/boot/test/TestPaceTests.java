package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * No test of a user's waits for a run.
 */
@Tag("exhaustive")
class TestPaceTests {

	/** In real time, the shortest of these runs would take more than a second. */
	private static final Duration SOON = Duration.ofMillis(500);

	private static final GenerationRequest REQUEST = GenerationRequest.text("A harbour");

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient root = this.fake.clientBuilder().build();

	private final FloraGenerationsClient flora = this.root.generations();

	/** Classes are loaded by the first use, which takes longer. */
	@BeforeEach
	void warmUp() {
		this.flora.generate(REQUEST);
		this.flora.generate(REQUEST);
		this.fake.reset();
	}

	@AfterEach
	void stop() {
		this.root.close();
		this.fake.close();
	}

	@Test
	void runThatNobodyScriptedIsKnownSoon() {
		assertSoon(() -> assertThat(this.flora.generate(REQUEST).outputs()).hasSize(1));
	}

	@Test
	void runThatIsScriptedIsKnownSoon() {
		assertSoon(() -> {
			this.fake.reset();
			this.fake.nextRun().completesWith(FakeRun.text("Dusk"));
			assertThat(this.flora.generate(REQUEST).outputs()).hasSize(1);
			assertThat(this.fake).received(FloraOperation.RETRIEVE, 1);
		});
	}

	/** Counted, since how long an exchange takes is up to the machine. */
	@Test
	void waitsForAScriptedRunAddUpToFiftyMillisecondsAtMost() {
		this.fake.nextRun().takes(Duration.ofMinutes(2)).completesWith(FakeRun.text("Dusk"));
		this.flora.generate(REQUEST);
		int polls = this.fake.requests(FloraOperation.RETRIEVE).size();
		assertThat(TestPace.settings().maxInterval().multipliedBy(polls)).isLessThanOrEqualTo(Duration.ofMillis(50));
	}

	@Test
	void runWithStatesIsKnownSoon() {
		assertSoon(() -> {
			this.fake.nextRun().isPending().thenIsRunning(40).thenCompletesWith(FakeRun.text("Dusk"));
			assertThat(this.flora.generate(REQUEST).outputs()).hasSize(1);
		});
	}

	@Test
	void runThatTakesMinutesOnTheClockIsKnownSoonAndTellsThatTime() {
		assertSoon(() -> {
			this.fake.nextRun().takes(Duration.ofMinutes(2)).completesWith(FakeRun.text("Dusk"));
			Run run = this.flora.generate(REQUEST);
			assertThat(Duration.between(run.createdAt(), run.completedAt())).isEqualTo(Duration.ofMinutes(2));
		});
	}

	@Test
	void updatesShowEachStageOfARun() throws Exception {
		List<RunStatus> seen = new CopyOnWriteArrayList<>();
		RunHandle handle = this.flora.submit(REQUEST);
		handle.onUpdate((run) -> seen.add(run.status()));
		handle.completion().get(1, TimeUnit.MINUTES);
		Awaitility.await().until(() -> seen.contains(RunStatus.COMPLETED));
		assertThat(seen).contains(RunStatus.RUNNING).endsWith(RunStatus.COMPLETED);
	}

	@Test
	void severalRunsAreKnownSoon() {
		assertSoon(() -> {
			List<CompletableFuture<Run>> runs = IntStream.range(0, 4)
				.mapToObj((i) -> this.flora.submit(REQUEST).completion())
				.toList();
			runs.forEach((run) -> run.orTimeout(1, TimeUnit.MINUTES).join());
		});
	}

	@Test
	void runIsKnownSoonAfterAStoppedClockSaysSo() {
		this.fake.clock().stop();
		assertSoon(() -> {
			this.fake.nextRun().takes(Duration.ofMinutes(2)).failsWith("GENERATION_PROMPT_MODERATED", "No.");
			RunHandle handle = this.flora.submit(REQUEST);
			assertThat(handle.completion()).isNotDone();
			this.fake.clock().advance(Duration.ofMinutes(2));
			assertThatExceptionOfType(FloraRunFailedException.class)
				.isThrownBy(() -> handle.await(Duration.ofMinutes(1)));
		});
	}

	@Test
	void clockWhenAskedForRealTimeSkipsNothing() {
		this.fake.clock().speed(1);
		this.fake.nextRun().takes(Duration.ofDays(1)).completesWith();
		String runId = this.flora.create(REQUEST).runId();
		for (int i = 0; i < 5; i++) {
			assertThat(this.flora.retrieve(runId).status()).isEqualTo(RunStatus.PENDING);
		}
	}

	@Test
	void runThatNeverEndsNeverEnds() {
		this.fake.nextRun().neverEnds();
		String runId = this.flora.create(REQUEST).runId();
		for (int i = 0; i < 5; i++) {
			assertThat(this.flora.retrieve(runId).status()).isNotEqualTo(RunStatus.COMPLETED);
		}
	}

	/** The machine may be busy with something else for a while, but not each time. */
	private static void assertSoon(Runnable call) {
		Duration fastest = Duration.ofDays(1);
		for (int i = 0; i < 20 && fastest.compareTo(SOON) >= 0; i++) {
			long start = System.nanoTime();
			call.run();
			Duration taken = Duration.ofNanos(System.nanoTime() - start);
			fastest = (taken.compareTo(fastest) < 0) ? taken : fastest;
		}
		assertThat(fastest).isLessThan(SOON);
	}

}
