package ai.flora.client.internal.follow;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FloraServerException;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.follow.notification.OutputSaving;
import ai.flora.client.output.SavedOutput;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Outputs of completed runs are saved after their handles have completed, and before the
 * application is told; whatever becomes of that, it is told.
 */
@ExtendWith(OutputCaptureExtension.class)
class FollowOutputsTests extends AbstractFollowTests {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	/** What happens, in its order. */
	private final List<String> log = new CopyOnWriteArrayList<>();

	private final List<FloraRunEndedEvent> heard = new CopyOnWriteArrayList<>();

	/** Runs whose saving has begun. */
	private final List<String> begun = new CopyOnWriteArrayList<>();

	private final List<String> interrupted = new CopyOnWriteArrayList<>();

	private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

	/** What listeners of the application wait for, if they do. */
	private final List<Runnable> untold = new ArrayList<>();

	private final CountDownLatch released = new CountDownLatch(1);

	private boolean telling = true;

	private boolean threadless;

	private volatile boolean hanging;

	private volatile boolean deaf;

	private volatile @Nullable RuntimeException failure;

	private final RunFollower saving = follower().polls(this::execute).events(this::tell).ended((event) -> {
		this.log.add("told " + event.runId());
		this.heard.add(event);
	}).saving(new OutputSaving(this::saver, TIMEOUT)).build();

	private void execute(Runnable task) {
		if (task instanceof Poll<?>) {
			task.run();
			return;
		}
		if (this.threadless) {
			throw new RejectedExecutionException("busy");
		}
		Thread thread = new Thread(task, "test-save");
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
	}

	private void tell(Runnable task) {
		if (this.telling) {
			task.run();
		}
		else {
			this.untold.add(task);
		}
	}

	private List<Supplier<SavedOutput>> saver(Run run) {
		return run.outputs().stream().<Supplier<SavedOutput>>map((output) -> () -> save(run, output)).toList();
	}

	private SavedOutput save(Run run, RunOutput output) {
		this.begun.add(run.runId());
		RuntimeException failure = this.failure;
		if (failure != null) {
			throw failure;
		}
		while (this.hanging) {
			try {
				this.released.await();
				break;
			}
			catch (InterruptedException ex) {
				this.interrupted.add(run.runId());
				if (!this.deaf) {
					throw new CancellationException("interrupted");
				}
			}
		}
		this.log.add("saved " + run.runId());
		return new SavedOutput(output.outputId(), URI.create("file:///" + run.runId()), 1, "ab".repeat(32),
				"image/png");
	}

	@AfterEach
	void release() throws InterruptedException {
		this.released.countDown();
		for (Thread thread : this.threads) {
			thread.join();
		}
	}

