package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FollowSettings;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs of techniques that another process has started with a callback: FLORA shows them
 * below their technique alone, and only the list of such runs says where.
 */
class FollowTechniqueRunsTests extends AbstractFollowTests {

	private void startedElsewhere(String runId, Duration takes) {
		this.runs.run(runId, takes).startedBelow("tech_1");
	}

	/** FLORA posts the end, and that the run is one of a technique. */
	private void posted(String runId) {
		this.follower.rememberKind(runId, RunKind.TECHNIQUE);
		assertThat(this.follower.endReported(runId, null)).isTrue();
	}

	@Test
	void runThatIsPostedIsReadInTheListAtOnce() {
		startedElsewhere("run_1", Duration.ofMillis(1));
		advance(1);
		posted("run_1");
		advance(1);
		assertThat(this.ended).extracting(Run::runId).containsExactly("run_1");
		assertThat(this.runs.polls).singleElement().asString().endsWith(" technique list");
		assertThat(this.recorder.types).containsExactly("technique");
	}

	@Test
	void runWhoseDeliveryDoesNotNameItsKindIsLookedForInTheList() {
		startedElsewhere("run_1", Duration.ofMillis(1));
		this.follower.endReported("run_1", null);
		advance(5);
		assertThat(this.ended).extracting(Run::runId).containsExactly("run_1");
		assertThat(this.runs.polls).hasSize(2).last().asString().endsWith(" technique list");
		assertThat(this.recorder.types).containsExactly("technique");
	}

	@Test
	void runWhoseListShowsNoOutputsIsReadBelowItsTechnique() {
		this.runs.listsShowOutputs = false;
		startedElsewhere("run_1", Duration.ofMillis(1));
		posted("run_1");
		advance(5);
		assertThat(this.ended).singleElement().satisfies((run) -> assertThat(run.outputs()).isNotEmpty());
		assertThat(this.runs.polls).hasSize(2);
	}

	@Test
	void runThatIsFollowedIsPolledBelowItsTechnique() {
		startedElsewhere("run_1", Duration.ofMinutes(5));
		RunHandle handle = this.follower.follow("run_1");
		advance(2);
		assertThat(handle.latest()).isPresent();
		advance(10 * 60);
		assertThat(handle.await().runId()).isEqualTo("run_1");
		assertThat(this.runs.listPolls()).isOne();
	}

	@Test
	void costThatIsLateIsPolledForBelowTheTechnique() {
		this.runs.run("run_1", Duration.ofMillis(1)).startedBelow("tech_1").costKnownAfter(Duration.ofSeconds(30));
		posted("run_1");
		advance(120);
		assertThat(this.recorder.written).contains("charged run_1 model-a 0.02");
	}

	/** It was started by the usual route, though the list names its technique. */
	@Test
	void costThatIsLateIsPolledForWhereTheRunIsRead() {
		this.runs.run("run_1", Duration.ofMillis(1)).of("tech_1").costKnownAfter(Duration.ofSeconds(30));
		advance(1);
		posted("run_1");
		advance(240);
		assertThat(this.recorder.written).contains("charged run_1 model-a 0.02");
		assertThat(this.runs.singlePolls()).isEqualTo(2);
	}

