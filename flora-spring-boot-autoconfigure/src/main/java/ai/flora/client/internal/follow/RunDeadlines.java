package ai.flora.client.internal.follow;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The deadlines of a followed run. It is late when it takes much longer than expected,
 * and is polled alone then although lists show it unfinished. When waiting for it ends,
 * its handles are told. It is given up at the same time, but later if its end was
 * reported, or its final poll is missing. The final poll comes shortly before waiting
 * ends, and another one before the run is given up. Guarded by the follower's lock.
 */
class RunDeadlines {

	/** A run that takes so many times what was expected may have ended unseen. */
	private static final int LATE_FACTOR = 4;

	private static final long SHORTEST_LATE = Duration.ofSeconds(30).toNanos();

	private static final long LATE_WITHOUT_ESTIMATE = Duration.ofMinutes(5).toNanos();

	private static final long LONGEST_LATE = Duration.ofMinutes(30).toNanos();

	/** A list that does not show for so long an end that was reported may be wrong. */
	private static final long LATE_AFTER_END = Duration.ofSeconds(5).toNanos();

	/** Time between the final poll and the timeout. */
	private static final long FINAL_POLL_LEAD = Duration.ofSeconds(30).toNanos();

	/** Longest wait for a missing final poll, beyond the timeout. */
	private static final long LONGEST_OVERTIME = Duration.ofMinutes(10).toNanos();

	private static final long NEVER = Long.MAX_VALUE / 2;

	/** Time for which each caller may wait for it. */
	private final long longestWait;

	/** Time followed after which waiting for it ends. */
	private long wait;

	/** Time followed after which it is given up: that, or later. */
	private long timeout;

	/** Time followed after which the run is late. */
	private long late;

	private long since;

	/** Time followed until the last poll of the run alone. */
	private long polledAloneAt;

	RunDeadlines(long now, @Nullable Duration estimate, long timeout) {
		this.longestWait = timeout;
		this.wait = timeout;
		this.timeout = timeout;
		this.late = (estimate != null)
				? Math.min(Math.max(LATE_FACTOR * estimate.toNanos(), SHORTEST_LATE), LONGEST_LATE)
				: LATE_WITHOUT_ESTIMATE;
		this.since = now;
	}

	/** Somebody else waits for it, from now on. */
	void extend(long now) {
		this.wait = followedFor(now) + this.longestWait;
		this.timeout = this.wait;
	}

	/**
	 * Nothing could be polled for a while, perhaps until after the timeout: there is time
	 * for the final poll.
	 */
	void resumed(long now) {
		this.wait = Math.max(this.wait, followedFor(now) + Math.min(this.longestWait, FINAL_POLL_LEAD));
		this.timeout = Math.max(this.timeout, this.wait);
	}

	/**
	 * The run's end was reported: counts from now on, and what shows none is late. Nobody
	 * waits longer for it.
	 */
	void endReported(long now) {
		this.wait -= followedFor(now);
		this.timeout = this.longestWait;
		this.since = now;
		this.late = LATE_AFTER_END;
		this.polledAloneAt = 0;
	}

	long followedFor(long now) {
		return now - this.since;
	}

	void polledAlone(long now) {
		this.polledAloneAt = followedFor(now);
	}

	/** Returns whether nobody waits for it any more. */
	boolean isWaitOver(long now) {
		return followedFor(now) >= this.wait;
	}

	/**
	 * Returns whether the timeout has passed, and the run was polled alone shortly
	 * before; that poll is waited for, but not for ever.
	 */
	boolean isOver(long now) {
		long overtime = followedFor(now) - this.timeout;
		return overtime >= 0 && (!isFinalPollMissing(now) || overtime >= Math.min(this.longestWait, LONGEST_OVERTIME));
	}

	/**
	 * Returns the nanoseconds until the run is polled alone before waiting ends, or it is
	 * given up.
	 */
	long untilFinalPoll(long now) {
		return (isFinalPollMissing(now) ? finalPoll(now) : NEVER) - followedFor(now);
	}

	private boolean isFinalPollMissing(long now) {
		return this.polledAloneAt < finalPoll(now);
	}

	private long finalPoll(long now) {
		return (isWaitOver(now) ? this.timeout : this.wait) - Math.min(this.longestWait / 10, FINAL_POLL_LEAD);
	}

	/**
	 * Returns the nanoseconds until the run is polled alone although lists show it
	 * unfinished, which may be wrong: when it is late, and then ever more rarely.
	 */
	long untilExtraPoll(long now) {
		return Math.max(this.late, Math.min(this.polledAloneAt, NEVER / 2) * 2) - followedFor(now);
	}

}
