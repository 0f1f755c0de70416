package ai.flora.client.internal.follow;

import java.time.Duration;

/**
 * How many requests may be made for looking at runs, and when none. Not thread-safe.
 */
class PollRateLimiter {

	/**
	 * A request that is sent a fifth of a second late, by a busy machine, must not crowd
	 * into the second of those after it.
	 */
	private static final double MARGIN = 1.2;

	private static final int MAX_IN_FLIGHT = 3;

	private final long interval;

	private long nextRequest;

	private boolean anyRequest;

	private long pausedUntil;

	/** Whether there was a pause since the last request. */
	private boolean paused;

	private int inFlight;

	PollRateLimiter(double maxRequestsPerSecond) {
		this.interval = (long) (1e9 / maxRequestsPerSecond * MARGIN);
	}

	boolean isAvailable(long now) {
		return this.inFlight < MAX_IN_FLIGHT && untilNext(now) == 0;
	}

	/** Nanoseconds until the next request may be made, others in flight apart. */
	long untilNext(long now) {
		long untilAllowed = this.anyRequest ? this.nextRequest - now : 0;
		long untilResumed = this.paused ? this.pausedUntil - now : 0;
		return Math.max(0, Math.max(untilAllowed, untilResumed));
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
	 * No requests for a while. A pause ends when it was said to end, and not before one
	 * request was made does another one begin: others who are always one too many would
	 * keep looks away for good.
	 */
	void pause(long now, Duration pause) {
		if (!this.paused) {
			this.paused = true;
			this.pausedUntil = now + pause.toNanos();
		}
	}

}
