package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.RunHandle;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many polls are made, and which ones come first.
 */
class PollRateTests extends AbstractFollowTests {

	@Test
	void pauseStopsAllPollsForAWhile() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		this.follower.pause(Duration.ofSeconds(50));
		advance(49);
		assertThat(this.runs.polls).isEmpty();
		advance(10);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void pauseIsNotExtendedByOthersWhoAreOneTooMany() {
		this.runs.run("run_1", Duration.ofSeconds(2));
		RunHandle handle = this.follower.follow(started("run_1", 2), origin("prj_1", "model-a"), null);
		for (int i = 0; i < 40; i++) {
			this.follower.pause(Duration.ofSeconds(5));
			this.timer.advance(Duration.ofMillis(250));
		}
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.polls).hasSizeLessThanOrEqualTo(2);
	}

	/** FLORA may say "Retry-After: 0", or name a moment that has passed. */
	@Test
	void pauseOfNoTimeHidesNoOther() {
		this.runs.run("run_1", Duration.ofSeconds(200));
		this.follower.follow("run_1");
		this.follower.pause(Duration.ZERO);
		this.follower.pause(Duration.ofSeconds(60));
		advance(50);
		assertThat(this.runs.polls).isEmpty();
	}

	@Test
	void pauseWhileNoPollWasDueHidesNoOther() {
		this.runs.run("run_1", Duration.ofSeconds(200));
		this.follower.follow(started("run_1", 200), origin("prj_1", "model-a"), null);
		this.follower.pause(Duration.ofSeconds(1));
		this.timer.advance(Duration.ofMillis(2500));
		this.follower.pause(Duration.ofSeconds(60));
		advance(50);
		assertThat(this.runs.polls).isEmpty();
	}

	/** Calls that FLORA refuses all the time would keep polls away for good. */
	@Test
	void pauseThatHasJustEndedDoesNotBeginAnew() {
		PollRateLimiter limiter = new PollRateLimiter(5);
		limiter.pause(0, Duration.ofSeconds(5).toNanos());
		long now = Duration.ofMillis(5900).toNanos();
		limiter.pause(now, Duration.ofSeconds(5).toNanos());
		assertThat(limiter.untilAllowed(now)).isZero();
	}

	@Test
	void pollsThatAreOneTooManyMakeTheNextOnesNoRarer() {
		this.runs.run("run_1", Duration.ofSeconds(2));
		this.runs.trouble = Trouble.BUSY;
		RunHandle handle = this.follower.follow("run_1");
		for (int i = 0; i < 30; i++) {
			advance(2);
			this.follower.pause(Duration.ofSeconds(1));
		}
		this.runs.trouble = null;
		advance(3);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void ceilingOnRequestsIsKept() {
		for (int i = 0; i < 200; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 10), origin("prj_" + i, "model-a"), null);
		}
		for (int second = 0; second < 120; second++) {
			int before = this.runs.polls.size();
			advance(1);
			assertThat(this.runs.polls.size() - before).isLessThanOrEqualTo(5);
		}
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("ended")).hasSize(200);
	}

	@Test
	void runThatWaitsLongestIsPolledFirst() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 150; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds((i % 2 == 0) ? 20 : 900)).in("prj_" + i);
			handles.add(this.follower.follow(started("run_" + i, 20), origin("prj_" + i, "model-a"), null));
		}
		advance(100);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.latest()).isPresent());
		advance(100);
		for (int i = 0; i < 150; i += 2) {
			assertThat(handles.get(i).completion()).isCompleted();
		}
	}

	@Test
	void runsThatMayNotExistDelayNoOther() {
		for (int i = 0; i < 600; i++) {
			this.follower.follow("run_unknown_" + i);
		}
		advance(5);
		assertDelay(5);
	}

	@Test
	void runsReportedEndedThatCannotBeReadDelayNoOther() {
		for (int i = 0; i < 50; i++) {
			this.follower.endReported("run_unknown_" + i, null);
		}
		assertDelay(3);
	}

	@Test
	void runsThatMayNotExistAreFoundAmongManyThatDo() {
		for (int i = 0; i < 400; i++) {
			this.runs.run("run_" + i, Duration.ofHours(1)).in("prj_of_" + i);
			this.follower.follow(started("run_" + i, 10), origin("prj_of_" + i, "model-a"), null);
		}
		advance(60);
		this.runs.run("run_other", Duration.ofNanos(1)).in("prj_other");
		RunHandle handle = this.follower.follow("run_other");
		advance(5);
		assertThat(handle.completion()).isCompleted();
	}

	/** FLORA has no list of runs of actions. */
	@Test
	void ownRunsOfLongAgoDelayNoOther() {
		followOwnRunsOfLongAgo();
		assertDelay(5);
	}

	@Test
	void ownRunsOfLongAgoDelayNoReportedEnd() {
		followOwnRunsOfLongAgo();
		this.runs.run("run_reported", Duration.ofSeconds(1));
		advance(2);
		this.follower.endReported("run_reported", null);
		advance(3);
		assertThat(this.follower.drain(Duration.ZERO)).isTrue();
	}

	private void followOwnRunsOfLongAgo() {
		RunPlace place = new RunPlace(RunKind.ACTION, null, null);
		for (int i = 0; i < 600; i++) {
			this.runs.run("run_old_" + i, Duration.ofDays(2)).in("prj_old");
			this.follower.rememberStart(started("run_old_" + i, 10), new RunOrigin(null, null, "prj_old", place));
		}
		this.timer.advance(Duration.ofHours(3));
		for (int i = 0; i < 600; i++) {
			this.follower.follow("run_old_" + i);
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void costsThatAreLateDelayNobody(boolean started) {
		for (int i = 0; i < 1000; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10)).costKnownAfter(Duration.ofSeconds(30));
			this.follower.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null);
		}
		advance(80);
		assertThat(this.follower.count()).isZero();
		this.runs.run("run_other", Duration.ofSeconds(1)).in("prj_other");
		RunHandle handle = started ? this.follower.follow(started("run_other", 1), origin("prj_other", "model-a"), null)
				: this.follower.follow("run_other");
		advance(5);
		assertThat(handle.completion()).isCompleted();
		int charged = charged();
		assertThat(charged).isLessThan(900);
		// They are polled all the same while others keep the client busy.
		for (int i = 0; i < 400; i++) {
			this.runs.run("run_busy_" + i, Duration.ofHours(1)).in("prj_of_" + i);
			this.follower.follow(started("run_busy_" + i, 10), origin("prj_of_" + i, "model-a"), null);
		}
		advance(60);
		assertThat(charged()).isGreaterThan(charged);
	}

	private int charged() {
		return (int) this.recorder.written.stream().filter((line) -> line.startsWith("charged")).count();
	}

	private void assertDelay(int seconds) {
		this.runs.run("run_real", Duration.ofSeconds(1));
		RunHandle handle = this.follower.follow(started("run_real", 1), origin("prj_1", "model-a"), null);
		advance(1 + seconds);
		assertThat(handle.completion()).isCompleted();
	}

}
