package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FollowSettings;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.context.RunContext;
import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.internal.follow.notification.Notifications;
import ai.flora.client.internal.follow.notification.OutputSaves;
import ai.flora.client.internal.follow.notification.OutputSaving;
import ai.flora.client.internal.follow.notification.RunEndEvents;
import ai.flora.client.internal.follow.plan.ModelDurations;
import ai.flora.client.internal.thread.FallbackExecutor;
import ai.flora.client.observation.FloraMeterRecorder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Follows runs until they end: all of a client's by one timer and a few threads, those of
 * a project together by its list where that takes fewer requests. Thread-safe.
 * <p>
 * Owns the lock that guards all that is known of runs. Callers take it here, their
 * handles in {@link HandleOwner}, the timer and the threads of polls in {@link PollLoop},
 * and nobody else.
 *
 * @since 0.1.0
 */
public final class RunFollower implements AutoCloseable {

	/** Runs that have just started are not due yet: many starts share one wake-up. */
	private static final long START_BATCH_DELAY = Duration.ofMillis(50).toNanos();

	private static final long DRAIN_CHECK_INTERVAL = Duration.ofMillis(20).toNanos();

	/** Time for the events of runs whose outputs were not saved in time. */
	private static final long EVENT_TIME = Duration.ofSeconds(2).toNanos();

	private static final Log logger = LogFactory.getLog(RunFollower.class);

	private final Object lock = new Object();

	private final FollowLimits limits;

	private final FallbackExecutor listeners;

	private final RunContexts contexts;

	private final WakeupTimer timer;

	private final ModelDurations durations;

	private final RunRegistry runs;

	private final ExpectedDeliveries expectedDeliveries;

	private final RunOrigins origins;

	private final LateCostPolls lateCostPolls;

	private final RunEndRecorder endRecorder;

	private final OutputSaves outputs;

	private final RunEndEvents events;

	private final PollSchedule schedule;

	private final PollLoop loop;

	private final DefaultRunHandle.Owner handleOwner;

	/** Set once reports of ends are not taken any more. */
	private boolean draining;

	/**
	 * Creates a follower, which does nothing before it has a run to follow.
	 * @param source where polls read runs
	 * @param settings how often and how long
	 * @param projectId project of runs of which nothing else is known; {@code null} as
	 * long as the client has none
	 * @param recorder told of ends
	 * @param threads run polls and listeners
	 * @param endListener told of each run that has ended, once as long as its end is
	 * among the latest that {@code RunEndRecorder} remembers
	 * @param saving how outputs are saved before; {@code null} if they are not
	 */
	public RunFollower(RunSource source, FollowSettings settings, Supplier<@Nullable String> projectId,
			FloraMeterRecorder recorder, Threads threads, Consumer<FloraRunEndedEvent> endListener,
			@Nullable OutputSaving saving) {
		FollowSettings bounded = bounded(settings);
		this.limits = FollowLimits.of(bounded);
		this.listeners = threads.listeners();
		this.contexts = threads.contexts();
		this.timer = threads.timer().apply(this::wake);
		this.durations = new ModelDurations(bounded);
		this.lateCostPolls = new LateCostPolls(source, recorder);
		this.outputs = new OutputSaves(saving, threads.polls(), this::now, this::arm);
		this.events = new RunEndEvents(threads.events(), endListener, this.outputs);
		this.endRecorder = new RunEndRecorder(recorder, this.contexts.tracer(), this.durations, this.lateCostPolls,
				this.events);
		this.runs = new RunRegistry(this.limits, projectId);
		this.origins = new RunOrigins(this.runs);
		this.expectedDeliveries = new ExpectedDeliveries(this.runs);
		RunUpdates updates = new RunUpdates(source, this.runs, this.expectedDeliveries, this.endRecorder);
		this.schedule = new PollSchedule(new PollRateLimiter(bounded.maxRequestsPerSecond()), this.runs,
				new RunPolls(source, this.runs, updates), new ListPolls(source, this.runs, updates),
				this.lateCostPolls);
		RunExpiry expiry = new RunExpiry(this.limits, this.runs, this.expectedDeliveries, this.endRecorder);
		this.loop = new PollLoop(this.lock, this.timer, this.runs, expiry, this.schedule, threads.polls());
		this.handleOwner = new HandleOwner(this.lock, this.runs, this.expectedDeliveries, this.loop);
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
		return follow(runId, false, null);
	}

