package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;
import ai.flora.client.internal.follow.plan.CallbackPlan;
import ai.flora.client.internal.follow.plan.ModelDurations;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.FloraException;
import ai.flora.client.Run;
import ai.flora.client.StartedRun;
import org.jspecify.annotations.Nullable;

/**
 * A run that is being followed, and what is known of it. Guarded by the follower's lock.
 */
class FollowedRun {

	private static final double USUAL = 15;

	private static final Duration LAG_AFTER_START = Duration.ofMinutes(10);

	private static final Duration LAG_OTHERWISE = Duration.ofMinutes(1);

	private final String runId;

	/** Whether this client started it, so that a 404 is lag. */
	private final boolean ours;

	private final @Nullable Duration estimate;

	private final PollTimes times;

	private final FollowedTime followed;

	private final ListVisibility lists = new ListVisibility();

	private final RunHandles handles = new RunHandles();

	private @Nullable FailedPolls failed;

	private boolean looking;

	private boolean calledBack;

	private boolean announced;

	private boolean seenUnfinished;

	private boolean refused;

	private @Nullable String model;

	private @Nullable ProjectRuns group;

	FollowedRun(String runId, long now, @Nullable StartedRun started, @Nullable String model,
			ModelDurations durations) {
		this.runId = runId;
		this.ours = started != null;
		this.estimate = (started != null) ? started.estimate().orElse(null) : null;
		this.times = new PollTimes(now, this.ours, durations.plan(model, this.estimate));
		this.followed = new FollowedTime(now, this.estimate);
		this.seenUnfinished = this.ours;
		this.model = model;
	}

	String runId() {
		return this.runId;
	}

	@Nullable String model() {
		return this.model;
	}

	PollTimes times() {
		return this.times;
	}

	ListVisibility lists() {
		return this.lists;
	}

	RunHandles handles() {
		return this.handles;
	}

	/** Whether nobody wants to know of it any more, nor has FLORA announced its end. */
	boolean isForsaken() {
		return this.handles.isEmpty() && !this.announced;
	}

	/** Whether FLORA has said that it has ended. */
	boolean isAnnounced() {
		return this.announced;
	}

	/**
	 * FLORA refuses to show it.
	 * @return whether it did so for the first time
	 */
	boolean refuse() {
		boolean first = !this.refused;
		this.refused = true;
		return first;
	}

	/**
	 * Whether this client started it: then somebody wants to know its end in any case.
	 */
	boolean isOurs() {
		return this.ours;
	}

	/** Whether it was seen ever, or started here, so that there is such a run. */
	boolean isKnown() {
		return this.ours || this.times.isSeen();
	}

	/** A look at it has failed. */
	FailedPolls failed(FloraException failure) {
		FailedPolls failed = this.failed;
		if (failed == null) {
			failed = new FailedPolls(failure);
			this.failed = failed;
		}
		failed.add(failure);
		return failed;
	}

	/** What the last look failed with, if it did. */
	@Nullable FloraException failure() {
		return (this.failed != null) ? this.failed.last() : null;
	}

	/** Whether it was seen unfinished, or begun here: its end is news then. */
	boolean isEndNews() {
		return this.seenUnfinished;
	}

	FollowedTime followed() {
		return this.followed;
	}

	/** Whether FLORA may not show it yet, so that a 404 says nothing. */
	boolean mayBeShownLater(long now) {
		Duration lag = this.ours ? LAG_AFTER_START : LAG_OTHERWISE;
		return this.followed.nanos(now) <= lag.toNanos();
	}

	/** Milliseconds since the epoch by FLORA's clock, or a guess. */
	long createdAt(long now, Instant floraNow) {
		Run latest = this.handles.latest();
		return (latest != null && latest.createdAt() != null) ? latest.createdAt().toEpochMilli()
				: this.times.createdAt(now, floraNow);
	}

	/** Whether a look at it alone is going on. */
	boolean isLooking() {
		return this.looking;
	}

	void looking(boolean looking) {
		this.looking = looking;
	}

	/** Whether a list can be expected to show it, and is worth it. */
	boolean isListed() {
		return !this.calledBack && this.lists.isExpected();
	}

	/** It is looked at alone, as soon as possible. */
	void lookAtAlone() {
		this.times.soon();
		this.lists.giveUp();
	}

	/** A list should have shown it, but did not. */
	void missedInList(long now) {
		this.lists.missed();
		this.times.notShown(now);
	}

	void seen(Run run, long now, Instant floraNow, Notifications news) {
		this.failed = null;
		this.times.seen(run, now, floraNow);
		this.handles.update(run, news);
	}

	/** It was seen, and has not ended; if FLORA says that it has, reads lag behind. */
	void goesOn(long now, FollowSettings settings) {
		this.seenUnfinished = true;
		if (this.announced) {
			this.lists.giveUp();
			this.times.lag(now, settings);
		}
	}

	/** FLORA has said that it has ended: it is looked at alone, and before all others. */
	void announce(long now) {
		this.announced = true;
		this.seenUnfinished = true;
		this.followed.begin(now);
		this.lists.giveUp();
		this.times.first(now);
	}

	/** FLORA will post its end: looks are for the case that this gets lost. */
	void expectCallback(Duration safetyInterval) {
		this.calledBack = true;
		double interval = safetyInterval.toNanos() / 1e9;
		double expected = (this.estimate != null) ? this.estimate.toNanos() / 1e9 : USUAL;
		this.times.plan(new CallbackPlan(Math.min(expected * 1.5 + 2, interval), interval));
		changed();
	}

	/** Somebody wants to see more of it than its end. */
	void watch(ModelDurations durations) {
		if (this.calledBack) {
			this.calledBack = false;
			this.times.plan(durations.plan(this.model, this.estimate));
		}
		changed();
	}

	/** Its model has become known, if it was not. */
	void learn(String model, ModelDurations durations) {
		if (this.model == null) {
			this.model = model;
			this.times.plan(durations.plan(model, this.estimate));
		}
	}

	/**
	 * Changes its group.
	 * @param group those that one list shows with it; {@code null} for none
	 * @return its group before
	 */
	@Nullable ProjectRuns moveTo(@Nullable ProjectRuns group) {
		ProjectRuns before = this.group;
		this.group = group;
		return before;
	}

	/** Whether it is looked for in the list of all projects. */
	boolean isOfUnknownProject() {
		return this.group != null && this.group.projectId() == null;
	}

	/** The moment of its next look has changed. */
	void changed() {
		if (this.group != null) {
			this.group.changed();
		}
	}

}
