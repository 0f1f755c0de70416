package ai.flora.client.internal.follow;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FollowSettings;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Handles: waiting, listening, stopping, dropping them, and closing the follower.
 */
class FollowHandleTests extends AbstractFollowTests {

	private static final FollowSettings TEN_MINUTES = new FollowSettings(Duration.ofMinutes(10), Duration.ofMillis(500),
			Duration.ofSeconds(15), 5);

	@Test
	void followWhenTwoHandlesShareARunPollsOnce() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle one = this.follower.follow("run_1");
		RunHandle two = this.follower.follow("run_1");
		advance(19);
		int polls = this.runs.polls.size();
		assertThat(this.runs.polls).doesNotHaveDuplicates();
		one.stop();
		assertThatExceptionOfType(FloraFollowEndedException.class).isThrownBy(one::await)
			.satisfies((ex) -> assertThat(ex.runId()).isEqualTo("run_1"));
		advance(30);
		assertThat(two.await().status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(this.runs.polls).hasSizeGreaterThan(polls);
	}

	@Test
	void stopWhenLastHandleEndsThePolling() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		this.follower.follow("run_1").stop();
		advance(60);
		assertThat(this.runs.polls).isEmpty();
		assertThat(this.follower.count()).isZero();
	}

	@Test
	void closeTellsWhoeverWaits() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		CompletableFuture<Run> completion = handle.completion();
		advance(5);
		this.follower.close();
		assertThat(completion).isCompletedExceptionally();
		assertThatExceptionOfType(FloraFollowEndedException.class).isThrownBy(handle::await);
		assertThatExceptionOfType(FloraFollowEndedException.class)
			.isThrownBy(() -> this.follower.follow("run_1").await());
		int polls = this.runs.polls.size();
		advance(60);
		assertThat(this.runs.polls).hasSize(polls);
	}

	@Test
	void awaitWhenTimeoutPassesDoesNotEndTheFollowing() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		assertThatExceptionOfType(FloraAwaitTimeoutException.class)
			.isThrownBy(() -> handle.await(Duration.ofMillis(1)));
		advance(60);
		assertThat(handle.await(Duration.ofMillis(1)).status()).isEqualTo(RunStatus.COMPLETED);
	}

	@Test
	void onUpdateTellsTheLatestFirstAndTheEndLast() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		advance(5);
		List<RunStatus> heard = new ArrayList<>();
		handle.onUpdate((run) -> {
			throw new IllegalStateException("harms nobody");
		});
		handle.onUpdate((run) -> heard.add(run.status()));
		List<RunStatus> closed = new ArrayList<>();
		handle.onUpdate((run) -> closed.add(run.status())).close();
		advance(60);
		assertThat(heard).containsExactly(RunStatus.RUNNING, RunStatus.COMPLETED);
		assertThat(closed).containsExactly(RunStatus.RUNNING);
		handle.onUpdate((run) -> heard.add(run.status()));
		assertThat(heard).hasSize(3);
	}

	@Test
	void stopOnceTheRunHasEndedChangesNothing() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		RunHandle other = this.follower.follow("run_1");
		this.recorder.whenEnded = other::stop;
		handle.onUpdate((run) -> {
			if (run.status().isTerminal()) {
				handle.stop();
			}
		});
		CompletableFuture<Run> completion = handle.completion();
		advance(60);
		assertThat(completion).isCompletedWithValueMatching((run) -> run.status() == RunStatus.COMPLETED);
		assertThat(handle.await().status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(other.await().status()).isEqualTo(RunStatus.COMPLETED);
	}

	@Test
	void completionInsideTheLastUpdateCompletes() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		List<Run> heard = new ArrayList<>();
		handle.onUpdate((run) -> {
			if (run.status().isTerminal()) {
				handle.completion().thenAccept(heard::add);
			}
		});
		advance(60);
		assertThat(heard).hasSize(1);
	}

	@Test
	void whatEndsFollowingIsKnownBeforeItIsTold() {
		this.runs.run("run_1", Duration.ofHours(3));
		RunHandle first = this.follower.follow("run_1");
		RunHandle second = this.follower.follow("run_1");
		first.completion().whenComplete((run, ex) -> second.stop());
		advance(2 * 3600 + 60);
		assertThatExceptionOfType(FloraAwaitTimeoutException.class).isThrownBy(second::await);
	}

	@Test
	void completionIsACopyThatHarmsNobody() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		handle.completion().cancel(true);
		handle.completion().complete(null);
		advance(60);
		assertThatCode(handle::await).doesNotThrowAnyException();
	}

	@Test
	void completionWhenItsExecutorFailedCompletesAllTheSame() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		RunHandle handle = this.follower.follow("run_1");
		List<RunStatus> heard = new ArrayList<>();
		var completion = handle.completion();
		handle.onUpdate((run) -> heard.add(run.status()));
		this.refusedListeners = 2;
		advance(2);
		assertThat(heard).isEmpty();
		this.refusedListeners = 2;
		advance(30);
		assertThat(completion).succeedsWithin(Duration.ofMinutes(1));
		assertThat(heard).isNotEmpty();
	}

	@Test
	void listenerWhoseExecutorFailedHearsTheNextChange() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		RunHandle handle = this.follower.follow("run_1");
		List<RunStatus> heard = new ArrayList<>();
		handle.onUpdate((run) -> heard.add(run.status()));
		this.refusedListeners = 1;
		advance(30);
		assertThat(heard).containsExactly(RunStatus.COMPLETED);
	}

	@Test
	void listenerThatComesAfterTheEndHearsItAlthoughItsExecutorFails() {
		this.runs.run("run_1", Duration.ofSeconds(10));
		RunHandle handle = this.follower.follow("run_1");
		advance(60);
		this.refusedListeners = 1;
		List<RunStatus> heard = new CopyOnWriteArrayList<>();
		handle.onUpdate((run) -> heard.add(run.status()));
		Awaitility.await().until(() -> heard.equals(List.of(RunStatus.COMPLETED)));
	}

	@Test
	void eachHandleMayWaitForTheWholeTimeout() {
		this.runs.run("run_1", Duration.ofMinutes(150));
		this.follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		advance(119 * 60);
		RunHandle second = this.follower.follow("run_1");
		advance(40 * 60);
		assertThat(second.completion()).isCompleted();
	}

	/** Reads lag behind: the application hears of the end all the same. */
	@Test
	void waitingEndsAtTheTimeoutThoughTheEndWasReported() {
		RunFollower follower = follower(TEN_MINUTES);
		this.runs.run("run_1", Duration.ofMinutes(19));
		RunHandle handle = follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		advance(590);
		follower.endReported("run_1", null);
		advance(8);
		assertThat(handle.completion()).isNotDone();
		advance(4);
		assertThat(handle.completion()).isCompletedExceptionally();
		RunHandle second = follower.follow("run_1");
		advance(560);
		assertThat(this.events).hasSize(1);
		assertThat(second.completion()).isCompleted();
	}

	@Test
	void reportsOfTheSameEndMakeFollowingLongerOnce() {
		RunFollower follower = follower(TEN_MINUTES);
		this.runs.run("run_1", Duration.ofHours(5));
		follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		for (int i = 0; i < 2; i++) {
			advance(540);
			follower.endReported("run_1", null);
		}
		assertThat(follower.count()).isOne();
		advance(70);
		assertThat(follower.count()).isZero();
	}

	/** A poll that FLORA has delayed shows the end to the application. */
	@Test
	void waitingEndsAtTheTimeoutWhilePollsPause() {
		RunFollower follower = follower(TEN_MINUTES);
		this.runs.run("run_1", Duration.ofMinutes(10));
		RunHandle handle = follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		advance(560);
		follower.pause(Duration.ofMinutes(5));
		advance(42);
		assertThat(handle.completion()).isCompletedExceptionally();
		assertThat(this.events).isEmpty();
		advance(300);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void runOfAnEarlierStartIsFollowedAsOwnByItsId() {
		this.follower.rememberStart(started("run_1", 10), new RunOrigin("order 7", "model-a", "prj_1", RunPlace.USUAL));
		advance(5);
		RunHandle handle = wait(this.follower.follow("run_1"));
		assertThat(handle.started()).contains(started("run_1", 10));
		// FLORA does not show it yet.
		advance(180);
		assertThat(handle.completion()).isNotDone();
		this.runs.run("run_1", Duration.ofSeconds(1));
		advance(120);
		assertThat(handle.completion()).isCompleted();
	}

	/** Nobody has waited for it. */
	@Test
	void runOfAnEarlierStartThatHasEndedSaysNothingOfHowFastFollowingIs() {
		this.runs.run("run_1", Duration.ofSeconds(1));
		this.follower.rememberStart(started("run_1", 10), new RunOrigin("order 7", "model-a", "prj_1", RunPlace.USUAL));
		advance(3600);
		RunHandle handle = this.follower.follow("run_1");
		advance(5);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.recorder.notices).isEmpty();
	}

	@Test
	void runOfAnEarlierStartIsFollowedOnThoughNobodyKeepsItsHandle() {
		this.follower.rememberStart(started("run_1", 10), new RunOrigin("order 7", "model-a", "prj_1", RunPlace.USUAL));
		this.runs.run("run_1", Duration.ofMinutes(5));
		wait(this.follower.follow("run_1"));
		collectGarbage();
		advance(600);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void handlesThatNobodyKeepsAreNotFollowedOn() {
		this.runs.run("run_1", Duration.ofHours(1));
		this.runs.run("run_2", Duration.ofHours(1));
		this.runs.run("run_kept", Duration.ofHours(1));
		this.follower.follow(started("run_2", 3600), origin("prj_1", "model-a"), null);
		RunHandle kept = this.follower.follow("run_kept");
		wait(kept);
		for (int i = 0; i < 500; i++) {
			wait(this.follower.follow("run_1"));
		}
		collectGarbage();
		advance(10);
		assertThat(this.follower.count()).isEqualTo(2);
		assertThat(kept.latest()).isPresent();
		this.runs.polls.clear();
		advance(600);
		assertThat(this.runs.polls).noneMatch((poll) -> poll.endsWith("run_1"));
		assertThat(kept.completion()).isNotDone();
	}

	@Test
	void handleWithAListenerOrACompletionIsFollowedOnWhoeverKeepsIt() {
		List<Run> heard = new ArrayList<>();
		for (String runId : List.of("run_1", "run_2", "run_3")) {
			this.runs.run(runId, Duration.ofSeconds(30));
		}
		wait(this.follower.follow("run_1")).completion().thenAccept(heard::add);
		wait(this.follower.follow("run_2")).onUpdate(heard::add);
		wait(this.follower.follow("run_3")).completion().cancel(true);
		this.follower.follow("run_4");
		collectGarbage();
		advance(5);
		assertThat(this.follower.count()).isEqualTo(3);
		advance(60);
		assertThat(heard).extracting(Run::runId).contains("run_1", "run_2");
	}

	/** A handle that somebody has waited with in vain. */
	private static RunHandle wait(RunHandle handle) {
		assertThat(catchThrowable(() -> handle.await(Duration.ofNanos(1)))).isNotNull();
		return handle;
	}

	private static void collectGarbage() {
		WeakReference<Object> garbage = new WeakReference<>(new Object());
		while (garbage.get() != null) {
			System.gc();
		}
	}

}
