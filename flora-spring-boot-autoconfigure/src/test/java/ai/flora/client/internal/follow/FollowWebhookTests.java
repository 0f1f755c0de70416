package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FollowSettings;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs whose end FLORA posts, and ends that it has reported.
 */
@ExtendWith(OutputCaptureExtension.class)
class FollowWebhookTests extends AbstractFollowTests {

	@Test
	void runsThatAreCalledBackArePolledInTheListOfTheirProject() {
		deliveriesArrive();
		for (int i = 0; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(60)).in("prj_2");
			RunHandle handle = this.follower.follow(started("run_" + i, 60), origin("prj_2", "model-a"),
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
		assertThat(this.follower.endReported("run_1", null)).isTrue();
		advance(1);
		assertThat(this.runs.polls).isNotEmpty();
		assertThat(this.ended).isEmpty();
		advance(60);
		assertThat(this.ended).extracting(Run::runId).containsExactly("run_1");
		assertThat(this.recorder.written).anyMatch((line) -> line.startsWith("noticed webhook"));
		int polls = this.runs.polls.size();
		assertThat(this.follower.endReported("run_1", null)).isTrue();
		advance(60);
		assertThat(this.runs.polls).hasSize(polls);
		assertThat(polls).isLessThan(10);
	}

	@Test
	void runReportedEndedThatCannotBeReadIsNotGivenUp() {
		this.follower.endReported("run_1", null);
		this.runs.failures.add(new FloraAuthenticationException("rotated", details(401, "invalid_api_key")));
		advance(600);
		assertThat(this.ended).isEmpty();
		this.runs.run("run_1", Duration.ofMillis(1));
		advance(300);
		assertThat(this.ended).hasSize(1);
	}

	@Test
	void runReportedEndedThatCannotBeReadIsAskedForEverMoreRarely(CapturedOutput output) {
		this.follower.endReported("run_1", null);
		advance(3600);
		assertThat(this.runs.polls).hasSizeBetween(10, 30);
		assertThat(output.getAll().split("run_1 has ended, but cannot be read", -1)).hasSize(2);
	}

	@Test
	void followWhenTheEndIsKnownPollsAtOnce() {
		this.runs.run("run_1", Duration.ofMillis(1));
		this.follower.endReported("run_1", null);
		advance(5);
		RunHandle handle = this.follower.follow(started("run_1", 200), origin(null, "model-a"), Duration.ofMinutes(5));
		advance(1);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void runReportedEndedComesBeforeAllOthers() {
		for (int i = 0; i < 100; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(5)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 5), origin("prj_" + i, "model-a"), null);
		}
		advance(8);
		int polls = this.runs.polls.size();
		this.runs.run("run_reported", Duration.ofMillis(1));
		this.follower.endReported("run_reported", null);
		advance(1);
		assertThat(this.runs.polls.subList(polls, this.runs.polls.size()).get(0)).endsWith("run_reported");
	}

