package ai.flora.client.internal.follow;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.Run;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.follow.plan.CallbackPlan;
import ai.flora.client.internal.follow.plan.ModelDurations;
import ai.flora.client.internal.follow.plan.OptimalPollPlan;
import ai.flora.client.internal.follow.plan.PollPlan;
import org.jspecify.annotations.Nullable;

/**
 * Knows when a run is to be polled next. Its plan says so by its age when it was seen
 * unfinished last, alone or by a list; but it is not polled alone before a moment that
 * moves with each failure.
 * <ul>
 * <li>The plan is that of its model, or one of rare polls while FLORA is expected to post
 * its end.</li>
 * <li>The plan is ignored, so that the run is polled as soon as it may be: until a poll
 * has shown its age, after a freeze, once its end was reported, and where it has ended
 * and only a poll of it alone shows how.</li>
 * <li>A failure puts the next poll off: by the shortest interval at first, then by twice
 * as much with each failure in a row. So does a poll that does not show yet the end that
 * FLORA has reported.</li>
 * <li>Lists ask how long the run's end may have gone unnoticed: see
 * {@link ListEconomics}.</li>
 * </ul>
 * The seconds of a plan are converted here. Guarded by the follower's lock.
 */
class PollTimes {

	private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

	/** Longest time between polls of a run that may not exist, or is refused. */
	private static final long LONGEST_BACK_OFF = Duration.ofMinutes(5).toNanos();

	/**
	 * Runs reported as ended come before all of their rank that are overdue for less than
	 * an hour.
	 */
	private static final long REPORTED_END_HEAD_START = Duration.ofHours(1).toNanos();

	private static final long CALLBACK_LEEWAY = Duration.ofSeconds(2).toNanos();

	/** The longest interval counts for the first poll only if it is shorter than this. */
	private static final long LATEST_FIRST_POLL = (long) (OptimalPollPlan.LATEST_FIRST_POLL * NANOS_PER_SECOND);

	/** For a run for which FLORA gives no estimate. */
	private static final long USUAL_DURATION = (long) (ModelDurations.USUAL_DURATION * NANOS_PER_SECOND);

	private static final long LONGEST_AGE_AT_FIRST = Duration.ofDays(1).toNanos();

	/** Keeps a poll at the very start apart from none. */
	private static final long SHORTEST_POLL_AGE = Duration.ofMillis(1).toNanos();

	private final FollowLimits limits;

	private final ModelDurations durations;

	private final @Nullable Duration estimate;

	/** Set if this client has started the run, so that its age is known. */
	private final boolean startedHere;

	/** The run's start; a guess until it is seen, if it was not started here. */
	private long start;

	/** The plan that earlier runs of its model suggest. */
	private PollPlan modelPlan;

	/** Replaces that plan as long as FLORA is expected to post the run's end. */
	private @Nullable CallbackPlan callbackPlan;

	/** The run's age when it was seen unfinished last; 0 for never. */
	private long lastPollAge;

	private boolean seen;

	/** Set if the run is polled as soon as it may be, whatever its plan. */
	private boolean planIgnored;

	private int failuresInARow;

	/** Polls that showed the run unfinished after its end was reported. */
	private int laggingPolls;

	/** The moment before which the run is not polled alone. */
	private long notBefore;

	/**
	 * Creates the times of a run that was not polled yet.
	 * @param origin what is known of its start
	 * @param durations plans its polls
	 */
	PollTimes(RunOrigin origin, long now, ModelDurations durations, FollowLimits limits) {
		RunOrigin.Start start = origin.start();
		this.limits = limits;
		this.durations = durations;
		this.startedHere = start != null;
		this.start = (start != null) ? start.nanoTime() : now;
		this.estimate = origin.estimate();
		this.modelPlan = durations.plan(origin.model(), this.estimate);
		this.planIgnored = !this.startedHere;
		// Due from now on: a start of long ago would come before all other runs.
		this.notBefore = now;
	}

	/**
	 * Returns the nanoseconds until the run is to be polled alone; negative if that is
	 * overdue, so that the run that waits longest comes first.
	 */
	long untilPoll(long now) {
		long untilAllowed = this.notBefore - now;
		if (this.planIgnored) {
			return untilAllowed;
		}
		double planned = plan().nextPoll(this.lastPollAge / NANOS_PER_SECOND) - age(now) / NANOS_PER_SECOND;
		return Math.max(untilAllowed, (long) (planned * NANOS_PER_SECOND));
	}

	private PollPlan plan() {
		return (this.callbackPlan != null) ? this.callbackPlan : this.modelPlan;
	}

