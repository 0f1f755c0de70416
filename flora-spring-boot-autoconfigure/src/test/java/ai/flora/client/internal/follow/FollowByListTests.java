package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.FloraServerException;
import ai.flora.client.FollowSettings;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs that are polled together, by the list of their project.
 */
class FollowByListTests extends AbstractFollowTests {

	@Test
	void followWhenManyRunsOfAProjectPollsTheirListInstead() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			this.runs.run("run_" + i, Duration.ofMillis(8000 + 100 * i));
			handles.add(this.follower.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null));
		}
		advance(40);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
		assertThat(this.runs.singlePolls()).isZero();
		assertThat(this.runs.listPolls()).isLessThan(60);
		assertThat(this.recorder.written).filteredOn((line) -> line.startsWith("noticed list")).hasSize(60);
	}

	@Test
	void runsOfTechniquesShareAListOfTheirOwn() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			this.runs.run("run_" + i, Duration.ofMillis(8000 + 100 * i)).of("tech_1");
			this.follower.rememberStart(started("run_" + i, 10),
					new RunOrigin(null, null, null, new RunPlace(RunKind.TECHNIQUE, null, null)));
			handles.add(this.follower.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null));
		}
		advance(40);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
		assertThat(this.runs.singlePolls()).isZero();
		assertThat(this.runs.polls).hasSizeLessThan(60).allMatch((poll) -> poll.endsWith(" technique list"));
	}

	/** A delivery may come before the response to the start, or name what is followed. */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void runsWhoseKindIsLearntLaterMoveToTheListOfTheirKind(boolean started) {
		for (int i = 0; i < 60; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(100)).of("tech_1");
			this.follower.follow("run_" + i);
		}
		advance(60);
		this.runs.polls.clear();
		for (int i = 0; i < 60; i++) {
			if (started) {
				this.follower.rememberStart(started("run_" + i, 10),
						new RunOrigin(null, null, null, new RunPlace(RunKind.TECHNIQUE, null, null)));
			}
			else {
				this.follower.rememberKind("run_" + i, RunKind.TECHNIQUE);
			}
		}
		advance(120);
		assertThat(this.runs.polls).isNotEmpty().allMatch((poll) -> poll.endsWith(" technique list"));
	}

	@Test
	void followWhenLongestIntervalIsShortPollsTheListForTheFirstTimeAsSoon() {
		RunFollower follower = follower(
				new FollowSettings(Duration.ofHours(2), Duration.ofMillis(5), Duration.ofMillis(10), 1000));
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.runs.run("run_" + i, Duration.ofMillis(1));
			handles.add(follower.follow(started("run_" + i, 120), origin("prj_1", "model-a"), null));
		}
		this.timer.advance(Duration.ofMillis(50));
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
	}

	@Test
	void followWhenListsShowNoOutputsPollsEachCompletedRun() {
		this.runs.listsShowOutputs = false;
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10));
			handles.add(this.follower.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null));
		}
		advance(60);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.await().outputs()).isNotEmpty());
		assertThat(this.runs.singlePolls()).isEqualTo(5);
	}

	/** The runs that are not posted are few among those that are. */
	@ParameterizedTest
	@ValueSource(ints = { 201, 1201 })
	void followWhenMostRunsArePostedPollsTheListForTheOthers(int posted) {
		this.runs.run("run_first", Duration.ofSeconds(5));
		this.follower.follow(started("run_first", 5), origin("prj_1", "model-a"), Duration.ofMinutes(5));
		advance(6);
		this.follower.endReported("run_first", null);
		advance(30);
		for (int i = 0; i < posted; i++) {
			this.runs.run("run_posted_" + i, Duration.ofHours(1));
			this.follower.follow(started("run_posted_" + i, 3600), origin("prj_1", "model-a"), Duration.ofMinutes(5));
		}
		assertNoticed(60);
	}

	@ParameterizedTest
	@ValueSource(ints = { 10, 20, 45, 90, 200, 500 })
	void followWhenListsFailPollsRunsOneByOne(int seconds) {
		this.runs.listTrouble = new FloraServerException("500", details(500, "internal_error"));
		assertNoticed(seconds);
	}

	/** Read one by one, a thousand runs would take four minutes. */
	@ParameterizedTest
	@EnumSource(names = { "SERVER", "TIMEOUT", "PAGE", "UNREADABLE", "PERMISSION", "NOT_FOUND" })
	void shortTroubleWithListsIsForgottenSoon(Trouble trouble) {
		for (int i = 0; i < 1000; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(120));
			this.follower.follow(started("run_" + i, 120), origin("prj_1", "model-a"), null);
		}
		advance(30);
		this.runs.listTrouble = trouble.exception();
		advance(40);
		this.runs.listTrouble = null;
		advance(90);
		assertThat(this.ended).hasSize(1000);
	}

	@Test
	void pagesThatAreTooLargeBecomeSmallerForAWhile() {
		for (int i = 0; i < 100; i++) {
			this.runs.run("run_" + i, Duration.ofHours(2));
			this.follower.follow(started("run_" + i, 7200), origin("prj_1", "model-a"), null);
		}
		this.runs.largestPage = 40;
		advance(3600);
		assertThat(this.runs.pageSizes).startsWith(100, 50, 25, 25)
			.filteredOn((size) -> size > 40)
			.hasSizeLessThanOrEqualTo(8);
		assertThat(this.runs.pageSizes).filteredOn((size) -> size < 25).isEmpty();
		this.runs.largestPage = 100;
		advance(1800);
		assertThat(this.runs.pageSizes).endsWith(100);
	}

	/** The end of each of three runs is noticed within twice the longest interval. */
	private void assertNoticed(int seconds) {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(seconds));
			handles.add(this.follower.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null));
		}
		advance(seconds + 30);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
	}

	@Test
	void followWhenListsAreRefusedPollsRunsOneByOne() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10)).in("prj_other");
			handles.add(this.follower.follow(started("run_" + i, 10), origin("prj_1", "model-a"), null));
		}
		advance(120);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
	}

	@Test
	void runsThatListsDoNotShowArePolledAlone() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(590)).in("prj_other");
			handles.add(this.follower.follow("run_" + i));
		}
		advance(600);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.latest()).isPresent());
		assertThat(this.runs.listPolls()).isLessThan(this.runs.singlePolls() / 4);
	}

	@Test
	void runThatListsDoNotShowIsPolledAmongManyThatTheyShow() {
		for (int i = 1; i <= 100; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(3 * i));
			this.follower.follow(started("run_" + i, 150), origin("prj_1", "model-a"), null);
		}
		this.runs.run("run_elsewhere", Duration.ofSeconds(150)).in("prj_other");
		RunHandle elsewhere = this.follower.follow(started("run_elsewhere", 150), origin("prj_1", "model-a"), null);
		advance(150);
		assertThat(elsewhere.completion()).isNotDone();
		advance(15);
		assertThat(elsewhere.completion()).isCompleted();
	}

	@Test
	void followWhenRunsOfUnknownAgeFillManyPagesPollsAllOfThem() {
		for (int i = 0; i < 1000; i++) {
			this.runs.run("run_" + i, Duration.ofHours(1));
		}
		advance(60);
		for (int i = 0; i < 1000; i++) {
			this.follower.follow("run_" + i);
		}
		advance(60);
		assertThat(this.runs.singlePolls()).isZero();
		assertThat(this.runs.listPolls()).isGreaterThan(100);
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

	@ParameterizedTest
	@EnumSource(names = { "RUNNING", "UNKNOWN" })
	void listsThatNeverTellAnEndAreNotBelievedForEver(RunStatus status) {
		List<RunHandle> handles = follow(5);
		this.runs.listed = status;
		advance(60);
		assertThat(this.runs.singlePolls()).isEqualTo(5);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
	}

	/** As for many as that is possible for in a tenth of the time. */
	@Test
	void runIsPolledAloneBeforeWaitingForItEnds() {
		List<RunHandle> handles = followForAMinute(15);
		advance(53);
		assertThat(this.runs.singlePolls()).isZero();
		advance(10);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
	}

	@Test
	void runIsPolledAloneBeforeItIsGivenUp() {
		List<RunHandle> handles = followForAMinute(50);
		advance(62);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isDone());
		advance(30);
		assertThat(this.ended).hasSize(51);
	}

	/** Runs that lists show as running, though they have ended. */
	private List<RunHandle> followForAMinute(int count) {
		RunFollower follower = follower(
				new FollowSettings(Duration.ofMinutes(1), Duration.ofMillis(500), Duration.ofSeconds(15), 5));
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(30));
			handles.add(follower.follow(started("run_" + i, 100), origin("prj_1", "model-a"), null));
		}
		this.runs.run("run_called", Duration.ofSeconds(30));
		handles.add(follower.follow(started("run_called", 100), origin("prj_1", "model-a"), Duration.ofDays(1)));
		this.runs.listed = RunStatus.RUNNING;
		return handles;
	}

}
