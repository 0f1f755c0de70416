package ai.flora.client.internal.follow;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.FollowSettings;
import ai.flora.client.RunHandle;
import ai.flora.client.observation.FloraMeterRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Following goes on whatever the machine is short of, and whatever is thrown.
 */
@ExtendWith(OutputCaptureExtension.class)
class FollowSurvivalTests extends AbstractFollowTests {

	@Test
	void errorsOfPollsAreOvercome() {
		for (int i = 0; i < 4; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(5)).in("prj_" + i);
			this.runs.errors.add(new OutOfMemoryError("not really"));
			this.follower.follow(started("run_" + i, 5), origin("prj_" + i, "model-a"), null);
		}
		advance(60);
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("ended")).hasSize(4);
	}

	@Test
	void pollsThatCannotBeginAreOvercome() {
		this.refusedPolls = 5;
		this.runs.run("run_1", Duration.ofSeconds(5));
		RunHandle handle = this.follower.follow("run_1");
		advance(60);
		assertThat(this.refusedPolls).isZero();
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void pollThatHangsKeepsNobodyWaiting() {
		for (int i = 0; i < 4; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(5)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 5), origin("prj_" + i, "model-a"), null);
		}
		this.hangingPolls = 3;
		advance(60);
		assertThat(this.hangingPolls).isZero();
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("ended")).hasSize(4);
	}

	@Test
	void pollsThatHangForLongKeepNoOtherRunWaiting() {
		for (int i = 0; i < 10; i++) {
			this.runs.run("run_" + i, Duration.ofHours(1)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 5), origin("prj_" + i, "model-a"), null);
		}
		this.hangingPolls = Integer.MAX_VALUE;
		advance(1200);
		this.hangingPolls = 0;
		this.runs.run("run_other", Duration.ofSeconds(5)).in("prj_other");
		RunHandle handle = this.follower.follow(started("run_other", 5), origin("prj_other", "model-a"), null);
		advance(15);
		assertThat(handle.completion()).isCompleted();
	}

	/** Also the runs on the last page of a list. */
	@ParameterizedTest
	@CsvSource({ "1, 11", "1, 50", "5, 25", "250, 11", "250, 25" })
	void responsesThatTakeLongAreTaken(int count, int seconds) {
		Map<Runnable, Long> polls = new LinkedHashMap<>();
		RunFollower follower = follower().polls((poll) -> polls.put(poll, this.timer.nanoTime())).build();
		for (int i = 0; i < count; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(5));
			follower.follow(started("run_" + i, 5), origin("prj_1", "model-a"), null);
		}
		for (int second = 0; second < 300; second++) {
			advance(1);
			long longest = this.timer.nanoTime() - Duration.ofSeconds(seconds).toNanos();
			List<Runnable> responded = polls.keySet().stream().filter((poll) -> polls.get(poll) <= longest).toList();
			polls.keySet().removeAll(responded);
			responded.forEach(Runnable::run);
		}
		assertThat(this.recorder.notices).hasSize(count);
	}

	/** Other failures say nothing of how long FLORA takes. */
	@ParameterizedTest
	@EnumSource(names = { "NOT_FOUND", "SERVER" })
	void responseThatIsLostAfterOtherFailuresIsAskedForAnewSoon(Trouble trouble) {
		this.runs.run("run_1", Duration.ofMinutes(5));
		RunHandle handle = this.follower.follow(started("run_1", 300), origin("prj_1", "model-a"), null);
		this.runs.trouble = trouble;
		advance(5 * 60);
		this.runs.trouble = null;
		this.hangingPolls = 1;
		advance(45);
		assertThat(this.hangingPolls).isZero();
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void listThatIsLostAfterOtherFailuresIsAskedForAnewSoon() {
		for (int i = 0; i < 100; i++) {
			this.runs.run("run_" + i, Duration.ofHours(1));
			this.follower.follow(started("run_" + i, 3600), origin("prj_1", "model-a"), null);
		}
		this.runs.listTrouble = Trouble.SERVER.exception();
		advance(120);
		this.runs.listTrouble = null;
		this.hangingPolls = Integer.MAX_VALUE;
		advance(30);
		this.hangingPolls = 0;
		long lists = this.runs.listPolls();
		advance(60);
		assertThat(this.runs.listPolls()).isGreaterThan(lists);
	}

	@Test
	void awaitWhenAPollHangsSaysHowLongItWasWaitedFor() {
		this.runs.run("run_1", Duration.ofHours(1));
		RunHandle handle = this.follower.follow("run_1");
		this.hangingPolls = Integer.MAX_VALUE;
		advance(15);
		assertThatExceptionOfType(FloraAwaitTimeoutException.class).isThrownBy(() -> handle.await(Duration.ofNanos(1)))
			.havingCause()
			.isInstanceOf(FloraTimeoutException.class)
			.withMessageContaining("10 s");
	}

	@Test
	void failureOfAWakeUpEndsNothing(CapturedOutput output) {
		for (int i = 0; i < 4; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(20)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 20), origin("prj_" + i, "model-a"), null);
		}
		for (int i = 0; i < 40; i++) {
			this.timer.clockFailures = i % 5;
			this.timer.wakeFailures = i % 3;
			advance(1);
			this.timer.wakeAfterFailure();
		}
		this.timer.clockFailures = 0;
		this.timer.wakeFailures = 0;
		advance(30);
		assertThat(this.recorder.notices).hasSize(4);
		// Once for each kind.
		assertThat(output.getAll().split("Following runs failed", -1)).hasSize(3);
	}

	@Test
	void failureOfAConclusionKeepsNobodyWaiting() {
		follow(3);
		this.runs.clockFailures = 5;
		advance(60);
		assertThat(this.runs.clockFailures).isZero();
		assertThat(this.recorder.notices).hasSize(3);
	}

	@Test
	void threadsThatCannotBeHadHideNoRun() {
		this.runs.run("run_1", Duration.ofSeconds(2));
		this.timer.wakeFailures = 3;
		RunHandle handle = this.follower.follow(started("run_1", 2), origin("prj_1", "model-a"), null);
		assertThat(handle.runId()).isEqualTo("run_1");
		advance(10);
		assertThat(handle.latest()).isEmpty();
		this.timer.wakeFailures = 0;
		assertThat(handle.latest()).isEmpty();
		advance(10);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void awaitWhenThreadsCanBeHadAgainSeesToIt() {
		this.runs.run("run_1", Duration.ofNanos(1));
		this.timer.wakeFailures = 2;
		this.timer.wakesAtOnce = true;
		RunHandle handle = this.follower.follow(started("run_1", 2), origin("prj_1", "model-a"), null);
		assertThat(catchThrowable(() -> handle.await(Duration.ofMinutes(1)))).isNull();
	}

	/** It was paused or suspended, and its clock went on. */
	@ParameterizedTest
	@CsvSource({ "0, 180", "10, 60", "10, 120", "10, 180" })
	void runOfAFrozenProcessIsReadBeforeItIsGivenUp(int seconds, int minutes) {
		this.runs.run("run_1", Duration.ofSeconds(30));
		RunHandle handle = this.follower.follow(started("run_1", 30), origin("prj_1", "model-a"), null);
		advance(seconds);
		this.timer.freeze(Duration.ofMinutes(minutes));
		advance(5);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.events).hasSize(1);
	}

	@Test
	void runOfAFrozenProcessThatGoesOnIsGivenUpSoonAfter() {
		this.runs.run("run_1", Duration.ofDays(1));
		RunHandle handle = this.follower.follow(started("run_1", 30), origin("prj_1", "model-a"), null);
		for (int i = 0; i < 3; i++) {
			advance(10);
			this.timer.freeze(Duration.ofHours(3));
		}
		advance(10);
		assertThat(handle.completion()).isNotDone();
		advance(30);
		assertThat(handle.completion()).isCompletedExceptionally();
		assertThat(this.timer.isIdle()).isTrue();
	}

	/** The time of a freeze is none that FLORA takes, with a response or without. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void responseThatIsLostAfterAFreezeIsAskedForAnewSoon(boolean responded) {
		Queue<Runnable> polls = new ArrayDeque<>();
		RunFollower follower = follower().polls(polls::add).build();
		this.runs.run("run_1", Duration.ofHours(1));
		follower.follow(started("run_1", 5), origin("prj_1", "model-a"), null);
		Runnable frozen = awaitPoll(polls);
		this.timer.freeze(Duration.ofMinutes(10));
		if (responded) {
			frozen.run();
		}
		awaitPoll(polls);
		advance(12);
		assertThat(polls).isNotEmpty();
		follower.close();
	}

	@Test
	void responseFromBeforeAFreezeIsAskedForAnewAtOnce() {
		Queue<Runnable> polls = new ArrayDeque<>();
		RunFollower follower = follower().polls(polls::add).build();
		this.runs.run("run_1", Duration.ofMinutes(1));
		RunHandle handle = follower.follow(started("run_1", 300), origin("prj_1", "model-a"), null);
		Runnable frozen = awaitPoll(polls);
		this.timer.freeze(Duration.ofMinutes(2));
		this.runs.staleness = Duration.ofMinutes(2);
		frozen.run();
		this.runs.staleness = Duration.ZERO;
		assertThat(handle.latest()).isPresent();
		advance(1);
		polls.remove().run();
		assertThat(handle.completion()).isCompleted();
	}

	private Runnable awaitPoll(Queue<Runnable> polls) {
		while (polls.isEmpty()) {
			advance(1);
		}
		return polls.remove();
	}

	@Test
	void durationsWithoutEndOverflowNowhere() {
		Duration forever = ChronoUnit.FOREVER.getDuration();
		FollowSettings settings = new FollowSettings(forever, forever, forever, 0.000001);
		for (Duration interval : List.of(forever, Duration.ofDays(999_999), Duration.ofSeconds(Long.MAX_VALUE))) {
			RunFollower follower = follower().settings(settings).recorder(FloraMeterRecorder.NOOP).build();
			RunHandle handle = follower.follow(started("run_1", 999_999_999), origin(null, "model-a"), interval);
			handle.onUpdate((run) -> {
			});
			follower.follow("run_2");
			follower.endReported("run_3", null);
			follower.pause(forever);
			advance(100);
			assertThat(handle.completion()).isNotDone();
			follower.close();
			assertThat(this.thrown).isEmpty();
		}
		this.runs.run("run_4", Duration.ofHours(1));
		RunFollower follower = follower(FollowSettings.defaults());
		RunHandle handle = follower.follow(started("run_4", 10), origin(null, "model-a"), forever);
		follower.endReported("run_4", null);
		advance(3700);
		assertThat(handle.completion()).isCompleted();
	}

}