	/** The run's model has become known. */
	void learnModel(String model) {
		this.modelPlan = this.durations.plan(model, this.estimate);
	}

	/**
	 * FLORA is expected to post the run's end from now on: the first poll is made when
	 * that should have come, after one and a half times the run's estimate and a leeway.
	 * @param interval time between polls, and the longest one before the first
	 */
	void expectCallback(long interval) {
		long duration = (this.estimate != null) ? this.estimate.toNanos() : USUAL_DURATION;
		long first = Math.min(duration + duration / 2 + CALLBACK_LEEWAY, interval);
		this.callbackPlan = new CallbackPlan(first / NANOS_PER_SECOND, interval / NANOS_PER_SECOND);
	}

	/** FLORA is not expected to post the run's end, or not any more. */
	void expectNoCallback() {
		this.callbackPlan = null;
	}

	// After a poll

	/** A poll has shown the run. */
	void seen(Run run, long now, Instant floraNow) {
		if (!this.startedHere && this.lastPollAge == 0 && run.createdAt() != null) {
			long age = Math.max(0, Duration.between(run.createdAt(), floraNow).toNanos());
			this.start = now - Math.min(age, LONGEST_AGE_AT_FIRST);
		}
		this.seen = true;
		this.planIgnored = false;
		this.failuresInARow = 0;
		polled(now);
	}

	/**
	 * A list that should have shown the run did not: soon after its start that is lag.
	 */
	void missedInList(long now) {
		if (!this.planIgnored) {
			polled(now);
		}
	}

	private void polled(long now) {
		this.lastPollAge = Math.max(age(now), SHORTEST_POLL_AGE);
	}

	/** The run is to be polled as soon as it may be, whatever its plan. */
	void ignorePlan() {
		this.planIgnored = true;
	}

	/** The run is to be polled at once, and before all others of its rank. */
	void dueFirst(long now) {
		this.planIgnored = true;
		this.notBefore = now - REPORTED_END_HEAD_START;
	}

	/** A poll has failed: the next one waits, longest if there may be no such run. */
	void backOff(long now) {
		backOff(now, (this.startedHere || this.seen) ? this.limits.maxInterval() : longestBackOff());
	}

	/**
	 * FLORA refuses to show the run: the next poll waits, longer than usual in the end.
	 */
	void backOffAfterRefusal(long now) {
		backOff(now, longestBackOff());
	}

	private long longestBackOff() {
		return Math.max(this.limits.maxInterval(), LONGEST_BACK_OFF);
	}

	private void backOff(long now, long longest) {
		this.notBefore = now + this.limits.minIntervalDoubled(this.failuresInARow++, longest);
	}

	/** A poll came at a bad moment, which says nothing about its run. */
	void postpone(long now) {
		this.notBefore = now + this.limits.minInterval();
	}

	/** A poll did not show yet the end that FLORA has reported: the next one waits. */
	void delayAfterLag(long now) {
		this.planIgnored = true;
		this.notBefore = now + this.limits.minIntervalDoubled(this.laggingPolls++, this.limits.maxInterval());
	}

	// For lists

	/** Returns whether the run is not to be polled yet, some nanoseconds later. */
	boolean isBackingOff(long now, long later) {
		return this.notBefore - now > later;
	}

	/**
	 * Returns whether the run must be polled some nanoseconds later, whatever that costs.
	 */
	boolean isOverdue(long now, long later) {
		boolean counted = this.lastPollAge > 0 || this.limits.maxInterval() < LATEST_FIRST_POLL;
		return this.planIgnored || (counted && age(now) + later - this.lastPollAge >= this.limits.maxInterval());
	}

	/**
	 * Returns the expected nanoseconds for which the run's end has gone unnoticed, some
	 * nanoseconds later.
	 */
	double unnoticed(long now, long later) {
		long age = Math.max(age(now) + later, this.lastPollAge);
		return plan().unnoticed(this.lastPollAge / NANOS_PER_SECOND, age / NANOS_PER_SECOND) * NANOS_PER_SECOND;
	}

	// What is known of the run

	/** Returns whether any poll has shown the run. */
	boolean isSeen() {
		return this.seen;
	}

	int failuresInARow() {
		return this.failuresInARow;
	}

	/** Returns the run's age, as far as it is known. */
	long age(long now) {
		return now - this.start;
	}

	/** Returns the run's start by FLORA's clock; long ago, if it was not started here. */
	Instant createdAt(long now, Instant floraNow) {
		return this.startedHere ? floraNow.minusNanos(age(now)) : Instant.MIN;
	}

}
