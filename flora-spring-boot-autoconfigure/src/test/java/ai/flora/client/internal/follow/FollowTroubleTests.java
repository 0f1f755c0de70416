package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;

import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraAwaitTimeoutException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.Generation;
import ai.flora.client.ModelReference;
import ai.flora.client.Page;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.observation.FloraMeterRecorder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Following runs while something goes wrong, on a clock of the test's own.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class FollowTroubleTests {

	private final BrokenTiming timing = new BrokenTiming();

	private final TroubledRuns runs = new TroubledRuns(this.timing);

	private IntSupplier followed = () -> -1;

	private final List<String> notices = new ArrayList<>();

	private int refusedCallbacks;

	private final RunFollower follower = follower(FollowSettings.defaults());

	@ParameterizedTest
	@EnumSource(names = { "KEY", "PERMISSION", "PAGE", "UNREADABLE", "NOT_FOUND_PAGE" })
	void failureThatPassesEndsNothing(Trouble trouble) {
		follow(20);
		this.runs.trouble = trouble;
		advance(150);
		this.runs.trouble = null;
		advance(60);
		assertThat(this.followed.getAsInt()).isZero();
		assertThat(this.notices).hasSize(20);
	}

	@ParameterizedTest
	@EnumSource(names = { "KEY", "PERMISSION", "PAGE", "UNREADABLE", "NOT_FOUND_PAGE" })
	void failureThatLastsEndsTheFollowingOfEachWithItsId(Trouble trouble, CapturedOutput output) {
		List<RunHandle> handles = new ArrayList<>(follow(5));
		this.runs.run("run_alone", Duration.ofSeconds(5)).in("prj_2");
		handles.add(this.follower.follow(started("run_alone", 5), "prj_2", "model-a"));
		this.runs.trouble = trouble;
		advance(170);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isNotDone());
		advance(1000);
		for (RunHandle handle : handles) {
			Throwable thrown = ending(handle);
			assertThat(thrown).isInstanceOfSatisfying(FloraFollowEndedException.class,
					(ex) -> assertThat(ex.runId()).isEqualTo(handle.runId()));
			assertThat(thrown).hasCauseInstanceOf(trouble.exception().getClass()).isNotSameAs(ending(handle));
		}
		assertThat(output.getAll().split("cannot be read", -1))
			.hasSizeLessThanOrEqualTo((trouble == Trouble.KEY || trouble == Trouble.PERMISSION) ? 2 : 7)
			.hasSizeGreaterThanOrEqualTo(2);
	}

	@Test
	void successInBetweenBeginsTheCountAnew() {
		this.runs.run("run_1", Duration.ofHours(1));
		RunHandle handle = this.follower.follow(started("run_1", 10), "prj_1", "model-a");
		for (int i = 0; i < 10; i++) {
			this.runs.trouble = Trouble.KEY;
			advance(120);
			this.runs.trouble = null;
			advance(30);
		}
		assertThat(handle.completion()).isNotDone();
	}

	@Test
	void fewLooksOverALongTimeAreNotEnough() {
		FollowSettings rare = new FollowSettings(Duration.ofHours(2), Duration.ofMinutes(2), Duration.ofMinutes(2), 5);
		RunFollower follower = follower(rare);
		this.runs.run("run_1", Duration.ofMinutes(9));
		RunHandle handle = follower.follow(started("run_1", 10), "prj_1", "model-a");
		this.runs.trouble = Trouble.KEY;
		advance(8 * 60);
		assertThat(this.runs.looks).hasSize(4);
		assertThat(handle.completion()).isNotDone();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOO_LARGE", "GONE", "INVALID", "NOT_FOUND" })
	void failureThatIsTheRunsOwnEndsItsFollowingAtOnce(Trouble trouble) {
		this.runs.run("run_1", Duration.ofSeconds(5));
		advance(100);
		RunHandle handle = this.follower.follow("run_1");
		advance((trouble == Trouble.NOT_FOUND) ? 0 : 1);
		this.runs.run("run_2", Duration.ofHours(5));
		RunHandle troubled = this.follower.follow("run_2");
		advance(70);
		this.runs.trouble = trouble;
		advance(16);
		int looks = this.runs.looks.size();
		advance(600);
		assertThat(this.runs.looks).hasSize(looks);
		Throwable thrown = ending(troubled);
		assertThat(thrown).isExactlyInstanceOf(trouble.exception().getClass())
			.hasMessageContaining("run_2")
			.isNotSameAs(ending(troubled));
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void serverThatFailsForLongEndsNothing() {
		this.runs.run("run_1", Duration.ofHours(1));
		RunHandle handle = this.follower.follow("run_1");
		this.runs.trouble = Trouble.SERVER;
		advance(3600);
		assertThat(handle.completion()).isNotDone();
		assertThatExceptionOfType(FloraAwaitTimeoutException.class).isThrownBy(() -> handle.await(Duration.ofNanos(1)))
			.withCauseInstanceOf(FloraServerException.class);
		advance(2 * 3600);
		assertThat(ending(handle)).isInstanceOf(FloraAwaitTimeoutException.class)
			.hasCauseInstanceOf(FloraServerException.class);
	}

	@Test
	void whatIsThrownInTheWakeUpEndsNothing(CapturedOutput output) {
		for (int i = 0; i < 4; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(20)).in("prj_" + i);
			this.follower.follow(started("run_" + i, 20), "prj_" + i, "model-a");
		}
		for (int i = 0; i < 40; i++) {
			this.timing.clockFailures = i % 5;
			this.timing.wakeFailures = i % 3;
			advance(1);
			this.timing.wakesAgain();
		}
		this.timing.clockFailures = 0;
		this.timing.wakeFailures = 0;
		advance(30);
		assertThat(this.notices).hasSize(4);
		// Once for each kind.
		assertThat(output.getAll().split("Following runs failed", -1)).hasSize(3);
	}

	@Test
	void whatIsThrownWhileALookIsConcludedKeepsNobodyWaiting() {
		follow(3);
		this.runs.clockFailures = 5;
		advance(60);
		assertThat(this.runs.clockFailures).isZero();
		assertThat(this.notices).hasSize(3);
	}

	@Test
	void threadsThatCannotBeHadHideNoRun() {
		this.runs.run("run_1", Duration.ofSeconds(2));
		this.timing.wakeFailures = 3;
		RunHandle handle = this.follower.follow(started("run_1", 2), "prj_1", "model-a");
		assertThat(handle.runId()).isEqualTo("run_1");
		advance(10);
		assertThat(handle.latest()).isEmpty();
		this.timing.wakeFailures = 0;
		assertThat(handle.latest()).isEmpty();
		advance(10);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void awaitWhenThreadsCanBeHadAgainSeesToIt() {
		this.runs.run("run_1", Duration.ofNanos(1));
		this.timing.wakeFailures = 2;
		this.timing.wakesAtOnce = true;
		RunHandle handle = this.follower.follow(started("run_1", 2), "prj_1", "model-a");
		assertThat(catchThrowable(() -> handle.await(Duration.ofSeconds(20)))).isNull();
	}

	@Test
	void durationsWithoutEndOverflowNowhere() {
		Duration forever = ChronoUnit.FOREVER.getDuration();
		FollowSettings settings = new FollowSettings(forever, forever, forever, 0.000001);
		for (Duration interval : List.of(forever, Duration.ofDays(999_999), Duration.ofSeconds(Long.MAX_VALUE))) {
			RunFollower follower = new RunFollower(this.runs, settings, "prj_1", new FloraMeterRecorder() {
			}, new RunFollower.Threads(Runnable::run, Runnable::run, Runnable::run), (run) -> {
			}, this.timing::wakes);
			RunHandle handle = follower.followCalledBack(started("run_1", 999_999_999), null, null, interval);
			handle.onUpdate((run) -> {
			});
			follower.follow("run_2");
			follower.endReported("run_3");
			follower.pause(forever);
			advance(100);
			assertThat(handle.completion()).isNotDone();
			follower.close();
			assertThat(this.timing.thrown).isEmpty();
		}
		this.runs.run("run_4", Duration.ofHours(1));
		RunFollower follower = follower(FollowSettings.defaults());
		RunHandle handle = follower.followCalledBack(started("run_4", 10), null, null, forever);
		follower.endReported("run_4");
		advance(3700);
		assertThat(handle.completion()).isCompleted();
	}

	@Test
	void pauseIsNotExtendedByOthersWhoAreOneTooMany() {
		this.runs.run("run_1", Duration.ofSeconds(2));
		RunHandle handle = this.follower.follow(started("run_1", 2), "prj_1", "model-a");
		for (int i = 0; i < 40; i++) {
			this.follower.pause(Duration.ofSeconds(5));
			this.timing.advance(Duration.ofMillis(250));
		}
		assertThat(handle.completion()).isCompleted();
		assertThat(this.runs.looks).hasSizeLessThanOrEqualTo(2);
	}

	@Test
	void looksThatAreOneTooManyMakeTheNextOnesNoRarer() {
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
	void runsThatMayNotExistDelayNoOther() {
		for (int i = 0; i < 600; i++) {
			this.follower.follow("run_unknown_" + i);
		}
		advance(5);
		assertDelay(5);
	}

	@Test
	void announcedRunsThatCannotBeReadDelayNoOther() {
		for (int i = 0; i < 50; i++) {
			this.follower.endReported("run_unknown_" + i);
		}
		assertDelay(3);
	}

	@Test
	void runThatWasNeverSeenIsAskedForEverMoreRarely() {
		this.runs.trouble = Trouble.SERVER;
		this.follower.follow("run_1");
		advance(3600);
		assertThat(this.runs.looks).hasSizeBetween(10, 25);
	}

	@Test
	void runsThatMayNotExistAreFoundAmongManyThatDo() {
		for (int i = 0; i < 400; i++) {
			this.runs.run("run_" + i, Duration.ofHours(1)).in("prj_of_" + i);
			this.follower.follow(started("run_" + i, 10), "prj_of_" + i, "model-a");
		}
		advance(60);
		this.runs.run("run_other", Duration.ofNanos(1)).in("prj_other");
		RunHandle handle = this.follower.follow("run_other");
		advance(5);
		assertThat(handle.completion()).isCompleted();
	}

	private void assertDelay(int seconds) {
		this.runs.run("run_real", Duration.ofSeconds(1));
		RunHandle handle = this.follower.follow(started("run_real", 1), "prj_1", "model-a");
		advance(1 + seconds);
		assertThat(handle.completion()).isCompleted();
	}

	@ParameterizedTest
	@EnumSource(names = { "RUNNING", "UNKNOWN" })
	void listsThatNeverTellAnEndAreNotBelievedForEver(RunStatus status) {
		List<RunHandle> handles = follow(5);
		this.runs.listed = status;
		advance(60);
		assertThat(this.runs.singleLooks()).isEqualTo(5);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
	}

	@Test
	void runIsLookedAtAloneBeforeItIsGivenUp() {
		RunFollower follower = follower(
				new FollowSettings(Duration.ofMinutes(1), Duration.ofMillis(500), Duration.ofSeconds(15), 5));
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(30));
			handles.add(follower.follow(started("run_" + i, 100), "prj_1", "model-a"));
		}
		this.runs.run("run_called", Duration.ofSeconds(30));
		handles.add(follower.followCalledBack(started("run_called", 100), "prj_1", "model-a", Duration.ofDays(1)));
		this.runs.listed = RunStatus.RUNNING;
		advance(53);
		assertThat(this.runs.singleLooks()).isZero();
		advance(40);
		assertThat(handles).allSatisfy((handle) -> assertThat(handle.completion()).isCompleted());
	}

	@Test
	void completionWhenItsExecutorFailedCompletesAllTheSame() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		RunHandle handle = this.follower.follow("run_1");
		List<RunStatus> heard = new ArrayList<>();
		var completion = handle.completion();
		handle.onUpdate((run) -> heard.add(run.status()));
		this.refusedCallbacks = 2;
		advance(2);
		assertThat(heard).isEmpty();
		this.refusedCallbacks = 2;
		advance(30);
		assertThat(completion).succeedsWithin(Duration.ofSeconds(10));
		assertThat(heard).isNotEmpty();
	}

	@Test
	void listenerWhoseExecutorFailedHearsTheNextChange() {
		this.runs.run("run_1", Duration.ofSeconds(5));
		RunHandle handle = this.follower.follow("run_1");
		List<RunStatus> heard = new ArrayList<>();
		handle.onUpdate((run) -> heard.add(run.status()));
		this.refusedCallbacks = 1;
		advance(30);
		assertThat(heard).containsExactly(RunStatus.COMPLETED);
	}

	@Test
	void handlesThatNobodyKeepsAreNotFollowedOn() {
		this.runs.run("run_1", Duration.ofHours(1));
		this.runs.run("run_2", Duration.ofHours(1));
		this.runs.run("run_kept", Duration.ofHours(1));
		this.follower.follow(started("run_2", 3600), "prj_1", "model-a");
		RunHandle kept = this.follower.follow("run_kept");
		wait(kept);
		for (int i = 0; i < 500; i++) {
			wait(this.follower.follow("run_1"));
		}
		collectGarbage();
		advance(10);
		assertThat(this.followed.getAsInt()).isEqualTo(2);
		assertThat(kept.latest()).isPresent();
		this.runs.looks.clear();
		advance(600);
		assertThat(this.runs.looks).noneMatch((look) -> look.endsWith("run_1"));
		assertThat(kept.completion()).isNotDone();
	}

	@Test
	void handleWithAListenerOrACompletionIsFollowedOnWhoeverKeepsIt() {
		List<Run> heard = new ArrayList<>();
		for (String runId : List.of("run_1", "run_2", "run_3")) {
			this.runs.run(runId, Duration.ofSeconds(30));
		}
		wait(this.follower.follow("run_1")).completion().thenAccept(heard::add);
		wait(this.follower.follow("run_2")).onUpdate(heard::add);
		wait(this.follower.follow("run_3")).completion().cancel(true);
		this.follower.follow("run_4");
		collectGarbage();
		advance(5);
		assertThat(this.followed.getAsInt()).isEqualTo(3);
		advance(60);
		assertThat(heard).extracting(Run::runId).contains("run_1", "run_2");
	}

	/** A handle that somebody has waited with in vain. */
	private static RunHandle wait(RunHandle handle) {
		assertThat(catchThrowable(() -> handle.await(Duration.ofNanos(1)))).isNotNull();
		return handle;
	}

	private static void collectGarbage() {
		WeakReference<Object> garbage = new WeakReference<>(new Object());
		while (garbage.get() != null) {
			System.gc();
		}
	}

	private List<RunHandle> follow(int count) {
		List<RunHandle> handles = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			this.runs.run("run_" + i, Duration.ofSeconds(10));
			handles.add(this.follower.follow(started("run_" + i, 10), "prj_1", "model-a"));
		}
		return handles;
	}

	private RunFollower follower(FollowSettings settings) {
		RunFollower follower = new RunFollower(this.runs, settings, "prj_1", new FloraMeterRecorder() {

			@Override
			public void noticed(Duration delay, String by) {
				FollowTroubleTests.this.notices.add(by);
			}

		}, new RunFollower.Threads(Runnable::run, this::callback, Runnable::run), (run) -> {
		}, this.timing::wakes);
		this.followed = follower::count;
		return follower;
	}

	private void callback(Runnable task) {
		if (this.refusedCallbacks > 0) {
			this.refusedCallbacks--;
			throw new RejectedExecutionException("busy");
		}
		task.run();
	}

	private static Throwable ending(RunHandle handle) {
		assertThat(handle.completion()).as(handle.runId()).isDone();
		Throwable thrown = catchThrowable(() -> handle.completion().join());
		return (thrown instanceof CompletionException) ? thrown.getCause() : thrown;
	}

	private void advance(int seconds) {
		this.timing.advance(Duration.ofSeconds(seconds));
	}

	private static StartedRun started(String runId, int estimate) {
		return new StartedRun(runId, "generation", null, BigDecimal.valueOf(estimate), new ModelReference("model-a"),
				"prj_1", null);
	}

	private static Details details(int status, @Nullable String code) {
		return new Details(status, code, List.of(), "req_1", null);
	}

	/**
	 * What looks fail with.
	 */
	private enum Trouble {

		KEY(() -> new FloraAuthenticationException("no", details(401, "invalid_api_key"))),

		PERMISSION(() -> new FloraPermissionDeniedException("no", details(403, "forbidden"))),

		PAGE(() -> new FloraApiException("a page", details(418, null))),

		NOT_FOUND_PAGE(() -> new FloraNotFoundException("a page", details(404, null))),

		UNREADABLE(() -> new FloraResponseException("no JSON", null)),

		BUSY(() -> new FloraRateLimitException("too many", details(429, "rate_limited"), null)),

		SERVER(() -> new FloraServerException("busy", details(503, "service_unavailable"))),

		TOO_LARGE(() -> new FloraResponseTooLargeException("flora.max-response-size", null)),

		GONE(() -> new FloraApiException("gone", details(410, "gone"))),

		INVALID(() -> new FloraValidationException("bad", details(400, "input_validation_error"))),

		NOT_FOUND(() -> new FloraNotFoundException("none", details(404, "not_found")));

		private final Supplier<FloraException> exception;

		Trouble(Supplier<FloraException> exception) {
			this.exception = exception;
		}

		FloraException exception() {
			return this.exception.get();
		}

	}

	/**
	 * Runs that cannot always be seen.
	 */
	private static final class TroubledRuns extends ScriptedRuns {

		private @Nullable Trouble trouble;

		private @Nullable RunStatus listed;

		private int clockFailures;

		TroubledRuns(VirtualFollowTiming timing) {
			super(timing);
		}

		@Override
		public Run retrieve(String runId) {
			fail();
			return super.retrieve(runId);
		}

		@Override
		public Page<Generation> list(@Nullable String projectId, int limit, @Nullable String cursor) {
			fail();
			Page<Generation> page = super.list(projectId, limit, cursor);
			RunStatus status = this.listed;
			return (status != null) ? new Page<>(page.items().stream().map((item) -> stale(item, status)).toList(),
					page.nextCursor(), null) : page;
		}

		private static Generation stale(Generation item, RunStatus status) {
			Run run = item.run();
			return new Generation(new Run(run.runId(), status, run.progress(), run.createdAt(), run.startedAt(), null,
					null, null, null, List.of(), null), "ws_1", item.projectId(), new ModelReference("model-a"));
		}

		private void fail() {
			if (this.trouble != null) {
				this.failures.clear();
				this.failures.add(this.trouble.exception());
			}
		}

		@Override
		public java.time.Instant now() {
			if (this.clockFailures > 0) {
				this.clockFailures--;
				throw new OutOfMemoryError("not really");
			}
			return super.now();
		}

	}

	/**
	 * Time that cannot always be told, and a thread that cannot always be had.
	 */
	private static final class BrokenTiming extends VirtualFollowTiming {

		private final List<Throwable> thrown = new ArrayList<>();

		private Runnable woken = () -> {
		};

		private int clockFailures;

		private int wakeFailures;

		private boolean wakesAtOnce;

		@Override
		WakeupTimer wakes(Runnable woken) {
			this.woken = woken;
			return super.wakes(() -> {
				try {
					woken.run();
				}
				catch (Throwable ex) {
					this.thrown.add(ex);
				}
			});
		}

		/** As the real one does it after a failure. */
		void wakesAgain() {
			super.wakeIn(100_000_000L);
		}

		@Override
		public long nanoTime() {
			if (this.clockFailures > 0) {
				this.clockFailures--;
				throw new IllegalStateException("no clock");
			}
			return super.nanoTime();
		}

		@Override
		public void wakeIn(long delay) {
			if (this.wakeFailures > 0) {
				this.wakeFailures--;
				throw new OutOfMemoryError("unable to create native thread");
			}
			super.wakeIn(delay);
			if (this.wakesAtOnce) {
				this.wakesAtOnce = false;
				super.advance(Duration.ofSeconds(10));
			}
		}

	}

}