	@Test
	void runThatIsCalledBackIsPolledRarely() {
		deliveriesArrive();
		this.runs.run("run_1", Duration.ofSeconds(60));
		RunHandle handle = this.follower.follow(started("run_1", 60), origin(null, "model-a"), Duration.ofMinutes(5));
		advance(60);
		assertThat(this.runs.polls).isEmpty();
		this.follower.endReported("run_1", null);
		advance(1);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.polls).hasSize(1);
	}

	@Test
	void runThatIsCalledBackIsPolledAsUsualOnceSomebodyWatches() {
		deliveriesArrive();
		this.runs.run("run_1", Duration.ofSeconds(60));
		this.follower.follow(started("run_1", 60), origin(null, "model-a"), Duration.ofMinutes(5));
		RunHandle watching = this.follower.follow("run_1");
		advance(10);
		assertThat(this.runs.polls).isEmpty();
		watching.onUpdate((run) -> {
		});
		advance(50);
		assertThat(this.runs.polls).hasSizeGreaterThan(4);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void runThatIsCalledBackIsPolledRarelyAgainOnceNobodyWatches(boolean stopped) {
		deliveriesArrive();
		this.runs.run("run_1", Duration.ofMinutes(10));
		RunHandle handle = calledBack("run_1", 600);
		RunHandle other = this.follower.follow("run_1");
		RunHandle.Registration first = handle.onUpdate((run) -> {
		});
		RunHandle.Registration second = other.onUpdate((run) -> {
		});
		first.close();
		advance(120);
		assertThat(this.runs.polls).hasSizeGreaterThan(4);
		if (stopped) {
			other.stop();
		}
		else {
			second.close();
		}
		this.runs.polls.clear();
		advance(170);
		assertThat(this.runs.polls).isEmpty();
	}

	@Test
	void runWhoseCallbackIsLostIsFoundAllTheSame() {
		deliveriesArrive();
		this.runs.run("run_1", Duration.ofSeconds(200));
		RunHandle handle = this.follower.follow(started("run_1", 60), origin(null, "model-a"), Duration.ofMinutes(5));
		advance(500);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.polls).hasSize(2);
	}

	@Test
	void runThatIsCalledBackIsPolledWhenItShouldHaveEndedThoughAListHasShownIt() {
		deliveriesArrive();
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow(started("run_1", 20), origin("prj_1", "model-a"),
				Duration.ofMinutes(5));
		for (int i = 2; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10));
			this.follower.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null);
		}
		advance(18);
		assertThat(handle.latest()).isPresent();
		advance(20);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void runIsPolledAsWithoutWebhookUntilADeliveryHasArrived() {
		this.runs.run("run_1", Duration.ofSeconds(16));
		RunHandle handle = calledBack("run_1", 9);
		advance(19);
		assertThat(handle.completion()).isCompleted();
		List<String> polls = polls();
		this.runs.polls.clear();
		advance(30);
		this.runs.polls.clear();
		long start = this.timer.nanoTime();
		this.runs.run("run_1", Duration.ofSeconds(16));
		follower(FollowSettings.defaults()).follow(started("run_1", 9), origin(null, "model-a"), null);
		advance(19);
		assertThat(polls(start)).isEqualTo(polls);
	}

	@Test
	void runsThatAreFollowedArePolledRarelyFromTheFirstDeliveryOn() {
		this.runs.run("run_1", Duration.ofSeconds(60));
		RunHandle handle = calledBack("run_1", 60);
		advance(20);
		assertThat(this.runs.polls).isNotEmpty();
		deliveriesArrive();
		advance(25);
		assertThat(this.runs.polls).isEmpty();
		advance(20);
		this.follower.endReported("run_1", null);
		advance(1);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void runsArePolledAsWithoutWebhookAfterDeliveriesWereMissingUntilOneArrives() {
		deliveriesArrive();
		for (int i = 0; i < 3; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(8));
			calledBack("run_" + i, 9);
			advance(40);
		}
		// The last one may come until half a minute after its end was seen.
		advance(30);
		this.runs.run("run_3", Duration.ofSeconds(16));
		RunHandle handle = calledBack("run_3", 9);
		advance(31);
		assertThat(handle.completion()).isCompleted();
		deliveriesArrive();
		this.runs.run("run_4", Duration.ofSeconds(13));
		calledBack("run_4", 9);
		advance(14);
		assertThat(this.runs.polls).isEmpty();
	}

	@Test
	void deliveriesThatComeLaterThanAPollAreNotMissing(CapturedOutput output) {
		deliveriesArrive();
		for (int i = 0; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(8));
			calledBack("run_" + i, 9);
			advance(16);
			assertThat(this.ended).hasSize(i + 1);
			advance(20);
			this.follower.endReported("run_" + i, null);
		}
		this.runs.polls.clear();
		this.runs.run("run_5", Duration.ofSeconds(13));
		calledBack("run_5", 9);
		advance(14);
		assertThat(this.runs.polls).isEmpty();
		assertThat(output).doesNotContain("has not come");
	}

	/** Nor could FLORA reach it. */
	@Test
	void deliveriesToAFrozenProcessAreNotMissing(CapturedOutput output) {
		deliveriesArrive();
		for (int i = 0; i < 3; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(8));
			calledBack("run_" + i, 9);
		}
		advance(16);
		assertThat(this.ended).hasSize(3);
		this.timer.freeze(Duration.ofHours(1));
		advance(60);
		assertThat(warnings(output)).isEmpty();
		this.runs.polls.clear();
		this.runs.run("run_3", Duration.ofSeconds(13));
		calledBack("run_3", 9);
		advance(14);
		assertThat(this.runs.polls).isEmpty();
	}

	@Test
	void deliveriesOfRunsThatEndedWhileTheProcessWasFrozenAreNotMissing(CapturedOutput output) {
		deliveriesArrive();
		for (int i = 0; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(60));
			calledBack("run_" + i, 60);
		}
		advance(10);
		this.timer.freeze(Duration.ofMinutes(20));
		advance(90);
		assertThat(this.ended).hasSize(5);
		assertThat(warnings(output)).isEmpty();
		this.runs.run("run_5", Duration.ofSeconds(5));
		calledBack("run_5", 5);
		advance(90);
		assertThat(warnings(output)).singleElement().asString().contains("run_5");
	}

	@Test
	void deliveryBeforeTheResponseToTheStartIsNotMissing(CapturedOutput output) {
		this.runs.run("run_1", Duration.ofMillis(1));
		advance(1);
		this.follower.endReported("run_1", null);
		advance(1);
		assertThat(this.ended).hasSize(1);
		RunHandle handle = calledBack("run_1", 9);
		advance(60);
		assertThat(handle.completion()).isCompleted();
		assertThat(warnings(output)).isEmpty();
	}

	@Test
	void missingDeliveriesAreWarnedOfOnceAMinute(CapturedOutput output) {
		for (int i = 0; i < 10; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(8 + i));
			calledBack("run_" + i, 9);
		}
		advance(60);
		assertThat(warnings(output)).singleElement()
			.asString()
			.contains("Run run_0 has ended", "not come within 30 s", "callback URL", "host", "path", "firewall", "401",
					"secret", "as if there were no webhook");
		advance(60);
		assertThat(warnings(output)).hasSize(2);
		assertThat(warnings(output).get(1)).contains("nor have those of 8 more runs");
		advance(3600);
		assertThat(warnings(output)).hasSize(2);
		assertThat(this.timer.isIdle()).isTrue();
	}

	@Test
	void nobodyIsWarnedOfRunsThatAreNotPosted(CapturedOutput output) {
		this.runs.run("run_1", Duration.ofSeconds(8));
		this.follower.follow(started("run_1", 9), origin(null, "model-a"), null);
		advance(120);
		assertThat(warnings(output)).isEmpty();
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.getAll().lines().filter((line) -> line.contains("has not come")).toList();
	}

	private RunHandle calledBack(String runId, int estimate) {
		return this.follower.follow(started(runId, estimate), origin(null, "model-a"), Duration.ofMinutes(5));
	}

	private List<String> polls() {
		return polls(0);
	}

	/** Moments of polls since a moment. */
	private List<String> polls(long since) {
		return this.runs.polls.stream()
			.map((poll) -> String.format("%.3f", Double.parseDouble(poll.split(" ")[0]) - since / 1e9))
			.toList();
	}

	/** A delivery about somebody else's run, with its poll. */
	private void deliveriesArrive() {
		this.runs.run("run_proof", Duration.ofMillis(1)).in("prj_proof");
		this.follower.endReported("run_proof", null);
		advance(1);
		this.runs.polls.clear();
		this.ended.clear();
	}

	@Test
	void runsReportedEndedAreBounded() {
		for (int i = 0; i < 10_000; i++) {
			assertThat(this.follower.endReported("run_" + i, null)).isTrue();
		}
		assertThat(this.follower.endReported("run_10000", null)).isFalse();
		assertThat(this.follower.endReported("run_0", null)).isTrue();
	}

	@Test
	void stopInTheUpdateOfAReportedFailureChangesNothing() {
		this.runs.run("run_1", Duration.ofHours(1));
		RunHandle handle = this.follower.follow(started("run_1", 60), origin(null, "model-a"), null);
		handle.onUpdate((run) -> handle.stop());
		assertThat(this.follower.endReported("run_1", failed("run_1"))).isTrue();
		assertThatExceptionOfType(FloraRunFailedException.class).isThrownBy(handle::await);
	}

	@Test
	void endThatIsReportedBeforeTheResponseToTheStartIsToldWithWhatWasKnownAtTheStart() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		this.follower.endReported("run_1", null);
		advance(1);
		this.follower.rememberStart(started("run_1", 10), new RunOrigin("order 7", "model-a", "prj_2", RunPlace.USUAL));
		this.follower.follow(started("run_1", 5), origin("prj_2", "model-a"), null);
		advance(30);
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.reference()).isEqualTo("order 7");
			assertThat(event.model()).isEqualTo("model-a");
			assertThat(event.projectId()).isEqualTo("prj_2");
		});
	}

	/** Its delivery came to the path of another start whose run is not known yet. */
	@Test
	void runThatWasStartedHereTakesNoReferenceOfAnotherStart() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		calledBack("run_1", 5);
		this.follower.rememberPosted("run_1", new RunOrigin("order 8", "model-a", "prj_1", RunPlace.USUAL));
		this.follower.endReported("run_1", null);
		advance(10);
		assertThat(this.events).singleElement().satisfies((event) -> assertThat(event.reference()).isNull());
	}

	private static Run failed(String runId) {
		return new Run(runId, RunStatus.FAILED, null, null, null, null, null, "blocked", "The prompt", List.of(), null);
	}

}
