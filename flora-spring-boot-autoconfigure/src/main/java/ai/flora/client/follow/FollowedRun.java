package ai.flora.client.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * A run that is being followed, and what is known of it. Guarded by the follower's lock.
 */
class FollowedRun {

	/** An hour overdue comes before what is overdue because FLORA asks for patience. */
	private static final long PRIORITY = 3_600_000_000_000L;

	private static final double USUAL = 15;

	private static final Duration LAG_AFTER_START = Duration.ofMinutes(10);

	private static final Duration LAG_OTHERWISE = Duration.ofMinutes(1);

	final String runId;

	/** Its birth on the local clock; a guess until the first look if it is not ours. */
	long born;

	long followedSince;

	/** Whether this client started it, so that its age is known and a 404 is lag. */
	final boolean ours;

	/** Age in seconds when it was last seen unfinished; 0 for never. */
	double lastLook;

	/** Whether it is to be looked at as soon as possible. */
	boolean dueNow;

	/** Page of its project's list on which it was seen last. */
	int page = 1;

	/** How often a list that should have shown it did not. */
	int missed;

	/** Looks at it alone since lists were given up, and how often they were. */
	private int alone;

	private int rounds;

	private boolean calledBack;

	/** Whether FLORA has said that it has ended. */
	boolean announced;

	private int lagging;

	/** Looks in a row that failed. */
	int failures;

	/** Not to be looked at before this moment, after a look that failed. */
	long notBefore;

	boolean looking;

	@Nullable String model;

	@Nullable Duration estimate;

	@Nullable Run latest;

	/** Grows with each change. */
	int version;

	/** Whether it was seen unfinished, or begun here: its end is news then. */
	boolean seenUnfinished;

	/** Those that one list shows with it. */
	@Nullable RunGroup group;

	LookPlan plan;

	final List<FollowedHandle> handles = new ArrayList<>(1);

	FollowedRun(String runId, long now, boolean ours, LookPlan plan) {
		this.runId = runId;
		this.born = now;
		this.followedSince = now;
		this.notBefore = now;
		this.ours = ours;
		this.dueNow = !ours;
		this.plan = plan;
	}

	double age(long now) {
		return (now - this.born) / 1e9;
	}

	/**
	 * Nanoseconds from now until it is to be looked at alone; negative for one that is
	 * overdue, so that who waits longest comes first.
	 */
	long untilLook(long now) {
		long backOff = this.notBefore - now;
		if (this.dueNow) {
			return backOff;
		}
		return Math.max(backOff, (long) ((this.plan.nextLook(this.lastLook) - age(now)) * 1e9));
	}

	void seen(Run run, long now, Instant floraNow) {
		if (!this.ours && this.lastLook == 0 && run.createdAt() != null) {
			long age = Math.max(0, Duration.between(run.createdAt(), floraNow).toNanos());
			this.born = now - Math.min(age, Duration.ofDays(1).toNanos());
		}
		this.dueNow = false;
		this.failures = 0;
		this.lastLook = Math.max(age(now), 1e-3);
	}

	/** FLORA will post its end: looks are for the case that this gets lost. */
	void isCalledBack(Duration safetyInterval) {
		this.calledBack = true;
		double interval = safetyInterval.toNanos() / 1e9;
		double expected = (this.estimate != null) ? this.estimate.toNanos() / 1e9 : USUAL;
		this.plan = new CallbackPlan(Math.min(expected * 1.5 + 2, interval), interval);
	}

	/** Somebody wants to see more of it than its end. */
	void isWatched(LookPlan plan) {
		if (this.calledBack) {
			this.calledBack = false;
			this.plan = plan;
		}
	}

	/** Whether a list can be expected to show it, and is worth it. */
	boolean isListed() {
		return !this.calledBack && this.missed < RunGroup.MAX_MISSED;
	}

	/** FLORA has said that it has ended: it is looked at alone, and before all others. */
	void announce(long now) {
		this.seenUnfinished = true;
		this.dueNow = true;
		this.missed = Integer.MAX_VALUE / 2;
		this.notBefore = now - PRIORITY;
		this.followedSince = now;
	}

	/** It has ended, but reads do not show that yet. */
	void lags(long now, FollowSettings settings) {
		long pause = settings.minInterval().toNanos() << Math.min(this.lagging++, 10);
		this.dueNow = true;
		this.missed = Integer.MAX_VALUE / 2;
		this.notBefore = now + Math.min(pause, settings.maxInterval().toNanos());
	}

	/**
	 * Lists that did not show it may do so later, but are tried ever more rarely.
	 */
	void seenAlone() {
		if (this.missed >= RunGroup.MAX_MISSED && ++this.alone >= 4 << Math.min(this.rounds, 10)) {
			this.alone = 0;
			this.rounds++;
			this.missed = 0;
		}
	}

	/** Milliseconds since the epoch by FLORA's clock, or a guess. */
	long createdAt(long now, Instant floraNow) {
		if (this.latest != null && this.latest.createdAt() != null) {
			return this.latest.createdAt().toEpochMilli();
		}
		return this.ours ? floraNow.toEpochMilli() - (now - this.born) / 1_000_000 : Long.MIN_VALUE;
	}

	/** Whether FLORA may not show it yet, so that a 404 says nothing. */
	boolean mayBeShownLater(long now) {
		Duration lag = this.ours ? LAG_AFTER_START : LAG_OTHERWISE;
		return now - this.followedSince <= lag.toNanos();
	}

	/** A look has failed: the next one waits, ever longer. */
	void backOff(long now, FollowSettings settings) {
		double seconds = Math.min(Math.scalb(seconds(settings.minInterval()), Math.min(this.failures, 10)),
				seconds(settings.maxInterval()));
		this.failures++;
		this.notBefore = now + (long) (seconds * 1e9);
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

	/** The moment of its next look has changed. */
	void changed() {
		if (this.group != null) {
			this.group.changed();
		}
	}

	/** Tells those who follow it, if there is a change. */
	void update(Run seen, News news) {
		if (!seen.equals(this.latest)) {
			this.latest = seen;
			int version = ++this.version;
			List<FollowedHandle> handles = List.copyOf(this.handles);
			news.add(() -> handles.forEach((handle) -> handle.updated(seen, version)));
		}
	}

	/** Tells those who follow it; without the lock, for a run that is forgotten. */
	void end(Ending ending) {
		this.handles.forEach((handle) -> handle.ended(ending));
	}

}
