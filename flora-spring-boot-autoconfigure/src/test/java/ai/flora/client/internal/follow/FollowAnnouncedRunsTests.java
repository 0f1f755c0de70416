package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;

import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Runs whose end FLORA has announced by a delivery, many of them at the same time.
 */
@ExtendWith(OutputCaptureExtension.class)
class FollowAnnouncedRunsTests extends AbstractFollowTests {

	private static final Duration SAFETY_INTERVAL = Duration.ofMinutes(5);

	/** Deliveries are known to arrive. */
	@BeforeEach
	void deliveriesArrive() {
		this.runs.run("run_proof", Duration.ofMillis(1)).in("prj_proof");
		this.follower.endReported("run_proof", null);
		advance(10);
		this.runs.polls.clear();
		this.ended.clear();
		this.recorder.written.clear();
	}

	private RunHandle start(String runId, Duration takes) {
		this.runs.run(runId, takes);
		return this.follower.follow(started(runId, 9), origin("prj_1", "model-a"), SAFETY_INTERVAL);
	}

	@Test
	void burstIsKnownAsSoonAndByAsFewRequestsAsWithoutWebhooks() {
		Random random = new Random(1);
		Map<String, Long> unannounced = new HashMap<>();
		for (int i = 0; i < 120; i++) {
			long millis = (long) (9000 * Math.exp(0.3 * random.nextGaussian()));
			start("run_" + i, Duration.ofMillis(millis));
			unannounced.put("run_" + i, millis);
		}
		for (long millis = 0; millis < 60_000; millis += 10) {
			this.timer.advance(Duration.ofMillis(10));
			long passed = millis + 10;
			unannounced.entrySet().removeIf((run) -> run.getValue() <= passed && announce(run.getKey()));
		}
		assertThat(this.ended).hasSize(120);
		assertThat(delays()).hasSize(120);
		assertThat(delays().stream().mapToLong(Duration::toMillis).average().orElseThrow()).isLessThan(500);
		assertThat(this.runs.polls).hasSizeLessThanOrEqualTo(72);
	}

	@Test
	void runsThatEndTogetherAreReadTogether() {
		for (int i = 0; i < 120; i++) {
			start("run_" + i, Duration.ofSeconds(9));
		}
		advance(9);
		for (int i = 0; i < 120; i++) {
			announce("run_" + i);
		}
		advance(1);
		assertThat(this.ended).hasSize(120);
		assertThat(this.runs.polls).hasSizeLessThanOrEqualTo(4);
	}

	@Test
	void runsOfAnotherInstanceAreReadTogether() {
		for (int i = 0; i < 60; i++) {
			this.runs.run("run_" + i, Duration.ofMillis(1));
		}
		advance(1);
		for (int i = 0; i < 60; i++) {
			announce("run_" + i);
		}
		advance(1);
		assertThat(this.ended).hasSize(60);
		assertThat(this.runs.polls).hasSizeLessThanOrEqualTo(3);
	}

	@Test
	void firstAnnouncedRunIsReadAloneAtOnce() {
		for (int i = 0; i < 10; i++) {
			start("run_" + i, Duration.ofSeconds(9));
		}
		advance(9);
		announce("run_3");
		this.timer.advance(Duration.ofMillis(1));
		assertThat(this.runs.polls).singleElement().asString().endsWith("run_3");
		assertThat(this.ended).extracting(Run::runId).containsExactly("run_3");
	}

