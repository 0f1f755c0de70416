package ai.flora.client.internal.follow;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.FloraException;
import ai.flora.client.Run;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.context.RunContext;
import ai.flora.client.internal.follow.notification.Notifications;
import ai.flora.client.internal.follow.plan.ModelDurations;
import org.jspecify.annotations.Nullable;

/**
 * A run that is followed: what is known of it, when it is polled, and its handles. What
 * takes several of its parts is here; its {@link PollTimes}, its {@link ListVisibility},
 * its {@link LostResponses} and its {@link EndReport} are asked directly where one of
 * them is enough. Guarded by the follower's lock.
 */
class FollowedRun {

	/** Time for which a 404 is taken for lag. */
	private static final long LAG_IF_STARTED_HERE = Duration.ofMinutes(10).toNanos();

	private static final long LAG_OTHERWISE = Duration.ofMinutes(1).toNanos();

	private final String runId;

	private final boolean startedHere;

	/** Set if it was started just before it was followed. */
	private final boolean justStarted;

	private final PollTimes times;

	private final RunDeadlines deadlines;

	private final ListVisibility lists = new ListVisibility();

	private final RunHandles handles = new RunHandles();

	private final LostResponses lostResponses = new LostResponses();

	private final KnownOrigin origin;

	private final EndReport endReport = new EndReport();

	/** The run as it was seen last. */
	private @Nullable Run latest;

	/** Failures since the run was seen last. */
	private @Nullable FailedPolls failed;

	private boolean pollInFlight;

	private boolean knownRunning;

	/** When polls went on, if the process was frozen. */
	private @Nullable Long resumedAt;

	private @Nullable String model;

	private RunContext context;

	private @Nullable ProjectRuns project;

	/**
	 * Creates a run that nobody follows yet.
	 * @param justStarted whether its start, which the origin tells of, was made just now
	 */
	FollowedRun(String runId, long now, boolean justStarted, RunOrigin origin, RunContext context,
			ModelDurations durations, FollowLimits limits) {
		this.runId = runId;
		this.origin = new KnownOrigin(origin);
		this.context = context;
		this.startedHere = origin.start() != null;
		this.justStarted = justStarted;
		this.times = new PollTimes(origin, now, durations, limits);
		this.deadlines = new RunDeadlines(now, origin.estimate(), limits.timeout());
		this.knownRunning = this.justStarted;
		this.model = origin.model();
	}

	String runId() {
		return this.runId;
	}

	/** Returns when it is polled alone. */
	PollTimes times() {
		return this.times;
	}

	/** Returns where lists show it. */
	ListVisibility lists() {
		return this.lists;
	}

	/** Returns the count of polls of it alone whose responses were lost. */
	LostResponses lostResponses() {
		return this.lostResponses;
	}

	/**
	 * Returns what is known of its start and its place, also what becomes known later.
	 */
	KnownOrigin knownOrigin() {
		return this.origin;
	}

	/** Returns what FLORA reports of its end. */
	EndReport endReport() {
		return this.endReport;
	}

	// Its start and its place

	RunOrigin origin() {
		return this.origin.origin();
	}

	/** More has become known of its start, whose end may have been reported before. */
	void learnOrigin(RunOrigin origin) {
		this.origin.learn(origin);
		if (origin.model() != null) {
			learnModel(origin.model());
		}
	}

	/** A list shows it, and where FLORA tells of it. */
	void listedAt(RunPlace place) {
		this.origin.listedAt(place);
	}

	/** A poll of it alone has shown it. */
	void shownAt(RunPlace place) {
		this.origin.shownAt(place);
	}

	/** Returns whether FLORA has shown it, so that there is such a run. */
	boolean isShown() {
		return this.origin.isShown();
	}

	/** Returns whether only the list of techniques' runs can tell where it is read. */
	boolean isSought() {
		return this.origin.isSought();
	}

	/**
	 * FLORA does not find it where it was read: a technique's may be elsewhere. Their
	 * list is read once, again after 4, 8, 16 … further polls, and when the time of lag
	 * is over.
	 */
	void notFoundAt(RunPlace place) {
		this.origin.notFoundAt(place);
		if (isSought()) {
			this.lists.polledAlone();
		}
	}

	@Nullable String model() {
		return this.model;
	}

	/** Its model has become known, if it was not. */
	void learnModel(String model) {
		if (this.model == null) {
			this.model = model;
			this.times.learnModel(model);
		}
	}

	/**
	 * Returns the context in which it is polled alone, and its end is published: that of
	 * whoever has submitted it, or followed it before FLORA posted its end, so that both
	 * belong to that trace. A run that nobody follows has none, since that would hold a
	 * whole request in memory. Listeners have that of whoever their handle was made for.
	 */
	RunContext context() {
		return this.context;
	}

	/** The context of its start has become known, if it was not. */
	void learnContext(RunContext context) {
		if (this.context == RunContext.NONE) {
			this.context = context;
		}
	}