	/**
	 * Remembers a start that this client has just made, and follows its run.
	 * @param started FLORA's response
	 * @param origin what the application knew
	 * @param safetyInterval time between polls while FLORA is relied on to post the run's
	 * end; {@code null} if FLORA was not asked to
	 * @return a new handle
	 */
	public RunHandle follow(StartedRun started, RunOrigin origin, @Nullable Duration safetyInterval) {
		rememberStart(started, origin);
		return follow(started.runId(), true, (safetyInterval != null) ? Durations.bounded(safetyInterval) : null);
	}

	/** Returns a handle even if following fails, since the run may have been started. */
	private RunHandle follow(String runId, boolean justStarted, @Nullable Duration safetyInterval) {
		RunContext context = this.contexts.capture();
		RunOrigin origin = origin(runId);
		RunOrigin.Start start = origin.start();
		DefaultRunHandle handle = new DefaultRunHandle(runId, (start != null) ? start.response() : null,
				origin.reference(), context.around(this.listeners), this.handleOwner);
		try {
			synchronized (this.lock) {
				if (!this.runs.isClosed()) {
					attach(handle, justStarted, context, safetyInterval);
				}
				else {
					notFollowed(handle, justStarted);
				}
			}
		}
		catch (Throwable ex) {
			handle.ended(new FollowOutcome.Stopped(runId, "to follow it failed", ex));
		}
		this.loop.arm(justStarted ? Math.min(START_BATCH_DELAY, this.limits.minInterval()) : 0);
		return handle;
	}

	private RunOrigin origin(String runId) {
		synchronized (this.lock) {
			return this.origins.get(runId);
		}
	}

	private static void notFollowed(DefaultRunHandle handle, boolean justStarted) {
		if (justStarted) {
			logger.warn("Run " + handle.runId() + " was started while the FLORA client was closed. It goes on, "
					+ "and is not followed: follow or retrieve it by its id.");
		}
		handle.ended(new FollowOutcome.Stopped(handle.runId(), "the client is closed"));
	}

	private void attach(DefaultRunHandle handle, boolean justStarted, RunContext context,
			@Nullable Duration safetyInterval) {
		FollowedRun run = this.runs.get(handle.runId());
		if (run == null) {
			run = add(handle.runId(), justStarted, context);
		}
		else {
			run.extend(this.loop.now());
			if (justStarted) {
				run.learnContext(context);
			}
		}
		run.add(handle);
		if (safetyInterval != null) {
			this.expectedDeliveries.expect(run, safetyInterval.toNanos());
		}
	}

	/**
	 * FLORA has reported the end of a run. It is polled at once, and until its end is
	 * seen, since reads can lag behind. Callers hear of a failure at once, the
	 * application when a poll has confirmed it, or can show it no more.
	 * @param runId the run
	 * @param failure the failed run as far as FLORA has reported it; {@code null} if it
	 * has not reported that it failed
	 * @return whether the run is polled, or its end known already; {@code false} if there
	 * are too many such runs, or this follower is closed or drained
	 */
	public boolean endReported(String runId, @Nullable Run failure) {
		Notifications notifications = new Notifications();
		boolean taken = endReported(runId, failure, notifications);
		notifications.deliver();
		this.loop.arm(0);
		return taken;
	}

	private boolean endReported(String runId, @Nullable Run failure, Notifications notifications) {
		synchronized (this.lock) {
			if (this.draining) {
				return false;
			}
			this.expectedDeliveries.accepted(runId);
			if (this.endRecorder.isRecorded(runId)) {
				return true;
			}
			FollowedRun run = this.runs.get(runId);
			if (run == null) {
				if (this.runs.isFullOfReportedEnded()) {
					return false;
				}
				run = add(runId, false, RunContext.NONE);
			}
			this.runs.markEndReported(run, this.loop.now());
			if (failure != null) {
				run.markFailureReported(failure, notifications);
			}
			run.changed();
			return true;
		}
	}

	private FollowedRun add(String runId, boolean justStarted, RunContext context) {
		FollowedRun run = new FollowedRun(runId, this.loop.now(), justStarted, this.origins.get(runId), context,
				this.durations, this.limits);
		if (this.endRecorder.isRecorded(runId)) {
			// The run has ended, but its outcome was not kept.
			run.pollAloneNow();
		}
		this.runs.add(run);
		return run;
	}

	/**
	 * Remembers a start, for whoever follows its run or hears of its end; the latest ten
	 * thousand are kept.
	 * @param started FLORA's response
	 * @param origin what the application knew
	 */
	public void rememberStart(StartedRun started, RunOrigin origin) {
		synchronized (this.lock) {
			this.origins.started(started, origin, this.loop.now());
		}
	}