	@Test
	void runsWhoseDeliveriesAreMissingAreReadTogether() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 80; i++) {
			handles.add(start("run_" + i, Duration.ofSeconds(12)));
		}
		advance(20);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
		assertThat(this.runs.polls).hasSizeLessThanOrEqualTo(5);
	}

	@Test
	void runsThatListsDoNotShowAreReadAlone() {
		for (int i = 0; i < 5; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(9)).in("prj_of_somebody");
			this.follower.follow(started("run_" + i, 9), origin("prj_1", "model-a"), SAFETY_INTERVAL);
		}
		advance(9);
		for (int i = 0; i < 5; i++) {
			announce("run_" + i);
		}
		advance(3);
		assertThat(this.ended).hasSize(5);
		assertThat(this.runs.listPolls()).isLessThanOrEqualTo(2);
	}

	@Test
	void runsAreReadAloneWhileListsFail() {
		this.runs.listTrouble = new FloraServerException("lists are broken", details(500, "internal_error"));
		for (int i = 0; i < 20; i++) {
			start("run_" + i, Duration.ofSeconds(9));
		}
		advance(9);
		for (int i = 0; i < 20; i++) {
			announce("run_" + i);
		}
		advance(9);
		assertThat(this.ended).hasSize(20);
	}

	@Test
	void runsAreReadTogetherAgainOnceListsWork() {
		this.runs.listTrouble = new FloraServerException("lists are broken", details(500, "internal_error"));
		for (int i = 0; i < 120; i++) {
			start("run_" + i, Duration.ofSeconds(9));
		}
		advance(9);
		for (int i = 0; i < 120; i++) {
			announce("run_" + i);
		}
		advance(3);
		this.runs.listTrouble = null;
		advance(6);
		assertThat(this.ended).hasSize(120);
	}

	@Test
	void runsAreReadTogetherWhileReadsLag() {
		for (int i = 0; i < 100; i++) {
			// FLORA shows the end three seconds after it has posted it.
			start("run_" + i, Duration.ofSeconds(12));
		}
		advance(9);
		for (int i = 0; i < 100; i++) {
			announce("run_" + i);
		}
		advance(8);
		assertThat(this.ended).hasSize(100);
		assertThat(this.runs.polls).hasSizeLessThanOrEqualTo(25);
	}

	@Test
	void runsAreReadAloneIfListsLagForLong() {
		this.runs.listed = RunStatus.RUNNING;
		for (int i = 0; i < 20; i++) {
			start("run_" + i, Duration.ofSeconds(9));
		}
		advance(9);
		for (int i = 0; i < 20; i++) {
			announce("run_" + i);
		}
		advance(30);
		assertThat(this.ended).hasSize(20);
	}

	@Test
	void pollThatBeganBeforeTheAnnouncementSaysNothingOfLag() {
		Queue<Runnable> polls = new ArrayDeque<>();
		RunFollower follower = follower().polls(polls::add).ended((event) -> this.ended.add(event.run())).build();
		this.runs.run("run_1", Duration.ofSeconds(9));
		follower.follow("run_1");
		advance(1);
		polls.remove().run();
		while (polls.isEmpty()) {
			advance(1);
		}
		follower.endReported("run_1", null);
		this.runs.staleness = Duration.ofSeconds(60);
		polls.remove().run();
		this.runs.staleness = Duration.ZERO;
		this.timer.advance(Duration.ofMillis(300));
		assertThat(polls).hasSize(1);
		follower.close();
	}

	@Test
	void failureThatIsPostedIsToldBeforeItIsRead() {
		RunHandle handle = start("run_1", Duration.ofSeconds(9));
		List<RunStatus> updates = new ArrayList<>();
		handle.onUpdate((run) -> updates.add(run.status()));
		this.runs.run("run_1", Duration.ofSeconds(5)).fails("GENERATION_PROVIDER_TIMEOUT");
		advance(5);
		assertThat(this.follower.endReported("run_1", failure("run_1", "GENERATION_PROVIDER_TIMEOUT"))).isTrue();
		assertThatExceptionOfType(FloraRunFailedException.class).isThrownBy(handle::await)
			.satisfies((ex) -> assertThat(ex.run().errorCode()).isEqualTo("GENERATION_PROVIDER_TIMEOUT"));
		assertThat(handle.latest()).get().extracting(Run::status).isEqualTo(RunStatus.FAILED);
		assertThat(updates).endsWith(RunStatus.FAILED).containsOnlyOnce(RunStatus.FAILED);
		assertThat(this.ended).isEmpty();
		assertThatExceptionOfType(FloraRunFailedException.class).isThrownBy(this.follower.follow("run_1")::await);
		advance(1);
		assertThat(this.ended).singleElement().satisfies((run) -> assertThat(run.createdAt()).isNotNull());
		assertThat(updates).containsOnlyOnce(RunStatus.FAILED);
	}

	@Test
	void failuresOfABurstAreToldAtOnceAndReadTogether() {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			handles.add(start("run_" + i, Duration.ofSeconds(9)));
			this.runs.run("run_" + i, Duration.ofSeconds(9)).fails("GENERATION_FAILED");
		}
		advance(9);
		for (int i = 0; i < 100; i++) {
			this.follower.endReported("run_" + i, failure("run_" + i, "GENERATION_FAILED"));
		}
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompletedExceptionally());
		advance(1);
		assertThat(this.ended).hasSize(100);
		assertThat(this.runs.polls).hasSizeLessThanOrEqualTo(3);
	}

	@Test
	void failureThatCanNeverBeReadIsToldAsItWasPosted(CapturedOutput output) {
		start("run_1", Duration.ofHours(9));
		advance(5);
		this.follower.endReported("run_1", failure("run_1", "GENERATION_FAILED"));
		advance(3 * 3600);
		assertThat(this.ended).singleElement().satisfies((run) -> {
			assertThat(run.status()).isEqualTo(RunStatus.FAILED);
			assertThat(run.errorCode()).isEqualTo("GENERATION_FAILED");
		});
		assertThat(output).contains("its end was never seen: the last poll has shown it as RUNNING");
	}

	@Test
	void failureThatFloraTakesBackIsLogged(CapturedOutput output) {
		RunHandle handle = start("run_1", Duration.ofSeconds(5));
		advance(5);
		this.follower.endReported("run_1", failure("run_1", "GENERATION_FAILED"));
		advance(1);
		assertThat(handle.completion()).isCompletedExceptionally();
		assertThat(this.ended).singleElement().extracting(Run::status).isEqualTo(RunStatus.COMPLETED);
		assertThat(output).contains("FLORA has posted that run run_1 failed, and shows it as COMPLETED");
	}

	private static Run failure(String runId, String code) {
		return new Run(runId, RunStatus.FAILED, null, null, null, VirtualWakeupTimer.START, null, code, "No.",
				List.of(), null);
	}

	private boolean announce(String runId) {
		assertThat(this.follower.endReported(runId, null)).isTrue();
		return true;
	}

	private List<Duration> delays() {
		return this.recorder.written.stream()
			.filter((line) -> line.startsWith("noticed "))
			.map((line) -> Duration.parse(line.replaceAll(".* ", "")))
			.toList();
	}

}