	/** Returns its start by FLORA's clock; long ago, if nothing is known of it. */
	Instant createdAt(long now, Instant floraNow) {
		Run latest = this.latest;
		return (latest != null && latest.createdAt() != null) ? latest.createdAt()
				: this.times.createdAt(now, floraNow);
	}

	// Its next poll

	/** Returns whether it is being polled alone. */
	boolean isPollInFlight() {
		return this.pollInFlight;
	}

	void pollBegun() {
		this.pollInFlight = true;
	}

	void pollEnded() {
		this.pollInFlight = false;
	}

	/**
	 * Returns whether a poll of it can be expected to show something new. Many that were
	 * started long ago, and are followed at once, must not delay others.
	 */
	boolean isJustStartedOrSeen() {
		return this.justStarted || this.times.isSeen();
	}

	/** Returns the nanoseconds until it is polled alone before it is given up. */
	long untilFinalPoll(long now) {
		return this.deadlines.untilFinalPoll(now);
	}

	/**
	 * Returns the nanoseconds until it is polled alone since it is late, although lists
	 * show it unfinished.
	 */
	long untilExtraPoll(long now) {
		boolean listed = this.lists.isExpected() && (!isReportedEnded() || this.failed == null);
		return listed ? this.deadlines.untilExtraPoll(now) : Long.MAX_VALUE;
	}

	/** It is polled alone, at once. */
	void pollAloneNow() {
		this.times.ignorePlan();
		this.lists.giveUp();
	}

	/** The moment of its next poll has changed. */
	void changed() {
		if (this.project != null) {
			this.project.changed();
		}
	}

	// What polls have shown

	/**
	 * A poll of it alone has ended.
	 * @param seen whether that has shown it: after some of those, lists that lack it are
	 * tried again
	 */
	void polledAlone(long now, boolean seen) {
		this.deadlines.polledAlone(now);
		if (seen) {
			this.lists.polledAlone();
		}
	}

	/** A poll has shown it. */
	void seen(Run run, long now, Instant floraNow, Notifications notifications) {
		this.failed = null;
		this.times.seen(run, now, floraNow);
		if (!run.equals(this.latest)) {
			this.latest = run;
			this.handles.tell(run, notifications);
		}
	}

	/**
	 * It was seen, and has not ended; if FLORA had reported its end before it was asked,
	 * reads lag behind. What it was before a freeze says nothing any more.
	 */
	void stillRunning(long asked, long now) {
		this.knownRunning = true;
		if (this.resumedAt != null && asked - this.resumedAt < 0) {
			this.times.ignorePlan();
		}
		Long reportedAt = this.endReport.reportedAt();
		if (reportedAt == null) {
			return;
		}
		if (asked - reportedAt < 0) {
			this.times.dueFirst(reportedAt);
		}
		else {
			this.times.delayAfterLag(now);
		}
	}

	/**
	 * Returns whether it is known to have been running while it was followed: only then
	 * does the time between its end and its being seen ended say how fast following is.
	 */
	boolean isKnownRunning() {
		return this.knownRunning;
	}

	/** A poll of it has failed. */
	FailedPolls failed(FloraException failure) {
		FailedPolls failed = this.failed;
		if (failed == null) {
			failed = new FailedPolls(failure);
			this.failed = failed;
		}
		failed.add(failure);
		return failed;
	}

	/** Returns the failure of the last poll, if it has failed. */
	@Nullable FloraException lastFailure() {
		return (this.failed != null) ? this.failed.last() : null;
	}

	/** Says in words what the last poll has shown. */
	String describeLastPoll() {
		FloraException failure = lastFailure();
		if (failure != null) {
			return "the last poll failed with: " + failure.getMessage();
		}
		return (this.latest != null) ? "the last poll has shown it as " + this.latest.status() : "no poll has shown it";
	}

	/**
	 * Returns whether FLORA may not have shown it yet when it was asked, so that a 404
	 * says nothing.
	 */
	boolean mayBeShownLater(long asked) {
		return this.deadlines.followedFor(asked) <= LAG_OTHERWISE
				|| (this.startedHere && this.times.age(asked) <= LAG_IF_STARTED_HERE);
	}

	// Its list

	/** Returns whether polls watch it, and its list may do that in their place. */
	boolean isWatchable() {
		return !this.endReport.isReportedOrReliedOn() && !isSought() && this.lists.isExpected();
	}

	/**
	 * Returns whether it is due although FLORA posts its end, or it is sought, and a list
	 * can be expected to show it: it is read together with others that are.
	 */
	boolean isDueInList(long now) {
		return (this.endReport.isReportedOrReliedOn() || isSought()) && isListExpected(now)
				&& this.times.untilPoll(now) <= 0;
	}

	/**
	 * Returns whether the list has yet to be read that alone can tell where it is, so
	 * that a 404 says nothing: also where the list could not be read so far.
	 */
	boolean isListOutstanding(long now) {
		return isSought() && isListExpected(now);
	}