	private List<RunHandle> followed(int count) {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 1; i <= count; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10));
			handles.add(this.saving.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null));
		}
		return handles;
	}

	private List<String> told() {
		return this.heard.stream().map((event) -> event.runId() + " " + event.outputs().size()).toList();
	}

	@Test
	void outputsAreSavedAfterTheHandleHasCompletedAndBeforeTheEvent() {
		RunHandle handle = followed(1).get(0);
		handle.onUpdate((run) -> this.log.add(run.status().name()));
		handle.completion().thenAccept((run) -> this.log.add("completed " + run.runId()));
		advance(30);
		Awaitility.await().until(() -> !this.heard.isEmpty());
		assertThat(this.log).endsWith("COMPLETED", "completed run_1", "saved run_1", "told run_1");
		assertThat(this.heard.get(0).outputs()).singleElement()
			.isEqualTo(new SavedOutput("output_1", URI.create("file:///run_1"), 1, "ab".repeat(32), "image/png"));
		assertThat(this.saving.drain(Duration.ZERO)).isTrue();
	}

	@Test
	void waitingForTheEndDoesNotWaitForItsOutputs() {
		this.hanging = true;
		RunHandle handle = followed(1).get(0);
		advance(30);
		assertThat(handle.await(Duration.ofSeconds(30)).runId()).isEqualTo("run_1");
		assertThat(this.heard).isEmpty();
		assertThat(this.saving.drain(Duration.ZERO)).as("not told yet").isFalse();
		this.released.countDown();
		Awaitility.await().until(() -> told().equals(List.of("run_1 1")));
	}

	@Test
	void endByWebhookWaitsForItsOutputsToo() {
		this.runs.run("run_1", Duration.ofSeconds(1));
		advance(2);
		this.saving.endReported("run_1", null);
		advance(30);
		Awaitility.await().until(() -> told().equals(List.of("run_1 1")));
	}

	@Test
	void failedRunIsToldAtOnce() {
		this.runs.run("run_1", Duration.ofSeconds(10)).fails("provider_error");
		this.saving.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		advance(30);
		assertThat(told()).containsExactly("run_1 0");
		assertThat(this.threads).isEmpty();
	}

	@Test
	void outputsThatTakeTooLongAreLeftOut(CapturedOutput output) {
		this.hanging = true;
		followed(1);
		advance(30);
		Awaitility.await().until(() -> this.begun.size() == 1);
		this.timer.advance(TIMEOUT.minusSeconds(60));
		assertThat(this.heard).isEmpty();
		this.timer.advance(Duration.ofSeconds(60));
		assertThat(told()).containsExactly("run_1 0");
		Awaitility.await().until(() -> this.interrupted.equals(List.of("run_1")));
		assertThat(output).containsOnlyOnce("WARN").contains("run_1").contains("PT5M");
	}

	/** Nothing could be saved meanwhile. */
	@Test
	void outputsOfAFrozenProcessHaveTheirTimeAfterwards() {
		this.hanging = true;
		followed(5);
		advance(30);
		Awaitility.await().until(() -> this.begun.size() == 4);
		this.timer.freeze(Duration.ofHours(1));
		advance(60);
		assertThat(this.heard).isEmpty();
		this.released.countDown();
		Awaitility.await().until(() -> this.heard.size() == 5);
		assertThat(told()).allMatch((told) -> told.endsWith(" 1"));
	}

	@Test
	void atMostFourAreSavedAtOnceAndNoneWaitsForever() {
		this.hanging = true;
		followed(10);
		advance(30);
		Awaitility.await().until(() -> this.begun.size() == 4);
		assertThat(this.threads).hasSize(4);
		this.timer.advance(TIMEOUT);
		Awaitility.await().until(() -> told().size() == 10);
		assertThat(told()).doesNotHaveDuplicates().allMatch((told) -> told.endsWith(" 0"));
		assertThat(this.begun).hasSize(4);
	}

	@Test
	void outputsThatCannotBeInterruptedKeepTheirPlace() throws Exception {
		this.hanging = true;
		this.deaf = true;
		followed(4);
		advance(30);
		Awaitility.await().until(() -> this.begun.size() == 4);
		this.timer.advance(TIMEOUT);
		assertThat(this.heard).hasSize(4);
		this.runs.run("run_5", Duration.ofSeconds(10));
		this.saving.follow(started("run_5", 10), origin("prj_1", "model-a"), null);
		advance(30);
		assertThat(this.threads).hasSize(4);
		assertThat(this.heard).hasSize(4);
		this.released.countDown();
		Awaitility.await().until(() -> this.heard.size() == 5);
		assertThat(told()).contains("run_1 0", "run_5 1");
	}

	@Test
	void eventGoesOutWithoutAnOutputThatCannotBeSaved(CapturedOutput output) {
		this.failure = new FloraConnectionException(
				"https://media.example.com/a.png?X-Amz-Signature=secret cannot be read", null);
		followed(3);
		advance(30);
		Awaitility.await().until(() -> this.heard.size() == 3);
		this.failure = new IllegalStateException("of another kind");
		this.runs.run("run_4", Duration.ofSeconds(10));
		this.saving.follow(started("run_4", 10), origin("prj_1", "model-a"), null);
		advance(30);
		Awaitility.await().until(() -> this.heard.size() == 4);
		assertThat(told()).allMatch((told) -> told.endsWith(" 0"));
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).hasSize(2);
		assertThat(output).contains("https://media.example.com/a.png")
			.contains("of another kind")
			.containsPattern("WARN.*\\brun_[123]\\b")
			.containsPattern("WARN.*\\brun_4\\b")
			.doesNotContain("secret")
			.doesNotContain("\tat ");
	}

	@Test
	void eventGoesOutWhereThereIsNoThread(CapturedOutput output) {
		this.threadless = true;
		followed(6);
		advance(30);
		assertThat(told()).hasSize(6).allMatch((told) -> told.endsWith(" 0"));
		assertThat(output).containsOnlyOnce("WARN");
	}

	@Test
	void drainWaitsForOutputs() throws Exception {
		this.hanging = true;
		followed(1);
		advance(30);
		Thread release = new Thread(() -> {
			Awaitility.await().until(() -> this.begun.size() == 1);
			this.released.countDown();
		});
		release.start();
		assertThat(this.saving.drain(Duration.ofDays(1))).isTrue();
		assertThat(told()).containsExactly("run_1 1");
		release.join();
	}

	@Test
	void drainEndsInTimeWithoutTheRest(CapturedOutput output) {
		this.hanging = true;
		followed(6);
		advance(30);
		Awaitility.await().until(() -> this.begun.size() == 4);
		assertThat(this.saving.drain(Duration.ofMillis(500))).isTrue();
		assertThat(told()).hasSize(6);
		this.saving.close();
		assertThat(output).doesNotContain("follows no more");
	}

	@Test
	void endThatIsSeenAfterTheRestWasLeftOutIsToldAtOnce() {
		this.hanging = true;
		followed(2);
		advance(30);
		assertThat(this.saving.drain(Duration.ofMillis(100))).isTrue();
		this.runs.run("run_3", Duration.ofSeconds(10));
		this.saving.follow(started("run_3", 10), origin("prj_1", "model-a"), null);
		advance(30);
		assertThat(told()).contains("run_3 0");
	}

	@Test
	void closeTellsWithoutTheRest(CapturedOutput output) {
		this.hanging = true;
		followed(6);
		advance(30);
		Awaitility.await().until(() -> this.begun.size() == 4);
		this.saving.close();
		assertThat(told()).hasSize(6);
		Awaitility.await().until(() -> this.interrupted.size() == 4);
		assertThat(output).doesNotContain("follows no more");
	}

	@Test
	void endThatCloseCannotTellIsNamed(CapturedOutput output) {
		this.hanging = true;
		this.telling = false;
		followed(1);
		advance(30);
		this.saving.close();
		assertThat(output).contains("was not told: run_1.");
		this.untold.forEach(Runnable::run);
		assertThat(this.heard).isEmpty();
	}

	@Test
	void failureOfAServerIsNamedByItsRun(CapturedOutput output) {
		this.failure = new FloraServerException("500", details(500, null));
		followed(1);
		advance(30);
		Awaitility.await().until(() -> this.heard.size() == 1);
		assertThat(output).containsPattern("WARN.*\\brun_1\\b");
	}

}