	@Test
	void runsThatAreFollowedShareTheList() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			startedElsewhere("run_" + i, Duration.ofMinutes(5));
			handles.add(this.follower.follow("run_" + i));
		}
		advance(3);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.latest()).isPresent());
		assertThat(this.runs.polls).hasSizeLessThan(15);
		advance(10 * 60);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
		assertThat(this.recorder.types).hasSize(100).containsOnly("technique");
	}

	@Test
	void runThatIsOnALaterPageIsFound() {
		startedElsewhere("run_1", Duration.ofMinutes(5));
		advance(1);
		for (int i = 0; i < 450; i++) {
			startedElsewhere("run_other_" + i, Duration.ofHours(1));
		}
		RunHandle handle = this.follower.follow("run_1");
		advance(600);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.listPolls()).isEqualTo(5);
	}

	/** Pages are smaller then, and more of them are read. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void runAmongTheNewestIsFoundWhereLargePagesCannotBeRead(boolean posted) {
		startedElsewhere("run_1", Duration.ofSeconds(1));
		advance(1);
		for (int i = 0; i < 450; i++) {
			startedElsewhere("run_other_" + i, Duration.ofHours(1));
		}
		this.runs.largestPage = 30;
		if (posted) {
			posted("run_1");
		}
		else {
			this.follower.follow("run_1");
		}
		advance(60);
		assertThat(this.events).hasSize(1);
	}

	@Test
	void listIsReadRarelyForARunThatDoesNotExist() {
		for (int i = 0; i < 1000; i++) {
			startedElsewhere("run_other_" + i, Duration.ofHours(1));
		}
		RunHandle handle = this.follower.follow("run_none");
		advance(10 * 60);
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(handle::await);
		assertThat(this.runs.listPolls()).isEqualTo(15);
	}

	/** A pause after each search in vain is no reason to keep others for long. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 5 })
	void idsThatDoNotExistAreGivenUpSoon(int seconds) {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 1200 / seconds; i++) {
			handles.add(this.follower.follow("run_none_" + i));
			advance(seconds);
		}
		assertThat(handles.subList(0, 900 / seconds))
			.allSatisfy((handle) -> assertThat(handle.completion()).isCompletedExceptionally());
	}

	/** The search is also for one that is not due, and reads all its pages at once. */
	@Test
	void runThatIsListedWhileAnotherIsSoughtIsFoundSoon() {
		for (int i = 0; i < 1000; i++) {
			startedElsewhere("run_other_" + i, Duration.ofHours(10));
		}
		advance(1);
		posted("run_1");
		startedElsewhere("run_2", Duration.ofMillis(1));
		advance(5);
		posted("run_2");
		advance(2);
		startedElsewhere("run_1", Duration.ofMillis(1));
		advance(60);
		assertThat(this.ended).extracting(Run::runId).containsExactlyInAnyOrder("run_1", "run_2");
	}

	/** Whoever can name ids could name any. */
	@Test
	void idsThatDoNotExistDelayNoRunThatDoes() {
		for (int i = 0; i < 1000; i++) {
			startedElsewhere("run_other_" + i, Duration.ofHours(1));
		}
		for (int i = 0; i < 200; i++) {
			this.follower.follow("run_none_" + i);
			if (i % 10 == 0) {
				this.runs.run("run_" + i, Duration.ofSeconds(5));
				this.follower.follow(started("run_" + i, 5), origin("prj_1", "model-a"), null);
			}
			advance(1);
		}
		advance(15);
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("noticed"))
			.hasSize(20)
			.allSatisfy(
					(line) -> assertThat(Duration.parse(line.replaceAll(".* ", ""))).isLessThan(Duration.ofSeconds(2)));
		assertThat(this.runs.polls).filteredOn((poll) -> poll.contains("technique list")).hasSizeLessThan(100);
	}

	@Test
	void listIsReadEverMoreRarelyForARunThatIsPostedAndNotShown() {
		posted("run_none");
		advance(3 * 3600);
		assertThat(this.follower.count()).isZero();
		assertThat(this.runs.listPolls()).isLessThanOrEqualTo(5);
	}

	@Test
	void runIsNotGivenUpBeforeTheListIsRead() {
		startedElsewhere("run_1", Duration.ofMillis(1));
		this.runs.listTrouble = new FloraServerException("503", details(503, "service_unavailable"));
		RunHandle handle = this.follower.follow("run_1");
		advance(5 * 60);
		assertThat(handle.completion()).isNotDone();
		this.runs.listTrouble = null;
		advance(5 * 60);
		assertThat(handle.completion()).isCompleted();
	}

	/** However small its pages are. */
	@ParameterizedTest
	@EnumSource(names = { "TOO_LARGE", "GONE", "INVALID" })
	void runIsFoundAfterItsListWasTooLarge(Trouble trouble) {
		startedElsewhere("run_1", Duration.ofMinutes(5));
		this.runs.listTrouble = trouble.exception();
		RunHandle handle = this.follower.follow("run_1");
		advance(120);
		this.runs.listTrouble = null;
		advance(20 * 60);
		assertThat(handle.completion()).isCompleted();
	}

	/** Nobody knows then whether there is such a run. The list may watch others, too. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 2, 5, 20, 100 })
	void listThatStaysTooLargeEndsTheFollowing(int others) {
		RunPlace place = new RunPlace(RunKind.TECHNIQUE, "tech_1", null);
		for (int i = 0; i < others; i++) {
			startedElsewhere("run_" + i, Duration.ofDays(1));
			this.follower.follow(started("run_" + i, 3600), new RunOrigin(null, null, null, place), null);
		}
		this.runs.listTrouble = Trouble.TOO_LARGE.exception();
		RunHandle handle = this.follower.follow("run_none");
		advance(30 * 60);
		assertThat(handle.completion()).isNotDone();
		advance(30 * 60);
		assertThatExceptionOfType(FloraFollowEndedException.class).isThrownBy(handle::await)
			.withMessageContaining("max-response-size");
	}

	@Test
	void runIsGivenUpIfTheListIsRefused() {
		this.runs.listTrouble = new FloraPermissionDeniedException("403", details(403, "forbidden"));
		RunHandle handle = this.follower.follow("run_none");
		advance(2 * 60);
		assertThatExceptionOfType(FloraNotFoundException.class).isThrownBy(handle::await);
	}

	/** A gateway responds in FLORA's place, for less than three minutes. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 12, 20, 100 })
	void runIsFoundAfterTroubleWithTheList(int seconds) {
		startedElsewhere("run_1", Duration.ofMinutes(5));
		this.runs.listTrouble = new FloraServerException("502", details(502, null));
		RunHandle handle = this.follower.follow("run_1");
		advance(seconds);
		this.runs.listTrouble = null;
		advance(10 * 60);
		assertThat(handle.completion()).isCompleted();
	}

	@ParameterizedTest
	@EnumSource(names = { "PAGE", "UNREADABLE", "NOT_FOUND_PAGE" })
	void runIsFoundAfterTroubleWithAllPolls(Trouble trouble) {
		startedElsewhere("run_1", Duration.ofMinutes(5));
		RunHandle handle = this.follower.follow("run_1");
		this.timer.advance(Duration.ofMillis(100));
		assertThat(this.runs.polls).hasSize(1);
		this.runs.trouble = trouble;
		advance(70);
		this.runs.trouble = null;
		advance(10 * 60);
		assertThat(handle.completion()).isCompleted();
	}

	/** Nobody knows then whether there is such a run. */
	@Test
	void troubleWithTheListThatLastsEndsTheFollowing() {
		this.runs.listTrouble = new FloraServerException("502", details(502, null));
		RunHandle handle = this.follower.follow("run_none");
		advance(3 * 60);
		assertThat(handle.completion()).isNotDone();
		advance(2 * 60);
		assertThatExceptionOfType(FloraFollowEndedException.class).isThrownBy(handle::await)
			.withMessageContaining("502");
	}

	/** Another instance has started it just now, by the usual route. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void runOfTheUsualRouteThatIsShownLateIsFollowed(boolean listsShowOutputs) {
		this.runs.listsShowOutputs = listsShowOutputs;
		RunHandle handle = this.follower.follow("run_1");
		this.timer.advance(Duration.ofMillis(100));
		this.runs.run("run_1", Duration.ofMinutes(1)).of("tech_1");
		advance(5);
		assertThat(handle.latest()).isPresent();
		assertThat(this.follower.place("run_1")).isEqualTo(new RunPlace(RunKind.TECHNIQUE, null, null));
		advance(10 * 60);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.recorder.types).containsExactly("technique");
	}

	/** The list shows it first when it has ended, without its outputs. */
	@Test
	void runOfTheUsualRouteThatHasEndedIsReadThere() {
		this.runs.listsShowOutputs = false;
		this.runs.run("run_1", Duration.ofMillis(1)).of("tech_1");
		advance(120);
		posted("run_1");
		advance(5);
		assertThat(this.ended).singleElement().satisfies((run) -> assertThat(run.outputs()).isNotEmpty());
	}

	/** While it was read alone, the list has named another place. */
	@Test
	void placeThatHasShownTheRunIsKept() {
		Queue<Runnable> polls = new ArrayDeque<>();
		RunFollower follower = follower().polls(polls::add).build();
		this.runs.run("run_0", Duration.ofMinutes(5)).startedBelow("tech_1");
		follower.follow("run_0");
		advance(1);
		polls.remove().run();
		RunHandle handle = follower.follow("run_1");
		this.runs.run("run_1", Duration.ofMinutes(5)).of("tech_1");
		advance(1);
		assertThat(polls).hasSize(2);
		Runnable alone = polls.remove();
		// The list, which run_0 is sought in.
		polls.remove().run();
		assertThat(follower.place("run_1").techniqueId()).isEqualTo("tech_1");
		alone.run();
		assertThat(handle.latest()).isPresent();
		assertThat(follower.place("run_1").techniqueId()).isNull();
		follower.close();
	}

	/** While it was asked for where most runs are, the list has named its place. */
	@Test
	void placeThatTheListNamesIsNotDoubtedByA404OfAnotherPlace() {
		Queue<Runnable> polls = new ArrayDeque<>();
		RunFollower follower = follower().polls(polls::add).build();
		startedElsewhere("run_0", Duration.ofMinutes(5));
		follower.follow("run_0");
		advance(1);
		polls.remove().run();
		follower.follow("run_1");
		startedElsewhere("run_1", Duration.ofMinutes(5));
		advance(1);
		assertThat(polls).hasSize(2);
		Runnable alone = polls.remove();
		// The list, which run_0 is sought in.
		polls.remove().run();
		alone.run();
		assertThat(follower.place("run_1").techniqueId()).isEqualTo("tech_1");
		follower.close();
	}

	/** FLORA lists those of a workspace together, and names their projects. */
	@Test
	void runsOfSeveralProjectsShareTheList() {
		int polls = pollsOfRunsIn(1);
		assertThat(pollsOfRunsIn(30)).isEqualTo(polls);
	}

	private int pollsOfRunsIn(int projects) {
		RunFollower follower = follower(FollowSettings.defaults());
		this.runs.polls.clear();
		for (int i = 0; i < 60; i++) {
			String runId = "run_" + projects + "_" + i;
			String project = "prj_" + i % projects;
			this.runs.run(runId, Duration.ofMinutes(2)).of("tech_1").in(project);
			follower.follow(started(runId, 120), new RunOrigin(null, null, (i % 2 == 0) ? project : null,
					new RunPlace(RunKind.TECHNIQUE, null, null)), null);
		}
		advance(200);
		assertThat(follower.count()).isZero();
		return this.runs.polls.size();
	}

	@Test
	void runThatIsListedLateIsFound() {
		RunHandle handle = this.follower.follow("run_1");
		advance(5);
		startedElsewhere("run_1", Duration.ofMinutes(5));
		advance(10 * 60);
		assertThat(handle.completion()).isCompleted();
	}

	/** Any time within the minute for which a 404 is taken for lag. */
	@ParameterizedTest
	@ValueSource(ints = { 1, 10, 18, 30, 50, 59 })
	void runThatIsListedWithinTheLagIsFound(int seconds) {
		RunHandle handle = this.follower.follow("run_1");
		advance(seconds);
		startedElsewhere("run_1", Duration.ofMinutes(5));
		advance(10 * 60);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void runThatIsPostedAndListedWithinTheLagIsReadSoon() {
		posted("run_1");
		advance(30);
		startedElsewhere("run_1", Duration.ofMillis(1));
		advance(40);
		assertThat(this.ended).extracting(Run::runId).containsExactly("run_1");
	}

	/** Another instance has started them just now: FLORA does not show them yet. */
	@Test
	void generationsThatAreShownLateShareTheListOfTheirKind() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			handles.add(this.follower.follow("run_" + i));
		}
		advance(10);
		for (int i = 0; i < 60; i++) {
			this.runs.run("run_" + i, Duration.ofMinutes(5));
		}
		advance(60);
		this.runs.polls.clear();
		advance(10 * 60);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
		assertThat(this.recorder.types).hasSize(60).containsOnly("generation");
		assertThat(this.runs.polls).noneMatch((poll) -> poll.endsWith(" technique list"));
		assertThat(this.runs.singlePolls()).isLessThan(60);
	}

	@Test
	void runThatWasStartedHereIsLookedForInNoOtherList() {
		RunHandle handle = this.follower.follow(started("run_1", 10), origin("prj_1", "model-a"), null);
		advance(60);
		this.runs.run("run_1", Duration.ofMillis(1));
		advance(60);
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.listPolls()).isZero();
	}

}
