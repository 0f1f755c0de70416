package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;
import ai.flora.client.internal.follow.plan.PollPlan;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.Run;

/**
 * When a run was looked at, and when it is to be looked at next. Guarded by the
 * follower's lock.
 */
class PollTimes {

	/** Between looks at a run that was never seen. */
	private static final Duration LONGEST_UNSEEN = Duration.ofMinutes(5);

	/** An hour overdue comes before what is overdue because FLORA asks for patience. */
	private static final long PRIORITY = 3_600_000_000_000L;

	/** Whether the run was begun here, so that its age is known. */
	private final boolean ours;

	/** Its birth on the local clock; a guess until the first look if it is not ours. */
	private long born;

	private PollPlan plan;

	/** Age in seconds when it was last seen unfinished; 0 for never. */
	private double lastLook;

	private boolean seen;

	/** Whether it is to be looked at as soon as possible. */
	private boolean dueNow;

	/** Looks in a row that failed. */
	private int failures;

	/** Looks that did not show an end that FLORA has announced. */
	private int lagging;

	/** Not to be looked at before this moment, after a look that failed. */
	private long notBefore;

	PollTimes(long now, boolean ours, PollPlan plan) {
		this.ours = ours;
		this.born = now;
		this.plan = plan;
		this.dueNow = !ours;
		this.notBefore = now;
	}

	void plan(PollPlan plan) {
		this.plan = plan;
	}

	private double age(long now) {
		return (now - this.born) / 1e9;
	}

	/** Whether a look has shown it ever. */
	boolean isSeen() {
		return this.seen;
	}

	/** Looks in a row that failed. */
	int failures() {
		return this.failures;
	}

	/** Milliseconds since the epoch by FLORA's clock at its birth, or a guess. */
	long createdAt(long now, Instant floraNow) {
		return this.ours ? floraNow.toEpochMilli() - (now - this.born) / 1_000_000 : Long.MIN_VALUE;
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

	/** Whether it is still not to be looked at, some seconds later. */
	boolean isBackingOff(long now, double later) {
		return (this.notBefore - now) / 1e9 > later;
	}

	/** Whether it must be looked at some seconds later, whatever that costs. */
	boolean isOverdue(long now, double later, FollowSettings settings) {
		if (this.dueNow) {
			return true;
		}
		double sinceLook = age(now) + later - this.lastLook;
		return this.lastLook > 0 && sinceLook >= seconds(settings.maxInterval());
	}

	/** How long, on average, its end would have gone unnoticed some seconds later. */
	double unnoticed(long now, double later) {
		return this.plan.unnoticed(this.lastLook, Math.max(age(now) + later, this.lastLook));
	}

	void seen(Run run, long now, Instant floraNow) {
		if (!this.ours && this.lastLook == 0 && run.createdAt() != null) {
			long age = Math.max(0, Duration.between(run.createdAt(), floraNow).toNanos());
			this.born = now - Math.min(age, Duration.ofDays(1).toNanos());
		}
		this.seen = true;
		this.dueNow = false;
		this.failures = 0;
		looked(now);
	}

	/** FLORA did not show it: as good as a look. Soon after its start that is lag. */
	void notShown(long now) {
		if (!this.dueNow) {
			looked(now);
		}
	}

	private void looked(long now) {
		this.lastLook = Math.max(age(now), 1e-3);
	}

	void soon() {
		this.dueNow = true;
	}

	/** It comes before all others. */
	void first(long now) {
		this.dueNow = true;
		this.notBefore = now - PRIORITY;
	}

	/**
	 * A look has failed: the next one waits, ever longer; longest if there may be no such
	 * run at all.
	 */
	void backOff(long now, FollowSettings settings) {
		Duration longest = settings.maxInterval();
		boolean unknown = !this.ours && !this.seen && longest.compareTo(LONGEST_UNSEEN) < 0;
		backOff(now, settings.minInterval(), unknown ? LONGEST_UNSEEN : longest);
	}

	/** A look came at a bad moment, which says nothing of its run. */
	void postpone(long now, FollowSettings settings) {
		this.notBefore = now + settings.minInterval().toNanos();
	}

	/**
	 * A look has failed: the next one waits, ever longer.
	 * @param shortest how long at first
	 * @param longest how long in the end
	 */
	void backOff(long now, Duration shortest, Duration longest) {
		double seconds = Math.min(Math.scalb(seconds(shortest), Math.min(this.failures, 10)), seconds(longest));
		this.failures++;
		this.notBefore = now + (long) (seconds * 1e9);
	}

	/** A look did not show the end that FLORA has announced: the next one waits. */
	void lag(long now, FollowSettings settings) {
		double pause = Math.scalb(seconds(settings.minInterval()), Math.min(this.lagging++, 10));
		this.dueNow = true;
		this.notBefore = now + (long) (Math.min(pause, seconds(settings.maxInterval())) * 1e9);
	}

	private static double seconds(Duration duration) {
		return duration.toNanos() / 1e9;
	}

}
