package ai.flora.client.internal.follow;

import java.time.Duration;

import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraRunModeratedException;
import ai.flora.client.FollowSettings;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs that are polled one by one.
 */
class FollowAloneTests extends AbstractFollowTests {

	@Test
	void followWhenRunCompletesEndsWithIt() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		assertThat(handle.runId()).isEqualTo("run_1");
		assertThat(handle.started()).isEmpty();
		assertThat(handle.latest()).isEmpty();
		advance(19);
		assertThat(handle.latest()).hasValueSatisfying((run) -> assertThat(run.status()).isEqualTo(RunStatus.RUNNING));
		assertThat(handle.completion()).isNotDone();
		advance(17);
		assertThat(handle.await().status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(handle.completion().join()).isSameAs(handle.await());
		int polls = this.runs.polls.size();
		advance(600);
		assertThat(this.runs.polls).hasSize(polls);
	}

	@Test
	void followWhenRunFailsThrows() {
		this.runs.run("run_1", Duration.ofSeconds(20)).fails("GENERATION_INVALID_URL");
		RunHandle handle = this.follower.follow("run_1");
		advance(60);
		assertThatExceptionOfType(FloraRunFailedException.class).isThrownBy(handle::await)
			.isExactlyInstanceOf(FloraRunFailedException.class)
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("GENERATION_INVALID_URL"));
		assertThat(handle.completion()).isCompletedExceptionally();
	}

	@Test
	void followWhenRunIsModeratedThrows() {
		this.runs.run("run_1", Duration.ofSeconds(20)).fails("GENERATION_PROMPT_MODERATED");
		RunHandle handle = this.follower.follow("run_1");
		advance(60);
		assertThatExceptionOfType(FloraRunModeratedException.class).isThrownBy(handle::await)
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("GENERATION_PROMPT_MODERATED"));
		assertThat(handle.completion()).isCompletedExceptionally();
	}

	@Test
	void followWhenRunFailsFastIsNoticedWithinSecondsWhateverTheEstimate() {
		this.runs.run("run_1", Duration.ofSeconds(2)).fails("GENERATION_INVALID_URL");
		RunHandle handle = this.follower.follow(started("run_1", 120), origin("prj_1", "model-a"), null);
		advance(5);
		assertThat(handle.completion()).isCompletedExceptionally();
	}

	@Test
	void followWhenLongestIntervalIsShortPollsForTheFirstTimeAsSoon() {
		FollowSettings settings = new FollowSettings(Duration.ofHours(2), Duration.ofMillis(5), Duration.ofMillis(10),
				1000);
		this.runs.run("run_1", Duration.ofMillis(1));
		RunHandle handle = follower(settings).follow(started("run_1", 120), origin("prj_1", "model-a"), null);
		this.timer.advance(Duration.ofMillis(20));
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void followWhenEstimateIsTwoMinutesPollsSeldom() {
		this.runs.run("run_1", Duration.ofSeconds(120));
		RunHandle handle = this.follower.follow(started("run_1", 120), origin("prj_1", "model-a"), null);
		assertThat(handle.started()).hasValueSatisfying((started) -> assertThat(started.runId()).isEqualTo("run_1"));
		advance(140);
		assertThat(handle.completion()).isCompleted();
		// Every two seconds would be sixty.
		assertThat(this.runs.polls).hasSizeLessThan(25);
	}

	@Test
	void followWhenRunNeverEndsGivesUpAfterTheTimeout() {
		this.runs.run("run_1", Duration.ofDays(1));
		RunHandle handle = this.follower.follow("run_1");
		advance(2 * 3600 + 2);
		assertThatExceptionOfType(FloraAwaitTimeoutException.class).isThrownBy(handle::await)
			.satisfies((ex) -> assertThat(ex.lastRun()).isPresent());
		// Max-interval is kept, and not undercut for long: fresh runs are polled more
		// often.
		assertThat(this.runs.polls.size()).isBetween(480, 620);
	}

	@Test
	void followWhenOwnRunIsNotFoundAtFirstTakesItForLag() {
		RunHandle handle = this.follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		advance(9 * 60);
		assertThat(handle.completion()).isNotDone();
		this.runs.run("run_1", Duration.ofSeconds(1));
		advance(30);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void followWhenRunIsNotFoundForLongEndsWithThat() {
		RunHandle own = this.follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		RunHandle other = this.follower.follow("run_2");
		advance(100);
		assertThat(other.completion()).isCompletedExceptionally();
		assertThat(own.completion()).isNotDone();
		advance(11 * 60);
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(own::await);
	}

	@Test
	void runThatWasNeverSeenIsAskedForEverMoreRarely() {
		this.runs.trouble = Trouble.SERVER;
		this.follower.follow("run_1");
		advance(3600);
		assertThat(this.runs.polls).hasSizeBetween(10, 25);
	}

}
