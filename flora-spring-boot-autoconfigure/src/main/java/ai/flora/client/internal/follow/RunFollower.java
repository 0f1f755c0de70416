package ai.flora.client.internal.follow;

import ai.flora.client.internal.Durations;
import ai.flora.client.FollowSettings;
import ai.flora.client.internal.follow.plan.ModelDurations;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;

import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.observation.FloraMeterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Follows runs until they end: all of a client's by one timer and a few threads, those of
 * a project together by its list where that takes fewer requests. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RunFollower implements AutoCloseable {

	/** Runs that have just begun are not due yet: many of them are one wake-up. */
	private static final Duration GATHERING = Duration.ofMillis(50);

	private final Object lock = new Object();

	private final Duration maxPause;

	private final FloraMeterRecorder recorder;

	private final IntSupplier followed = this::count;

	private final Executor callbacks;

	private final WakeupTimer timing;

	private final ModelDurations durations;

	private final RunRegistry runs;

	private final LateCostPolls costLooks;

	private final RunEndRecorder ends;

	private final PollSchedule schedule;

	private final PollLoop looks;

	private final HandleOwner owner;

	/**
	 * Creates a follower, which does nothing before it has a run to follow.
	 * @param source where runs are looked at
	 * @param settings how often and how long
	 * @param scope the client's own project, and the longest pause at FLORA's wish
	 * @param recorder told of ends
	 * @param threads run looks and callbacks
	 */
	public RunFollower(RunSource source, FollowSettings settings, Scope scope, FloraMeterRecorder recorder,
			Threads threads) {
		this(source, settings, scope, recorder, threads, SystemWakeupTimer::new);
	}

	RunFollower(RunSource source, FollowSettings asked, Scope scope, FloraMeterRecorder recorder, Threads threads,
			Function<Runnable, WakeupTimer> timing) {
		FollowSettings settings = bounded(asked);
		this.maxPause = scope.maxPause();
		this.recorder = recorder;
		this.callbacks = threads.callbacks();
		this.timing = timing.apply(this::wake);
		this.durations = new ModelDurations(settings);
		this.runs = new RunRegistry(settings, scope.projectId());
		this.costLooks = new LateCostPolls(source, recorder);
		this.ends = new RunEndRecorder(recorder, this.durations, this.costLooks, threads.events());
		RunPolls runLooks = new RunPolls(source, this.runs, this.ends, settings);
		ListPolls listLooks = new ListPolls(source, this.runs, runLooks, settings, this.durations);
		this.schedule = new PollSchedule(new PollRateLimiter(settings.maxRequestsPerSecond()), this.runs, runLooks,
				listLooks, this.costLooks);
		this.looks = new PollLoop(this.lock, this.timing, this.runs, this.schedule, threads.looks());
		this.owner = new HandleOwner(this.lock, this.runs, this.durations, this.looks);
		Notifications.tell(() -> recorder.following(this.followed));
	}

	private static FollowSettings bounded(FollowSettings settings) {
		return new FollowSettings(Durations.bounded(settings.timeout()), Durations.bounded(settings.minInterval()),
				Durations.bounded(settings.maxInterval()), settings.maxRequestsPerSecond());
	}

	/**
	 * Follows a run that somebody started.
	 * @param runId identifier of the run
	 * @return a new handle; one that has ended if this follower is closed
	 */
	public RunHandle follow(String runId) {
		return follow(runId, null, null, null, null);
	}

	/**
	 * Follows a run that this client has just started.
	 * @param started FLORA's answer
	 * @param projectId project that the run was started in; {@code null} for the client's
	 * own
	 * @param model model that was asked for; {@code null} if none was
	 * @return a new handle
	 */
	public RunHandle follow(StartedRun started, @Nullable String projectId, @Nullable String model) {
		return follow(started.runId(), started, projectId, started.modelId().orElse(model), null);
	}

	/**
	 * Follows a run that this client has just started, and whose end FLORA will post:
	 * looks become rare.
	 * @param started FLORA's answer
	 * @param projectId project that the run was started in; {@code null} for the client's
	 * own
	 * @param model model that was asked for; {@code null} if none was
	 * @param safetyInterval time between looks, in case a delivery gets lost
	 * @return a new handle
	 */
	public RunHandle followCalledBack(StartedRun started, @Nullable String projectId, @Nullable String model,
			Duration safetyInterval) {
		return follow(started.runId(), started, projectId, started.modelId().orElse(model),
				Durations.bounded(safetyInterval));
	}

	/** Whatever fails: who has started a run gets its handle. */
	private RunHandle follow(String runId, @Nullable StartedRun started, @Nullable String projectId,
			@Nullable String model, @Nullable Duration safetyInterval) {
		DefaultRunHandle handle = new DefaultRunHandle(runId, started, this.callbacks, this.owner);
		try {
			synchronized (this.lock) {
				if (!this.runs.isClosed()) {
					add(handle, projectId, model, safetyInterval);
				}
				else {
					handle.ended(new FollowOutcome.Stopped(runId, "the client is closed"));
				}
			}
		}
		catch (Throwable ex) {
			handle.ended(new FollowOutcome.Stopped(runId, "to follow it failed", ex));
		}
		this.looks.arm((started != null) ? GATHERING : Duration.ZERO);
		return handle;
	}

	private void add(DefaultRunHandle handle, @Nullable String projectId, @Nullable String model,
			@Nullable Duration safetyInterval) {
		FollowedRun run = this.runs.get(handle.runId());
		if (run == null) {
			run = begin(handle.runId(), handle.started().orElse(null), projectId, model);
		}
		run.handles().add(handle);
		if (safetyInterval != null) {
			run.expectCallback(safetyInterval);
		}
	}

	/**
	 * Sets who is told of each run that has ended, once in this follower's life, on a
	 * thread for events.
	 * @param listener told of the run, or {@code null} for nobody
	 */
	public void whenEnded(@Nullable Consumer<Run> listener) {
		synchronized (this.lock) {
			this.ends.listener(listener);
		}
	}

	/**
	 * Looks at a run as soon as possible, and until its end is seen: FLORA has said that
	 * it has ended, but reads can lag behind.
	 * @param runId identifier of the run
	 * @return whether it is looked at, or its end known already; {@code false} if there
	 * are too many, or this follower is closed
	 */
	public boolean adopt(String runId) {
		synchronized (this.lock) {
			if (this.ends.isKnown(runId)) {
				return true;
			}
			if (this.runs.isClosed()) {
				return false;
			}
			FollowedRun run = this.runs.get(runId);
			if (run == null) {
				if (this.runs.isFullOfAdopted()) {
					return false;
				}
				run = begin(runId, null, null, null);
			}
			this.runs.announce(run, this.looks.now());
			run.changed();
		}
		this.looks.arm(Duration.ZERO);
		return true;
	}

	private FollowedRun begin(String runId, @Nullable StartedRun started, @Nullable String projectId,
			@Nullable String model) {
		FollowedRun run = new FollowedRun(runId, this.looks.now(), started, model, this.durations);
		if (this.ends.isKnown(runId)) {
			// Its end is known, though not what it was.
			run.lookAtAlone();
		}
		this.runs.add(run, projectId);
		return run;
	}

	private int count() {
		synchronized (this.lock) {
			return this.runs.size();
		}
	}

	/**
	 * Makes no looks for a while: FLORA found that a call was one too many, and looks are
	 * what can wait best.
	 * @param pause how long FLORA wants the client to wait; {@link Scope#maxPause()} at
	 * most
	 */
	public void pause(Duration pause) {
		synchronized (this.lock) {
			this.schedule.pause(this.looks.now(), (pause.compareTo(this.maxPause) < 0) ? pause : this.maxPause);
		}
	}

	/**
	 * Ends the following of all runs: whoever waits is told so.
	 */
	@Override
	public void close() {
		List<FollowedRun> left;
		synchronized (this.lock) {
			left = this.runs.close();
			this.costLooks.clear();
		}
		this.timing.close();
		left.forEach((run) -> run.handles().end(new FollowOutcome.Stopped(run.runId(), "the client was closed")));
		Notifications.tell(() -> this.recorder.closed(this.followed));
	}

	private void wake() {
		this.looks.wake();
	}

	/**
	 * What a client asks for if its caller does not say.
	 *
	 * @param projectId project of its runs; {@code null} if it has none
	 * @param maxPause longest pause of all looks at FLORA's wish
	 */
	public record Scope(@Nullable String projectId, Duration maxPause) {

		/**
		 * Bounds the pause.
		 */
		public Scope {
			maxPause = Durations.bounded(maxPause);
		}

	}

	/**
	 * Where the work is done.
	 *
	 * @param looks runs looks, which wait for FLORA
	 * @param callbacks runs what callers have chained to changes and ends of runs
	 * @param events tells the application of ends: one who is slow shall not keep callers
	 * waiting
	 */
	public record Threads(Executor looks, Executor callbacks, Executor events) {
	}

}