	/**
	 * Remembers the start to whose own path a delivery was posted: its response may come
	 * later, or be lost.
	 * @param runId the run that the delivery names
	 * @param origin what the application knew; less than the response tells
	 */
	public void rememberPosted(String runId, RunOrigin origin) {
		synchronized (this.lock) {
			this.origins.posted(runId, origin);
		}
	}

	/**
	 * Remembers the kind of a run that somebody else has started. A start that is
	 * remembered knows better.
	 * @param runId identifier of the run
	 * @param kind its kind
	 */
	public void rememberKind(String runId, RunKind kind) {
		synchronized (this.lock) {
			this.origins.posted(runId, kind);
		}
	}

	/**
	 * Returns where FLORA tells of a run, as far as is known.
	 * @param runId identifier of the run
	 * @return its place; the usual one if it is not known
	 */
	public RunPlace place(String runId) {
		synchronized (this.lock) {
			return this.origins.place(runId);
		}
	}

	/**
	 * Counts the runs that are followed.
	 * @return their number
	 */
	public int count() {
		synchronized (this.lock) {
			return this.runs.size();
		}
	}

	/**
	 * Makes no polls for a while: FLORA has refused a call because of its rate limit, and
	 * polls can wait best.
	 * @param pause how long FLORA wants the client to wait
	 */
	public void pause(Duration pause) {
		synchronized (this.lock) {
			this.schedule.pause(this.loop.now(), Durations.bounded(pause).toNanos());
		}
	}

	/**
	 * Takes no more reports of ends, and waits until those that were taken have led to
	 * the runs' ends, and the application was told. Outputs that are not saved shortly
	 * before the end of that time are left out. Runs are followed on. A listener that
	 * calls this is not waited for.
	 * @param timeout the longest wait; zero for none, which leaves nothing out
	 * @return whether nothing is left; {@code false} too if this follower is closed
	 * meanwhile
	 */
	public boolean drain(Duration timeout) {
		this.events.leaveOutCaller();
		synchronized (this.lock) {
			this.draining = true;
		}
		long nanos = Durations.bounded(timeout).toNanos();
		long forEvents = Math.min(nanos / 5, EVENT_TIME);
		boolean drained = awaitDrained(nanos - forEvents);
		if (drained || nanos == 0) {
			return drained;
		}
		this.outputs.end();
		return awaitDrained(forEvents);
	}

	private boolean awaitDrained(long nanos) {
		return await(nanos, () -> !this.runs.hasReportedEnded() && this.events.isEmpty());
	}

	private boolean await(long nanos, BooleanSupplier done) {
		long begun = System.nanoTime();
		synchronized (this.lock) {
			while (!this.runs.isClosed()) {
				if (done.getAsBoolean()) {
					return true;
				}
				long left = nanos - (System.nanoTime() - begun);
				if (left <= 0) {
					return false;
				}
				try {
					TimeUnit.NANOSECONDS.timedWait(this.lock, Math.min(left, DRAIN_CHECK_INTERVAL));
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return false;
				}
			}
		}
		return false;
	}

	/**
	 * Ends the following of all runs, and tells their handles so. Events that wait for
	 * outputs go out without. One warning names the runs that are left.
	 */
	@Override
	public void close() {
		this.events.leaveOutCaller();
		if (this.outputs.end()) {
			await(EVENT_TIME, this.events::isEmpty);
		}
		Notifications notifications = new Notifications();
		FollowedAtClose left = new FollowedAtClose();
		synchronized (this.lock) {
			this.draining = true;
			for (FollowedRun run : this.runs.close()) {
				left.add(run);
				run.end(new FollowOutcome.Stopped(run.runId(), "the client was closed"), notifications);
			}
			this.expectedDeliveries.clear();
			this.lateCostPolls.close();
			this.lock.notifyAll();
		}
		this.timer.close();
		left.warn(this.events.close());
		notifications.deliver();
	}

	private void wake() {
		this.loop.wake();
		this.outputs.wake();
	}

	private long now() {
		return this.loop.now();
	}

	private void arm(long delay) {
		this.loop.arm(delay);
	}

	/**
	 * The threads of a follower.
	 *
	 * @param polls run polls, which wait for FLORA, and save outputs
	 * @param listeners run what callers have chained to changes and ends of runs
	 * @param events tell the application of ends: a slow listener keeps no caller waiting
	 * @param timer makes the timer, which calls what it is given at each wake-up
	 * @param contexts surround what is done for a run
	 */
	public record Threads(Executor polls, FallbackExecutor listeners, FallbackExecutor events,
			Function<Runnable, WakeupTimer> timer, RunContexts contexts) {
	}

}
