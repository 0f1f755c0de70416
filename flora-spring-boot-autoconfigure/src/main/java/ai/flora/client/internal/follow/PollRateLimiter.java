package ai.flora.client.internal.follow;

import java.time.Duration;

/**
 * Says when the next request of a poll may be made. Not thread-safe.
 */
class PollRateLimiter {

	/**
	 * A request that a busy machine sends a fifth of a second late must not exceed the
	 * rate together with the requests of the next second.
	 */
	private static final double INTERVAL_MARGIN = 1.2;

	private static final int MAX_IN_FLIGHT = 3;

	/** A request that is due is made within that time, once it may be. */
	private static final long REQUEST_DELAY = Duration.ofSeconds(1).toNanos();

	private final long interval;

	private long nextRequest;

	private boolean anyRequest;

	private long pausedUntil;

	/** Set if there was a pause since the last request. */
	private boolean paused;

	private int inFlight;

	PollRateLimiter(double maxRequestsPerSecond) {
		this.interval = (long) (Duration.ofSeconds(1).toNanos() / maxRequestsPerSecond * INTERVAL_MARGIN);
	}

	boolean isAvailable(long now) {
		return this.inFlight < MAX_IN_FLIGHT && untilAllowed(now) == 0;
	}

	/**
	 * Returns the nanoseconds until the next request may be made, if few enough are in
	 * flight.
	 */
	long untilAllowed(long now) {
		return Math.max(0, untilOrSinceAllowed(now));
	}

	/** The same, but negative if it might have been made before. */
	private long untilOrSinceAllowed(long now) {
		long untilNext = this.anyRequest ? this.nextRequest - now : Long.MIN_VALUE;
		long untilResumed = this.paused ? this.pausedUntil - now : Long.MIN_VALUE;
		return Math.max(untilNext, untilResumed);
	}

	void take(long now) {
		this.inFlight++;
		this.anyRequest = true;
		this.paused = false;
		this.nextRequest = now + this.interval;
	}

	void giveBack() {
		this.inFlight--;
	}

	/**
	 * No requests for a while. A pause ends when it was said to end, and the next one
	 * begins only after a request was made, if one was due: otherwise callers that always
	 * exceed FLORA's rate limit would keep polls away for good.
	 */
	void pause(long now, long pause) {
		boolean due = this.paused && untilOrSinceAllowed(now) > -REQUEST_DELAY;
		if (pause > 0 && !due) {
			this.paused = true;
			this.pausedUntil = now + pause;
		}
	}

}
