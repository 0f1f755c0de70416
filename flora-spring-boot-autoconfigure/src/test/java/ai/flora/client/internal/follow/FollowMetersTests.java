package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraServerException;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is recorded of runs, and costs that are late.
 */
@ExtendWith(OutputCaptureExtension.class)
class FollowMetersTests extends AbstractFollowTests {

	@Test
	void metersAreWrittenAtTheEnd() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		this.follower.follow(started("run_1", 20), origin("prj_1", "model-a"), null);
		assertThat(this.follower.count()).isOne();
		advance(60);
		assertThat(this.follower.count()).isZero();
		assertThat(this.recorder.written).hasSize(3)
			.contains("ended run_1 model-a PT20S", "charged run_1 model-a 0.02")
			.anyMatch((line) -> line.startsWith("noticed poll PT"));
	}

	@Test
	void runThatIsFollowedIsRecordedAsTheKindThatItsDeliveryNames() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		this.follower.follow("run_1");
		advance(1);
		this.follower.rememberKind("run_1", RunKind.TECHNIQUE);
		advance(60);
		assertThat(this.recorder.types).containsExactly("technique");
	}

	@Test
	void kindThatADeliveryNamesLeavesWhatIsKnownOfTheStart() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		this.follower.rememberStart(started("run_1", 10), new RunOrigin("order 7", null, null, RunPlace.USUAL));
		this.follower.follow(started("run_1", 20), origin("prj_1", "model-a"), null);
		this.follower.rememberKind("run_1", RunKind.TECHNIQUE);
		advance(60);
		assertThat(this.recorder.types).containsExactly("generation");
		assertThat(this.events).singleElement().satisfies((event) -> {
			assertThat(event.reference()).isEqualTo("order 7");
			assertThat(event.projectId()).isEqualTo("prj_1");
		});
	}

	@Test
	void runThatHasEndedBeforeIsRecordedOnce() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		advance(3600);
		for (int i = 0; i < 3; i++) {
			this.follower.follow("run_1");
			advance(60);
		}
		// When it ended, nobody wanted to know.
		assertThat(this.recorder.written).containsExactly("ended run_1 null PT5S", "charged run_1 null 0.02");
	}

	/** Else nobody would count runs that are refused at once. */
	@Test
	void runThatEndedInTheMomentOfItsStartIsRecordedToo() {
		this.runs.run("run_1", Duration.ZERO).fails("SERVER_ERROR");
		this.follower.follow(started("run_1", 20), origin("prj_1", "model-a"), null);
		advance(60);
		assertThat(this.recorder.written).contains("ended run_1 model-a PT0S");
	}

	@Test
	void costWhenLateIsPolledForOnce() {
		this.runs.run("run_1", Duration.ofSeconds(20)).costKnownAfter(Duration.ofSeconds(50));
		this.runs.run("run_2", Duration.ofSeconds(20)).costKnownAfter(Duration.ofHours(1));
		this.runs.run("run_3", Duration.ofSeconds(20)).fails("SERVER_ERROR");
		this.runs.run("run_4", Duration.ofSeconds(20)).fails("SERVER_ERROR").costKnownAfter(Duration.ofSeconds(50));
		for (String runId : List.of("run_1", "run_2", "run_3", "run_4")) {
			this.follower.follow(started(runId, 20), origin("prj_1", "model-a"), null);
		}
		advance(59);
		int polls = this.runs.polls.size();
		assertThat(this.recorder.written).noneMatch((line) -> line.startsWith("charged"));
		advance(60);
		assertThat(this.recorder.written).contains("charged run_1 model-a 0.02", "charged run_4 model-a 0.02");
		assertThat(this.runs.polls).hasSize(polls + 4);
		advance(600);
		assertThat(this.runs.polls).hasSize(polls + 4);
	}

	/** Also if a gateway responds in FLORA's place. */
	@ParameterizedTest
	@EnumSource(names = { "SERVER", "KEY", "PAGE", "NOT_FOUND_PAGE", "PERMISSION_PAGE" })
	void costWhenPollForItFailsIsPolledForAgain(Trouble trouble) {
		int polls = pollsUntilCostIsDue();
		this.runs.failures.add(trouble.exception());
		advance(180);
		assertThat(this.recorder.written).contains("charged run_1 model-a 0.02");
		assertThat(this.runs.polls).hasSize(polls + 2);
	}

	@ParameterizedTest
	@EnumSource(names = { "PERMISSION", "NOT_FOUND", "GONE", "TOO_LARGE" })
	void costWhenFloraRefusesToShowTheRunIsGivenUp(Trouble trouble) {
		int polls = pollsUntilCostIsDue();
		this.runs.trouble = trouble;
		advance(600);
		assertThat(this.runs.polls).hasSize(polls + 1);
	}

	/** Reads lag: FLORA shows the run as it was before its end. */
	@Test
	void costWhenPollForItShowsTheRunUnfinishedIsPolledForAgain() {
		int polls = pollsUntilCostIsDue();
		this.runs.staleness = Duration.ofMinutes(5);
		advance(60);
		assertThat(this.runs.polls).hasSize(polls + 1);
		this.runs.staleness = Duration.ZERO;
		advance(600);
		assertThat(this.recorder.written).contains("charged run_1 model-a 0.02");
		assertThat(this.runs.polls).hasSize(polls + 2);
	}

	private int pollsUntilCostIsDue() {
		this.runs.run("run_1", Duration.ofSeconds(20)).costKnownAfter(Duration.ofSeconds(50));
		this.follower.follow(started("run_1", 20), origin("prj_1", "model-a"), null);
		advance(59);
		return this.runs.polls.size();
	}

	/** No run is followed any more, for which there would be a wake-up. */
	@Test
	void costWhenPollForItHangsIsPolledForAgain() {
		int polls = pollsUntilCostIsDue();
		this.hangingPolls = 1;
		advance(180);
		assertThat(this.recorder.written).contains("charged run_1 model-a 0.02");
		assertThat(this.runs.polls).hasSize(polls + 1);
		advance(10);
		assertThat(this.timer.isIdle()).isTrue();
	}

	@Test
	void costWhenEveryPollForItFailsIsGivenUp() {
		int polls = pollsUntilCostIsDue();
		for (int i = 0; i < 20; i++) {
			this.runs.failures.add(new FloraServerException("503", details(503, null)));
		}
		advance(3600);
		assertThat(this.recorder.written).noneMatch((line) -> line.startsWith("charged"));
		assertThat(this.runs.polls).hasSize(polls + 5);
	}

	@Test
	void costOfEachRunOfManyIsPolledFor() {
		for (int i = 0; i < 1500; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10)).costKnownAfter(Duration.ofSeconds(60));
			this.follower.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null);
		}
		advance(3600);
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("charged")).hasSize(1500);
	}

	@Test
	void closeSaysHowManyCostsAreNotKnown(CapturedOutput output) {
		this.runs.run("run_1", Duration.ofSeconds(10)).costKnownAfter(Duration.ofSeconds(50));
		this.follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		advance(40);
		this.follower.close();
		assertThat(output).contains("FLORA has not told the costs of 1 runs that have ended");
	}

	@Test
	void recorderThatThrowsHarmsNobody() {
		this.recorder.broken = true;
		this.runs.run("run_1", Duration.ofSeconds(5));
		this.runs.run("run_2", Duration.ofSeconds(5));
		List<RunHandle> handles = List.of(this.follower.follow("run_1"), this.follower.follow("run_2"));
		advance(30);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
	}

}
