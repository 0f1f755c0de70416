package ai.flora.client.internal.follow.notification;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.context.RunContext;
import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.observation.FloraRunTracer;
import ai.flora.client.output.SavedOutput;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutputSaves}, on real threads.
 */
@Timeout(60)
class OutputSavesTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private final AtomicInteger now = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final Queue<String> told = new ConcurrentLinkedQueue<>();

	@Test
	void tenThousandRunsAtOnceAreSavedByFourThreadsAndToldOnce() {
		ExecutorService executor = Executors.newCachedThreadPool();
		try {
			OutputSaves saves = new OutputSaves(saving(this::save), executor, System::nanoTime, (delay) -> {
			});
			for (int i = 0; i < 10_000; i++) {
				save(saves, i, RunContext.NONE);
			}
			Awaitility.await().until(() -> this.told.size() == 10_000);
			assertThat(this.told).doesNotHaveDuplicates().allMatch((told) -> told.endsWith(" [output_1, output_2]"));
			assertThat(this.most.get()).isLessThanOrEqualTo(4);
			assertThat(saves.end()).as("something is left").isFalse();
		}
		finally {
			executor.shutdownNow();
		}
	}

	@Test
	void threadsEndWithTheirWorkAndComeAgain() {
		List<Runnable> begun = new ArrayList<>();
		OutputSaves saves = new OutputSaves(saving(this::save), begun::add, System::nanoTime, (delay) -> {
		});
		for (int round = 1; round <= 3; round++) {
			for (int i = 0; i < 6; i++) {
				save(saves, 10 * round + i, RunContext.NONE);
			}
			assertThat(begun).as("threads that are asked for").hasSize(4);
			begun.forEach(Runnable::run);
			begun.clear();
			assertThat(this.told).hasSize(6 * round);
		}
	}

	@Test
	void outputThatFailsKeepsNoOtherOfItsRunFromBeingSaved() {
		OutputSaves saves = new OutputSaves(saving((run, output) -> {
			if ("output_1".equals(output.outputId())) {
				throw new OutOfMemoryError("not really");
			}
			return save(run, output);
		}), Runnable::run, System::nanoTime, (delay) -> {
		});
		save(saves, 1, RunContext.NONE);
		assertThat(this.told).containsExactly("run_1 [output_2]");
	}

	/** There may be no memory to keep the run, or no time to be told. */
	@Test
	void runThatCannotWaitForItsTurnGoesOn() {
		OutputSaves saves = new OutputSaves(saving(this::save), Runnable::run, () -> {
			throw new OutOfMemoryError("not really");
		}, (delay) -> {
		});
		save(saves, 1, RunContext.NONE);
		assertThat(this.told).containsExactly("run_1 []");
	}

	@Test
	void whatSurroundsTheStartOfARunSurroundsItsSaving() {
		List<String> log = new ArrayList<>();
		RunContext context = new RunContexts(ObservationRegistry.NOOP, (task) -> () -> {
			log.add("before");
			task.run();
			log.add("after");
		}, FloraRunTracer.NOOP).capture();
		OutputSaves saves = new OutputSaves(saving((run, output) -> {
			log.add(String.valueOf(output.outputId()));
			return save(run, output);
		}), Runnable::run, System::nanoTime, (delay) -> {
		});
		save(saves, 1, context);
		assertThat(log).endsWith("before", "output_1", "output_2", "after");
		assertThat(this.told).hasSize(1);
	}

	private static OutputSaving saving(BiFunction<Run, RunOutput, SavedOutput> saver) {
		return new OutputSaving((run) -> run.outputs()
			.stream()
			.<Supplier<SavedOutput>>map((output) -> () -> saver.apply(run, output))
			.toList(), TIMEOUT);
	}

	private void save(OutputSaves saves, int number, RunContext context) {
		Run run = Run.builder()
			.runId("run_" + number)
			.status(RunStatus.COMPLETED)
			.outputs(List.of(output("output_1"), output("output_2")))
			.build();
		saves.save(run, context,
				(saved) -> this.told.add(run.runId() + " " + saved.stream().map(SavedOutput::outputId).toList()));
	}

	private static RunOutput output(String id) {
		return new RunOutput(id, OutputType.IMAGE, "https://media.flora.ai/a.png");
	}

	private SavedOutput save(Run run, RunOutput output) {
		this.most.accumulateAndGet(this.now.incrementAndGet(), Math::max);
		this.now.decrementAndGet();
		return new SavedOutput(output.outputId(), null, 1, "ab".repeat(32), "image/png");
	}

}
