package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FollowSettings;
import ai.flora.client.RunHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Polls that fail: what ends the following of a run, and what does not.
 */
@ExtendWith(OutputCaptureExtension.class)
class PollFailureTests extends AbstractFollowTests {

	@Test
	void awaitWhenListsFailSaysSo() {
		this.runs.listTrouble = new FloraServerException("lists are broken", details(500, "internal_error"));
		List<RunHandle> handles = follow(20);
		while (this.runs.listPolls() == 0) {
			this.timer.advance(Duration.ofMillis(10));
		}
		List<RunHandle> unseen = handles.stream().filter((handle) -> handle.latest().isEmpty()).toList();
		assertThat(unseen).isNotEmpty()
			.allSatisfy((handle) -> assertThatExceptionOfType(FloraAwaitTimeoutException.class)
				.isThrownBy(() -> handle.await(Duration.ofNanos(1)))
				.havingCause()
				.isSameAs(this.runs.listTrouble));
	}

	@Test
	void followWhenPollsFailInPassingPollsAgain() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		List<FloraException> passing = List.of(new FloraConnectionException("reset", null),
				new FloraServerException("503", details(503, null)), new FloraResponseException("html", null));
		this.runs.failures.addAll(passing);
		RunHandle handle = this.follower.follow("run_1");
		advance(60);
		assertThat(handle.completion()).isCompleted();
	}

	@ParameterizedTest
	@EnumSource(names = { "KEY", "PERMISSION", "PAGE", "UNREADABLE", "NOT_FOUND_PAGE" })
	void failureThatPassesEndsNothing(Trouble trouble) {
		follow(20);
		this.runs.trouble = trouble;
		advance(150);
		this.runs.trouble = null;
		advance(60);
		assertThat(this.follower.count()).isZero();
		assertThat(this.recorder.notices).hasSize(20);
	}

	@ParameterizedTest
	@EnumSource(names = { "KEY", "PERMISSION", "PAGE", "UNREADABLE", "NOT_FOUND_PAGE" })
	void failureThatLastsEndsTheFollowingOfEachWithItsId(Trouble trouble, CapturedOutput output) {
		List<RunHandle> handles = new ArrayList<>(follow(5));
		this.runs.run("run_alone", Duration.ofSeconds(5)).in("prj_2");
		handles.add(this.follower.follow(started("run_alone", 5), origin("prj_2", "model-a"), null));
		this.runs.trouble = trouble;
		advance(170);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isNotDone());
		advance(1000);
		for (RunHandle handle : handles) {
			Throwable thrown = ending(handle);
			assertThat(thrown).isInstanceOfSatisfying(FloraFollowEndedException.class,
					(ex) -> assertThat(ex.runId()).isEqualTo(handle.runId()));
			assertThat(thrown).hasCauseInstanceOf(trouble.exception().getClass()).isNotSameAs(ending(handle));
		}
		assertThat(output.getAll().split("cannot be read", -1))
			.hasSizeLessThanOrEqualTo((trouble == Trouble.KEY || trouble == Trouble.PERMISSION) ? 2 : 7)
			.hasSizeGreaterThanOrEqualTo(2);
	}

	@Test
	void successInBetweenBeginsTheCountAnew() {
		this.runs.run("run_1", Duration.ofHours(1));
		RunHandle handle = this.follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		for (int i = 0; i < 10; i++) {
			this.runs.trouble = Trouble.KEY;
			advance(120);
			this.runs.trouble = null;
			advance(30);
		}
		assertThat(handle.completion()).isNotDone();
	}

	/** Trouble of some seconds, and one gateway's page when the process goes on. */
	@Test
	void timeOfAFrozenProcessIsNoTimeOfTrouble() {
		this.runs.run("run_1", Duration.ofHours(1));
		RunHandle handle = this.follower.follow(started("run_1", 3600), origin("prj_1", "model-a"), null);
		advance(30);
		this.runs.trouble = Trouble.PAGE;
		awaitPolls(4);
		this.timer.freeze(Duration.ofMinutes(10));
		awaitPolls(1);
		this.runs.trouble = null;
		advance(60);
		assertThat(handle.completion()).isNotDone();
		assertThat(handle.latest()).isPresent();
	}

	/** The poll began before, and ends before the timer wakes up. */
	@Test
	void pollThatFailsAfterAFreezeCountsAsTheFirst() {
		Queue<Runnable> polls = new ArrayDeque<>();
		RunFollower follower = follower().polls(polls::add).build();
		RunHandle handle = follower.follow(started("run_1", 3600), origin("prj_1", "model-a"), null);
		this.runs.trouble = Trouble.PAGE;
		for (int i = 0; i < 4; i++) {
			awaitPoll(polls);
			polls.remove().run();
		}
		awaitPoll(polls);
		this.timer.freeze(Duration.ofMinutes(10));
		polls.remove().run();
		assertThat(handle.completion()).isNotDone();
		follower.close();
	}

	/** FLORA did not show it yet when it was asked, which is read much later. */
	@Test
	void runThatWasNotShownYetBeforeAFreezeIsFollowedOn() {
		Queue<Runnable> polls = new ArrayDeque<>();
		RunFollower follower = follower().polls(polls::add).build();
		RunHandle handle = follower.follow(started("run_1", 5), origin("prj_1", "model-a"), null);
		awaitPoll(polls);
		this.timer.freeze(Duration.ofMinutes(11));
		polls.remove().run();
		assertThat(handle.completion()).isNotDone();
		follower.close();
	}

	private void awaitPoll(Queue<Runnable> polls) {
		while (polls.isEmpty()) {
			advance(1);
		}
	}

	private void awaitPolls(int more) {
		int polls = this.runs.polls.size() + more;
		while (this.runs.polls.size() < polls) {
			advance(1);
		}
	}

	@Test
	void fewPollsOverALongTimeAreNotEnough() {
		FollowSettings rare = new FollowSettings(Duration.ofHours(2), Duration.ofMinutes(2), Duration.ofMinutes(2), 5);
		RunFollower follower = follower(rare);
		this.runs.run("run_1", Duration.ofMinutes(9));
		RunHandle handle = follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		this.runs.trouble = Trouble.KEY;
		advance(8 * 60);
		assertThat(this.runs.polls).hasSize(4);
		assertThat(handle.completion()).isNotDone();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOO_LARGE", "GONE", "INVALID" })
	void failureThatIsTheRunsOwnEndsItsFollowingAtOnce(Trouble trouble) {
		this.runs.run("run_1", Duration.ofSeconds(5));
		advance(100);
		RunHandle handle = this.follower.follow("run_1");
		advance(1);
		this.runs.run("run_2", Duration.ofHours(5));
		RunHandle troubled = this.follower.follow("run_2");
		advance(70);
		this.runs.trouble = trouble;
		advance(16);
		int polls = this.runs.polls.size();
		advance(600);
		assertThat(this.runs.polls).hasSize(polls);
		Throwable thrown = ending(troubled);
		assertThat(thrown).isExactlyInstanceOf(trouble.exception().getClass())
			.hasMessageContaining("run_2")
			.isNotSameAs(ending(troubled));
		assertThat(handle.completion()).isCompleted();
	}

	/** A run that was seen is there: a read that does not find it may lag. */
	@Test
	void runThatIsNotFoundAnyMoreIsGivenUpIfThatLasts() {
		this.runs.run("run_1", Duration.ofHours(5));
		RunHandle handle = this.follower.follow("run_1");
		advance(70);
		this.runs.trouble = Trouble.NOT_FOUND;
		advance(120);
		this.runs.trouble = null;
		advance(60);
		this.runs.trouble = Trouble.NOT_FOUND;
		advance(120);
		assertThat(handle.completion()).isNotDone();
		advance(120);
		int polls = this.runs.polls.size();
		advance(600);
		assertThat(this.runs.polls).hasSize(polls);
		assertThat(ending(handle)).isExactlyInstanceOf(Trouble.NOT_FOUND.exception().getClass())
			.hasMessageContaining("run_1");
	}

	@Test
	void serverThatFailsForLongEndsNothing() {
		this.runs.run("run_1", Duration.ofHours(1));
		RunHandle handle = this.follower.follow("run_1");
		this.runs.trouble = Trouble.SERVER;
		advance(3600);
		assertThat(handle.completion()).isNotDone();
		assertThatExceptionOfType(FloraAwaitTimeoutException.class).isThrownBy(() -> handle.await(Duration.ofNanos(1)))
			.withCauseInstanceOf(FloraServerException.class);
		advance(2 * 3600);
		assertThat(ending(handle)).isInstanceOf(FloraAwaitTimeoutException.class)
			.hasCauseInstanceOf(FloraServerException.class);
	}

	private static Throwable ending(RunHandle handle) {
		assertThat(handle.completion()).as(handle.runId()).isDone();
		Throwable thrown = catchThrowable(() -> handle.completion().join());
		return (thrown instanceof CompletionException) ? thrown.getCause() : thrown;
	}

}
