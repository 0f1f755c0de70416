package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.flora.client.FloraException;
import ai.flora.client.Run;
import ai.flora.client.RunHandle.Registration;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.follow.DefaultRunHandle.Owner;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.thread.ListenerExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DefaultRunHandle}.
 */
class DefaultRunHandleTests {

	private final ListenerExecutor threads = ListenerExecutor.platform("test-", ClientThreads.ofCaller());

	private final VirtualWakeupTimer timer = new VirtualWakeupTimer();

	private final ScriptedRuns runs = new ScriptedRuns(this.timer);

	@AfterEach
	void close() {
		this.threads.close();
	}

	@Test
	void listenersAreNeverCalledTwoAtATime() {
		List<Runnable> threads = new ArrayList<>();
		DefaultRunHandle handle = handle(threads::add);
		List<String> told = new ArrayList<>();
		handle.onUpdate((run) -> told.add("first"));
		handle.onUpdate((run) -> told.add("second"));
		handle.updated(run(), 1);
		assertThat(threads).hasSize(1);
		assertThat(told).isEmpty();
		threads.get(0).run();
		assertThat(told).containsExactly("first", "second");
	}

	@Test
	void listenerThatThrowsAnErrorIsToldOfTheEndAllTheSame() {
		DefaultRunHandle handle = handle(Runnable::run);
		List<RunStatus> told = new ArrayList<>();
		handle.onUpdate((run) -> {
			told.add(run.status());
			throw new AssertionError("harms nobody");
		});
		handle.updated(run(), 1);
		this.timer.advance(Duration.ofSeconds(2));
		handle.updated(run(), 2);
		assertThat(told).containsExactly(RunStatus.RUNNING, RunStatus.COMPLETED);
	}

	@Test
	void changeThatComesLateIsIgnored() {
		DefaultRunHandle handle = handle(Runnable::run);
		List<RunStatus> told = new ArrayList<>();
		handle.onUpdate((run) -> told.add(run.status()));
		Run running = run();
		this.timer.advance(Duration.ofSeconds(2));
		handle.updated(run(), 2);
		handle.updated(running, 1);
		assertThat(told).containsExactly(RunStatus.COMPLETED);
		assertThat(handle.latest())
			.hasValueSatisfying((run) -> assertThat(run.status()).isEqualTo(RunStatus.COMPLETED));
	}

	@Test
	void listenerAfterCloseHoldsNoLock() throws InterruptedException {
		DefaultRunHandle handle = handle(this.threads);
		handle.updated(run(), 1);
		this.threads.close();
		AtomicBoolean held = new AtomicBoolean(true);
		CountDownLatch called = new CountDownLatch(1);
		handle.onUpdate((run) -> {
			held.set(Thread.holdsLock(handle));
			called.countDown();
		});
		assertThat(called.await(1, TimeUnit.MINUTES)).isTrue();
		assertThat(held).isFalse();
	}

	@Test
	void completionWhenTheExecutorTakesNothingCompletesAllTheSame() {
		DefaultRunHandle handle = handle((task) -> {
			throw new OutOfMemoryError("unable to create native thread");
		});
		CompletableFuture<Run> completion = handle.completion();
		List<Run> told = new CopyOnWriteArrayList<>();
		handle.onUpdate(told::add);
		this.runs.run("run_1", Duration.ofSeconds(1));
		handle.updated(run(), 1);
		this.timer.advance(Duration.ofSeconds(2));
		Run run = run();
		handle.ended(new FollowOutcome.Terminal(run));
		assertThat(completion).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(run);
	}

	@Test
	void completionComesAfterTheLastUpdate() {
		List<Runnable> threads = new ArrayList<>();
		DefaultRunHandle handle = handle(threads::add);
		List<String> told = new ArrayList<>();
		CompletableFuture<Run> before = handle.completion();
		before.thenRun(() -> told.add("completion"));
		handle.onUpdate((run) -> told.add("update"));
		Run run = completed();
		handle.updated(run, 1);
		handle.ended(new FollowOutcome.Terminal(run));
		handle.onUpdate((end) -> told.add("late update"));
		handle.completion().thenRun(() -> told.add("late completion"));
		// The thread that was asked for last comes first.
		while (!threads.isEmpty()) {
			threads.remove(threads.size() - 1).run();
		}
		assertThat(told).startsWith("update", "late update").hasSize(4);
	}

	@Test
	void completionThatAnUpdateAsksForComesAfterTheLastUpdate() {
		List<Runnable> threads = new ArrayList<>();
		DefaultRunHandle handle = handle(threads::add);
		List<String> told = new ArrayList<>();
		handle.onUpdate((run) -> {
			if (!run.status().isTerminal()) {
				handle.completion().thenRun(() -> told.add("completion"));
			}
			told.add("update");
		});
		handle.updated(run(), 1);
		threads.remove(0).run();
		Run run = completed();
		handle.updated(run, 2);
		handle.ended(new FollowOutcome.Terminal(run));
		while (!threads.isEmpty()) {
			threads.remove(threads.size() - 1).run();
		}
		assertThat(told).containsExactly("update", "update", "completion");
	}

	@Test
	void awaitReturnsAfterTheLastUpdate() {
		DefaultRunHandle handle = handle(this.threads);
		List<Run> told = new CopyOnWriteArrayList<>();
		Registration updates = handle.onUpdate((run) -> {
			assertThat(handle.await()).isEqualTo(run);
			told.add(run);
		});
		Run run = completed();
		new Thread(() -> {
			handle.updated(run, 1);
			handle.ended(new FollowOutcome.Terminal(run));
		}).start();
		assertThat(handle.await()).isEqualTo(run);
		updates.close();
		assertThat(told).containsExactly(run);
	}

	@Tag("exhaustive")
	@Test
	void listenerThatWaitsForTheCompletionKeepsNobodyWaitingForLong() {
		DefaultRunHandle handle = handle(this.threads);
		CompletableFuture<Run> completion = handle.completion();
		handle.onUpdate((run) -> completion.join());
		Run run = completed();
		handle.updated(run, 1);
		handle.ended(new FollowOutcome.Terminal(run));
		assertThat(completion).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(run);
	}

	@Test
	void stopWhileAListenerIsBusyIsToldAtOnce() {
		DefaultRunHandle handle = handle(this.threads);
		CountDownLatch release = new CountDownLatch(1);
		handle.onUpdate((run) -> awaitQuietly(release));
		handle.updated(run(), 1);
		CompletableFuture<Run> completion = handle.completion();
		handle.ended(new FollowOutcome.Stopped("run_1", "stopped"));
		assertThat(completion).failsWithin(Duration.ofSeconds(30));
		release.countDown();
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private Run completed() {
		run();
		this.timer.advance(Duration.ofSeconds(2));
		return run();
	}

	private Run run() {
		if (this.runs.polls.isEmpty()) {
			this.runs.run("run_1", Duration.ofSeconds(1));
		}
		return this.runs.retrieve("run_1", RunPlace.USUAL);
	}

	private static DefaultRunHandle handle(Executor executor) {
		return new DefaultRunHandle("run_1", null, null, TestFollowers.fallback(executor), new Owner() {

			@Override
			public void stop(DefaultRunHandle handle) {
				// Nobody follows.
			}

			@Override
			public void listenersChanged(DefaultRunHandle handle) {
				// Nobody follows.
			}

			@Override
			public void useChanged(DefaultRunHandle handle) {
				// Nobody follows.
			}

			@Override
			public @Nullable FloraException lastFailure(DefaultRunHandle handle) {
				return null;
			}

			@Override
			public boolean ensureAwake() {
				return true;
			}

		});
	}

}
