package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.ModelReference;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.observation.FloraMeterRecorder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Following runs, on a clock of the test's own.
 */
@ExtendWith(OutputCaptureExtension.class)
class RunFollowerTests {

	private final VirtualFollowTiming timing = new VirtualFollowTiming();

	private final ScriptedRuns runs = new ScriptedRuns(this.timing);

	private final Recorder recorder = new Recorder();

	private final List<Run> ended = new ArrayList<>();

	private final RunFollower follower = new RunFollower(this.runs, FollowSettings.defaults(), "prj_1", this.recorder,
			new RunFollower.Threads(this::execute, Runnable::run, Runnable::run), this.ended::add, this.timing::wakes);

	private int refuses;

	private int hangs;

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
		int looks = this.runs.looks.size();
		advance(600);
		assertThat(this.runs.looks).hasSize(looks);
	}

	@Test
	void followWhenRunFailsThrows() {
		this.runs.run("run_1", Duration.ofSeconds(20)).fails("GENERATION_PROMPT_MODERATED");
		RunHandle handle = this.follower.follow("run_1");
		advance(60);
		assertThatExceptionOfType(FloraRunFailedException.class).isThrownBy(handle::await)
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("GENERATION_PROMPT_MODERATED"));
		assertThat(handle.completion()).isCompletedExceptionally();
	}

	@Test
	void followWhenRunFailsFastIsNoticedWithinSecondsWhateverTheEstimate() {
		this.runs.run("run_1", Duration.ofSeconds(2)).fails("GENERATION_INVALID_URL");
		RunHandle handle = this.follower.follow(started("run_1", 120), "prj_1", null);
		advance(5);
		assertThat(handle.completion()).isCompletedExceptionally();
	}

	@Test
	void followWhenEstimateIsTwoMinutesLooksSeldom() {
		this.runs.run("run_1", Duration.ofSeconds(120));
		RunHandle handle = this.follower.follow(started("run_1", 120), "prj_1", null);
		assertThat(handle.started()).hasValueSatisfying((started) -> assertThat(started.runId()).isEqualTo("run_1"));
		advance(140);
		assertThat(handle.completion()).isCompleted();
		// Every two seconds would be sixty.
		assertThat(this.runs.looks).hasSizeLessThan(25);
	}

	@Test
	void followWhenLooksFailInPassingLooksAgain() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		List<FloraException> passing = List.of(new FloraConnectionException("reset", null),
				new FloraServerException("503", details(503, null)), new FloraResponseException("html", null));
		this.runs.failures.addAll(passing);
		RunHandle handle = this.follower.follow("run_1");
		advance(60);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void followWhenOwnRunIsNotFoundAtFirstTakesItForLag() {
		RunHandle handle = this.follower.follow(started("run_1", 10), "prj_1", null);
		advance(9 * 60);
		assertThat(handle.completion()).isNotDone();
		this.runs.run("run_1", Duration.ofSeconds(1));
		advance(30);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void followWhenRunIsNotFoundForLongEndsWithThat() {
		RunHandle own = this.follower.follow(started("run_1", 10), "prj_1", null);
		RunHandle adopted = this.follower.follow("run_2");
		advance(100);
		assertThat(adopted.completion()).isCompletedExceptionally();
		assertThat(own.completion()).isNotDone();
		advance(11 * 60);
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(own::await);
	}

	@Test
	void followWhenTwoHandlesShareARunLooksOnce() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle one = this.follower.follow("run_1");
		RunHandle two = this.follower.follow("run_1");
		advance(19);
		int looks = this.runs.looks.size();
		assertThat(this.runs.looks).doesNotHaveDuplicates();
		one.stop();
		assertThatExceptionOfType(FloraFollowEndedException.class).isThrownBy(one::await)
			.satisfies((ex) -> assertThat(ex.runId()).isEqualTo("run_1"));
		advance(30);
		assertThat(two.await().status()).isEqualTo(RunStatus.COMPLETED);
		assertThat(this.runs.looks).hasSizeGreaterThan(looks);
	}

	@Test
	void stopWhenLastHandleEndsTheLooking() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		this.follower.follow("run_1").stop();
		advance(60);
		assertThat(this.runs.looks).isEmpty();
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
		int looks = this.runs.looks.size();
		advance(60);
		assertThat(this.runs.looks).hasSize(looks);
	}

	@Test
	void followWhenRunNeverEndsGivesUpAfterTheTimeout() {
		this.runs.run("run_1", Duration.ofDays(1));
		RunHandle handle = this.follower.follow("run_1");
		advance(2 * 3600 + 2);
		assertThatExceptionOfType(FloraAwaitTimeoutException.class).isThrownBy(handle::await)
			.satisfies((ex) -> assertThat(ex.lastRun()).isPresent());
		// Max-interval is kept, and not undercut for long: fresh runs are looked at more
		// often.
		assertThat(this.runs.looks.size()).isBetween(480, 620);
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
	void completionIsACopyThatHarmsNobody() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		handle.completion().cancel(true);
		handle.completion().complete(null);
		advance(60);
		assertThatCode(handle::await).doesNotThrowAnyException();
	}

	@Test
	void metersAreWrittenAtTheEnd() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		this.follower.follow(started("run_1", 20), "prj_1", "model-a");
		assertThat(this.follower.count()).isOne();
		advance(60);
		assertThat(this.follower.count()).isZero();
		assertThat(this.recorder.written).hasSize(3)
			.contains("ended run_1 model-a PT20S", "charged run_1 model-a 0.02")
			.anyMatch((line) -> line.startsWith("noticed poll PT"));
	}

	@Test
	void costWhenLateIsLookedForOnce() {
		this.runs.run("run_1", Duration.ofSeconds(20)).costKnownAfter(Duration.ofSeconds(50));
		this.runs.run("run_2", Duration.ofSeconds(20)).costKnownAfter(Duration.ofHours(1));
		this.runs.run("run_3", Duration.ofSeconds(20)).fails("SERVER_ERROR");
		for (String runId : List.of("run_1", "run_2", "run_3")) {
			this.follower.follow(started(runId, 20), "prj_1", "model-a");
		}
		advance(59);
		int looks = this.runs.looks.size();
		assertThat(this.recorder.written).noneMatch((line) -> line.startsWith("charged"));
		advance(60);
		assertThat(this.recorder.written).contains("charged run_1 model-a 0.02");
		assertThat(this.runs.looks).hasSize(looks + 2);
		advance(600);
		assertThat(this.runs.looks).hasSize(looks + 2);
	}

	@Test
	void costWhenLookForItFailsIsLookedForAgain() {
		this.runs.run("run_1", Duration.ofSeconds(20)).costKnownAfter(Duration.ofSeconds(50));
		this.follower.follow(started("run_1", 20), "prj_1", "model-a");
		advance(59);
		int looks = this.runs.looks.size();
		this.runs.failures.add(new FloraServerException("503", details(503, null)));
		advance(180);
		assertThat(this.recorder.written).contains("charged run_1 model-a 0.02");
		assertThat(this.runs.looks).hasSize(looks + 2);
	}

	@Test
	void costWhenEveryLookForItFailsIsGivenUp() {
		this.runs.run("run_1", Duration.ofSeconds(20)).costKnownAfter(Duration.ofSeconds(50));
		this.follower.follow(started("run_1", 20), "prj_1", "model-a");
		advance(59);
		int looks = this.runs.looks.size();
		for (int i = 0; i < 20; i++) {
			this.runs.failures.add(new FloraServerException("503", details(503, null)));
		}
		advance(3600);
		assertThat(this.recorder.written).noneMatch((line) -> line.startsWith("charged"));
		assertThat(this.runs.looks).hasSize(looks + 5);
	}

	@Test
	void followWhenManyRunsOfAProjectLooksAtTheirListInstead() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			this.runs.run("run_" + i, Duration.ofMillis(8000 + 100 * i));
			handles.add(this.follower.follow(started("run_" + i, 10), "prj_1", "model-a"));
		}
		advance(40);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
		assertThat(this.runs.singleLooks()).isZero();
		assertThat(this.runs.listLooks()).isLessThan(60);
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("noticed list")).hasSize(60);
	}

	@Test
	void followWhenListsShowNoOutputsLooksAtEachCompletedRun() {
		this.runs.listsShowOutputs = false;
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10));
			handles.add(this.follower.follow(started("run_" + i, 10), "prj_1", "model-a"));
		}
		advance(60);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.await().outputs()).isNotEmpty());
		assertThat(this.runs.singleLooks()).isEqualTo(5);
	}

	@Test
	void followWhenListsAreRefusedLooksAtRunsOneByOne() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10)).in("prj_other");
			handles.add(this.follower.follow(started("run_" + i, 10), "prj_1", "model-a"));
		}
		advance(120);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
	}

	@Test
	void pauseStopsAllLooksForAWhile() {
		this.runs.run("run_1", Duration.ofSeconds(20));
		RunHandle handle = this.follower.follow("run_1");
		this.follower.pause(Duration.ofSeconds(50));
		advance(49);
		assertThat(this.runs.looks).isEmpty();
		advance(10);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void ceilingOnRequestsIsKept() {
		for (int i = 0; i < 200; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 10), "prj_" + i, "model-a");
		}
		for (int second = 0; second < 120; second++) {
			int before = this.runs.looks.size();
			advance(1);
			assertThat(this.runs.looks.size() - before).isLessThanOrEqualTo(5);
		}
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("ended")).hasSize(200);
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

	@Test
	void errorsOfLooksAreOvercome() {
		for (int i = 0; i < 4; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(5)).in("prj_" + i);
			this.runs.errors.add(new OutOfMemoryError("not really"));
			this.follower.follow(started("run_" + i, 5), "prj_" + i, "model-a");
		}
		advance(60);
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("ended")).hasSize(4);
	}

	@Test
	void looksThatCannotBeginAreOvercome() {
		this.refuses = 5;
		this.runs.run("run_1", Duration.ofSeconds(5));
		RunHandle handle = this.follower.follow("run_1");
		advance(60);
		assertThat(this.refuses).isZero();
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void lookThatHangsKeepsNobodyWaiting() {
		for (int i = 0; i < 4; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(5)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 5), "prj_" + i, "model-a");
		}
		this.hangs = 3;
		advance(60);
		assertThat(this.hangs).isZero();
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("ended")).hasSize(4);
	}

	@Test
	void whoWaitsLongestIsLookedAtFirst() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 150; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds((i % 2 == 0) ? 20 : 900)).in("prj_" + i);
			handles.add(this.follower.follow(started("run_" + i, 20), "prj_" + i, null));
		}
		advance(100);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.latest()).isPresent());
		advance(100);
		for (int i = 0; i < 150; i += 2) {
			assertThat(handles.get(i).completion()).isCompleted();
		}
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

	@Test
	void runsThatListsDoNotShowAreLookedAtAlone() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(590)).in("prj_other");
			handles.add(this.follower.follow("run_" + i));
		}
		advance(600);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.latest()).isPresent());
		assertThat(this.runs.listLooks()).isLessThan(this.runs.singleLooks() / 4);
	}

	@Test
	void runThatListsDoNotShowIsLookedAtAmongManyThatTheyShow() {
		for (int i = 1; i <= 100; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(3 * i));
			this.follower.follow(started("run_" + i, 150), "prj_1", "model-a");
		}
		this.runs.run("run_elsewhere", Duration.ofSeconds(150)).in("prj_other");
		RunHandle elsewhere = this.follower.follow(started("run_elsewhere", 150), "prj_1", "model-a");
		advance(150);
		assertThat(elsewhere.completion()).isNotDone();
		advance(15);
		assertThat(elsewhere.completion()).isCompleted();
	}

	@Test
	void runsThatAreCalledBackAreWatchedInTheListOfTheirProject() {
		for (int i = 0; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(60)).in("prj_2");
			RunHandle handle = this.follower.followCalledBack(started("run_" + i, 60), "prj_2", "model-a",
					Duration.ofMinutes(5));
			handle.onUpdate((run) -> {
			});
		}
		advance(50);
		assertThat(this.runs.listLooks()).isPositive();
		assertThat(this.runs.singleLooks()).isZero();
	}

	@Test
	void adoptedRunIsLookedAtUntilItsEndIsSeen() {
		this.runs.run("run_1", Duration.ofSeconds(30));
		assertThat(this.follower.endReported("run_1")).isTrue();
		advance(1);
		assertThat(this.runs.looks).isNotEmpty();
		assertThat(this.ended).isEmpty();
		advance(60);
		assertThat(this.ended).extracting(Run::runId).containsExactly("run_1");
		assertThat(this.recorder.written).anyMatch((line) -> line.startsWith("noticed webhook"));
		int looks = this.runs.looks.size();
		assertThat(this.follower.endReported("run_1")).isTrue();
		advance(60);
		assertThat(this.runs.looks).hasSize(looks);
		assertThat(looks).isLessThan(10);
	}

	@Test
	void adoptedRunThatCannotBeReadIsNotGivenUp() {
		this.follower.endReported("run_1");
		this.runs.failures.add(new FloraAuthenticationException("rotated", details(401, "invalid_api_key")));
		advance(600);
		assertThat(this.ended).isEmpty();
		this.runs.run("run_1", Duration.ofMillis(1));
		advance(300);
		assertThat(this.ended).hasSize(1);
	}

	@Test
	void adoptedRunThatCannotBeReadIsAskedForEverMoreRarely(CapturedOutput output) {
		this.follower.endReported("run_1");
		advance(3600);
		assertThat(this.runs.looks).hasSizeBetween(10, 30);
		assertThat(output.getAll().split("run_1 has ended, but cannot be read", -1)).hasSize(2);
	}

	@Test
	void followWhenTheEndIsKnownLooksAtOnce() {
		this.runs.run("run_1", Duration.ofMillis(1));
		this.follower.endReported("run_1");
		advance(5);
		RunHandle handle = this.follower.followCalledBack(started("run_1", 200), null, "model-a",
				Duration.ofMinutes(5));
		advance(1);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void adoptedRunComesBeforeAllOthers() {
		for (int i = 0; i < 100; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(5)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 5), "prj_" + i, "model-a");
		}
		advance(8);
		int looks = this.runs.looks.size();
		this.runs.run("run_adopted", Duration.ofMillis(1));
		this.follower.endReported("run_adopted");
		advance(1);
		assertThat(this.runs.looks.subList(looks, this.runs.looks.size()).get(0)).endsWith("run_adopted");
	}

	@Test
	void runThatIsCalledBackIsLookedAtRarely() {
		this.runs.run("run_1", Duration.ofSeconds(60));
		RunHandle handle = this.follower.followCalledBack(started("run_1", 60), null, "model-a", Duration.ofMinutes(5));
		advance(60);
		assertThat(this.runs.looks).isEmpty();
		this.follower.endReported("run_1");
		advance(1);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.looks).hasSize(1);
	}

	@Test
	void runThatIsCalledBackIsLookedAtAsUsualOnceSomebodyWatches() {
		this.runs.run("run_1", Duration.ofSeconds(60));
		this.follower.followCalledBack(started("run_1", 60), null, "model-a", Duration.ofMinutes(5));
		RunHandle watching = this.follower.follow("run_1");
		advance(10);
		assertThat(this.runs.looks).isEmpty();
		watching.onUpdate((run) -> {
		});
		advance(50);
		assertThat(this.runs.looks).hasSizeGreaterThan(4);
	}

	@Test
	void runWhoseCallbackIsLostIsFoundAllTheSame() {
		this.runs.run("run_1", Duration.ofSeconds(200));
		RunHandle handle = this.follower.followCalledBack(started("run_1", 60), null, "model-a", Duration.ofMinutes(5));
		advance(500);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.looks).hasSize(2);
	}

	@Test
	void runThatIsCalledBackIsLookedAtWhenItShouldHaveEndedThoughAListHasShownIt() {
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
	void followWhenRunsOfUnknownAgeFillManyPagesLooksAtAllOfThem() {
		for (int i = 0; i < 1000; i++) {
			this.runs.run("run_" + i, Duration.ofHours(1));
		}
		advance(60);
		for (int i = 0; i < 1000; i++) {
			this.follower.follow("run_" + i);
		}
		advance(60);
		assertThat(this.runs.singleLooks()).isZero();
		assertThat(this.runs.listLooks()).isGreaterThan(100);
	}

	@Test
	void followWhenFloraLeavesOutTheIdTellsEachEndAllTheSame() {
		this.runs.listsShowOutputs = false;
		this.runs.showsIds = false;
		this.runs.run("run_1", Duration.ofSeconds(5)).in("prj_2");
		this.runs.run("run_2", Duration.ofSeconds(5)).in("prj_2");
		this.follower.follow("run_1");
		this.follower.follow("run_2");
		advance(60);
		assertThat(this.ended).hasSize(2);
	}

	@Test
	void adoptedRunsAreBounded() {
		for (int i = 0; i < 10_000; i++) {
			assertThat(this.follower.endReported("run_" + i)).isTrue();
		}
		assertThat(this.follower.endReported("run_10000")).isFalse();
		assertThat(this.follower.endReported("run_0")).isTrue();
	}

	private void execute(Runnable look) {
		if (this.refuses > 0) {
			this.refuses--;
			throw new RejectedExecutionException("busy");
		}
		if (this.hangs > 0) {
			this.hangs--;
			return;
		}
		look.run();
	}

	private void advance(int seconds) {
		this.timing.advance(Duration.ofSeconds(seconds));
	}

	private static StartedRun started(String runId, int estimate) {
		return new StartedRun(runId, "generation", null, BigDecimal.valueOf(estimate), new ModelReference("model-a"),
				"prj_1", null);
	}

	private static Details details(int status, @Nullable String code) {
		return new Details(status, code, List.of(), null, null);
	}

	private static final class Recorder implements FloraMeterRecorder {

		private final List<String> written = new ArrayList<>();

		private boolean broken;

		@Override
		public void ended(Run run, @Nullable String model, @Nullable Duration took) {
			if (this.broken) {
				throw new IllegalStateException("a meter fails");
			}
			this.written.add("ended " + run.runId() + " " + model + " " + took);
		}

		@Override
		public void charged(Run run, @Nullable String model, BigDecimal cost) {
			this.written.add("charged " + run.runId() + " " + model + " " + cost);
		}

		@Override
		public void noticed(Duration delay, String by) {
			this.written.add("noticed " + by + " " + delay);
		}

	}

}
