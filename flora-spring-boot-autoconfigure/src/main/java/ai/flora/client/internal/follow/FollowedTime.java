package ai.flora.client.internal.follow;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * For how long a run is followed, and when it is looked at alone because it was not for
 * long, whatever lists show. Guarded by the follower's lock.
 */
class FollowedTime {

	/** A run that takes so many times what was expected may have ended unseen. */
	private static final int LATE = 4;

	private static final long SHORTEST_LATE = Duration.ofSeconds(30).toNanos();

	private static final long USUAL_LATE = Duration.ofMinutes(5).toNanos();

	private static final long LONGEST_LATE = Duration.ofMinutes(30).toNanos();

	/** Before the following ends. */
	private static final long LAST_LOOK = Duration.ofSeconds(30).toNanos();

	/** How long a last look is waited for. */
	private static final long LONGEST_DELAY = Duration.ofMinutes(10).toNanos();

	private static final long NEVER = Long.MAX_VALUE / 2;

	/** Nanoseconds until it is late. */
	private final long late;

	private long since;

	/** Nanoseconds that it was followed until the last look at it alone. */
	private long lookedAtAlone;

	FollowedTime(long now, @Nullable Duration estimate) {
		this.late = (estimate != null) ? Math.min(Math.max(LATE * estimate.toNanos(), SHORTEST_LATE), LONGEST_LATE)
				: USUAL_LATE;
		this.since = now;
	}

	/** It is followed from now on, whatever was before. */
	void begin(long now) {
		this.since = now;
		this.lookedAtAlone = 0;
	}

	long nanos(long now) {
		return now - this.since;
	}

	void lookedAtAlone(long now) {
		this.lookedAtAlone = nanos(now);
	}

	/**
	 * Whether it was followed for as long as is allowed, and looked at alone in the end;
	 * that is waited for, but not for ever.
	 */
	boolean isOver(long now, Duration timeout) {
		long delay = nanos(now) - timeout.toNanos();
		return delay >= 0 && (!isLastLookMissing(timeout) || delay >= Math.min(timeout.toNanos(), LONGEST_DELAY));
	}

	/** Nanoseconds until it is looked at alone before it is given up. */
	long untilLastLook(long now, Duration timeout) {
		return (isLastLookMissing(timeout) ? lastLook(timeout) : NEVER) - nanos(now);
	}

	private boolean isLastLookMissing(Duration timeout) {
		return this.lookedAtAlone < lastLook(timeout);
	}

	private static long lastLook(Duration timeout) {
		return timeout.toNanos() - Math.min(timeout.toNanos() / 10, LAST_LOOK);
	}

	/**
	 * Nanoseconds until it is looked at alone though lists show it unfinished, which may
	 * be wrong: ever more rarely.
	 */
	long untilLookAlone(long now) {
		return Math.max(this.late, Math.min(this.lookedAtAlone, NEVER / 2) * 2) - nanos(now);
	}

}