	/**
	 * Returns whether a list can be expected to show it. One that alone can is asked
	 * again after the time of lag: what it lacked before says nothing.
	 */
	private boolean isListExpected(long now) {
		Long lackedAt = this.lists.lackedAt();
		boolean lag = isSought() && lackedAt != null && mayBeShownLater(lackedAt);
		return this.lists.isExpected() || (lag && !mayBeShownLater(now));
	}

	/** A list that should have shown it did not. */
	void missedInList(long now) {
		this.lists.missed();
		this.times.missedInList(now);
	}

	/** Returns the kind of runs whose list may show it. */
	RunKind listKind() {
		return this.origin.listKind();
	}

	/** Returns the page of its list that may show it, from 1. */
	int listPage() {
		return this.lists.page((this.project != null) ? this.project.pageSize() : ProjectRuns.MAX_PAGE_SIZE);
	}

	/**
	 * Changes the project.
	 * @param project the runs that one list shows with it; {@code null} for none
	 * @return the project before
	 */
	@Nullable ProjectRuns moveTo(@Nullable ProjectRuns project) {
		ProjectRuns before = this.project;
		if (before != null && project != null && before.kind() != project.kind()) {
			this.lists.expectAnew();
		}
		this.project = project;
		return before;
	}

	/** Returns whether it is looked for in the list of all projects. */
	boolean isOfUnknownProject() {
		return this.project != null && this.project.projectId() == null;
	}

	// Its end as FLORA posts it

	/**
	 * Deliveries arrive, or they do not: it is polled as if FLORA posted nothing then, or
	 * while somebody listens to changes.
	 */
	void relyOnDelivery(boolean relied) {
		this.endReport.relyOn(relied && !this.handles.isListenedTo());
		if (this.endReport.isReliedOn()) {
			this.times.expectCallback(this.endReport.safetyInterval());
		}
		else {
			this.times.expectNoCallback();
		}
		changed();
	}

	/** Returns whether FLORA has reported its end. */
	boolean isReportedEnded() {
		return this.endReport.isReported();
	}

	/** FLORA has reported its end: it is polled before all others of its rank. */
	void markEndReported(long now) {
		if (this.endReport.reported(now)) {
			this.deadlines.endReported(now);
		}
		this.knownRunning = true;
		this.times.dueFirst(now);
	}

	/**
	 * FLORA has reported that it failed, and why: that is all that its handles wait for.
	 * A poll still confirms it, and shows its times and its cost.
	 */
	void markFailureReported(Run reported, Notifications notifications) {
		if (this.endReport.failure() == null) {
			Run failure = this.endReport.failed(reported, this.latest);
			this.handles.tell(failure, notifications);
			endHandles(new FollowOutcome.Terminal(failure), notifications);
		}
	}

	// The time for which it is followed

	/** Somebody else waits for it, who has the whole time from now on. */
	void extend(long now) {
		this.deadlines.extend(now);
	}

	/** Nothing could be polled for a while, which is no time of failures. */
	void resumed(long now) {
		this.resumedAt = now;
		this.deadlines.resumed(now);
		if (this.failed != null) {
			this.failed.resumed();
		}
	}

	/** Returns whether its handles have waited for as long as is allowed. */
	boolean isWaitOver(long now) {
		return this.deadlines.isWaitOver(now);
	}

	/** Returns whether it was followed for as long as is allowed. */
	boolean isTimedOut(long now) {
		return this.deadlines.isOver(now);
	}

	/** Returns the outcome if its end was not seen within the timeout. */
	FollowOutcome timeout(Duration timeout) {
		return new FollowOutcome.Timeout(this.runId, timeout, this.latest, lastFailure());
	}

	// Its handles

	void add(DefaultRunHandle handle) {
		// Calls nobody under the lock: the handle has no listener yet, and no caller.
		Run failure = this.endReport.failure();
		this.handles.tell(handle, (failure != null) ? failure : this.latest);
		if (failure != null) {
			handle.ended(new FollowOutcome.Terminal(failure));
		}
		else {
			this.handles.add(handle);
		}
	}

	boolean remove(DefaultRunHandle handle) {
		return this.handles.remove(handle);
	}

	void useChanged(DefaultRunHandle handle) {
		this.handles.useChanged(handle);
	}

	/** Returns whether it has no handle any more, nor has FLORA reported its end. */
	boolean isUnused() {
		return this.handles.isEmpty() && !isReportedEnded();
	}

	/** Returns whether callers have dropped all its handles, and nobody needs its end. */
	boolean isAbandoned() {
		return this.handles.isAnyReleased() && isUnused() && !this.startedHere;
	}

	/** It is not followed any more, and its handles end. */
	void end(FollowOutcome outcome, Notifications notifications) {
		this.handles.end(outcome, notifications);
	}

	/** Its handles know the outcome, though it is followed on. */
	void endHandles(FollowOutcome outcome, Notifications notifications) {
		this.handles.end(outcome, notifications);
		this.handles.clear();
	}

}
