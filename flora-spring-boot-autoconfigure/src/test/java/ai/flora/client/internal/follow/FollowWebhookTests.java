package ai.flora.client.internal.follow;

import java.time.Duration;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs whose end FLORA posts, and ends that it has reported.
 */
@ExtendWith(OutputCaptureExtension.class)
class FollowWebhookTests extends AbstractFollowTests {

	@Test
	void runsThatAreCalledBackArePolledInTheListOfTheirProject() {
		for (int i = 0; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(60)).in("prj_2");
			RunHandle handle = this.follower.followCalledBack(started("run_" + i, 60), "prj_2", "model-a",
					Duration.ofMinutes(5));
			handle.onUpdate((run) -> {
			});
		}
		advance(50);
		assertThat(this.runs.listPolls()).isPositive();
		assertThat(this.runs.singlePolls()).isZero();
	}

	@Test
	void runReportedEndedIsPolledUntilItsEndIsSeen() {
		this.runs.run("run_1", Duration.ofSeconds(30));
		assertThat(this.follower.endReported("run_1")).isTrue();
		advance(1);
		assertThat(this.runs.polls).isNotEmpty();
		assertThat(this.ended).isEmpty();
		advance(60);
		assertThat(this.ended).extracting(Run::runId).containsExactly("run_1");
		assertThat(this.recorder.written).anyMatch((line) -> line.startsWith("noticed webhook"));
		int polls = this.runs.polls.size();
		assertThat(this.follower.endReported("run_1")).isTrue();
		advance(60);
		assertThat(this.runs.polls).hasSize(polls);
		assertThat(polls).isLessThan(10);
	}

	@Test
	void runReportedEndedThatCannotBeReadIsNotGivenUp() {
		this.follower.endReported("run_1");
		this.runs.failures.add(new FloraAuthenticationException("rotated", details(401, "invalid_api_key")));
		advance(600);
		assertThat(this.ended).isEmpty();
		this.runs.run("run_1", Duration.ofMillis(1));
		advance(300);
		assertThat(this.ended).hasSize(1);
	}

	@Test
	void runReportedEndedThatCannotBeReadIsAskedForEverMoreRarely(CapturedOutput output) {
		this.follower.endReported("run_1");
		advance(3600);
		assertThat(this.runs.polls).hasSizeBetween(10, 30);
		assertThat(output.getAll().split("run_1 has ended, but cannot be read", -1)).hasSize(2);
	}

	@Test
	void followWhenTheEndIsKnownPollsAtOnce() {
		this.runs.run("run_1", Duration.ofMillis(1));
		this.follower.endReported("run_1");
		advance(5);
		RunHandle handle = this.follower.followCalledBack(started("run_1", 200), null, "model-a",
				Duration.ofMinutes(5));
		advance(1);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void runReportedEndedComesBeforeAllOthers() {
		for (int i = 0; i < 100; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(5)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 5), "prj_" + i, "model-a");
		}
		advance(8);
		int polls = this.runs.polls.size();
		this.runs.run("run_reported", Duration.ofMillis(1));
		this.follower.endReported("run_reported");
		advance(1);
		assertThat(this.runs.polls.subList(polls, this.runs.polls.size()).get(0)).endsWith("run_reported");
	}

	@Test
	void runThatIsCalledBackIsPolledRarely() {
		this.runs.run("run_1", Duration.ofSeconds(60));
		RunHandle handle = this.follower.followCalledBack(started("run_1", 60), null, "model-a", Duration.ofMinutes(5));
		advance(60);
		assertThat(this.runs.polls).isEmpty();
		this.follower.endReported("run_1");
		advance(1);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.polls).hasSize(1);
	}

	@Test
	void runThatIsCalledBackIsPolledAsUsualOnceSomebodyWatches() {
		this.runs.run("run_1", Duration.ofSeconds(60));
		this.follower.followCalledBack(started("run_1", 60), null, "model-a", Duration.ofMinutes(5));
		RunHandle watching = this.follower.follow("run_1");
		advance(10);
		assertThat(this.runs.polls).isEmpty();
		watching.onUpdate((run) -> {
		});
		advance(50);
		assertThat(this.runs.polls).hasSizeGreaterThan(4);
	}

	@Test
	void runWhoseCallbackIsLostIsFoundAllTheSame() {
		this.runs.run("run_1", Duration.ofSeconds(200));
		RunHandle handle = this.follower.followCalledBack(started("run_1", 60), null, "model-a", Duration.ofMinutes(5));
		advance(500);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.polls).hasSize(2);
	}

	@Test
	void runThatIsCalledBackIsPolledWhenItShouldHaveEndedThoughAListHasShownIt() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.followCalledBack(started("run_1", 20), "prj_1", "model-a",
				Duration.ofMinutes(5));
		for (int i = 2; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10));
			this.follower.follow(started("run_" + i, 10), "prj_1", "model-a");
		}
		advance(18);
		assertThat(handle.latest()).isPresent();
		advance(20);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void runsReportedEndedAreBounded() {
		for (int i = 0; i < 10_000; i++) {
			assertThat(this.follower.endReported("run_" + i)).isTrue();
		}
		assertThat(this.follower.endReported("run_10000")).isFalse();
		assertThat(this.follower.endReported("run_0")).isTrue();
	}

}
