package ai.flora.client.follow;

import java.time.Duration;

/**
 * How many requests may be made for looking at runs, and when none. Not thread-safe.
 */
class RequestBudget {

	/**
	 * A request that is sent a fifth of a second late, by a busy machine, must not crowd
	 * into the second of those after it.
	 */
	private static final double MARGIN = 1.2;

	private static final int MAX_IN_FLIGHT = 3;

	private final long interval;

	private long nextRequest;

	private boolean anyRequest;

	private int inFlight;

	RequestBudget(double maxRequestsPerSecond) {
		this.interval = (long) (1e9 / maxRequestsPerSecond * MARGIN);
	}

	boolean isAvailable(long now) {
		return this.inFlight < MAX_IN_FLIGHT && untilNext(now) == 0;
	}

	/** Nanoseconds until the next request may be made, others in flight apart. */
	long untilNext(long now) {
		return this.anyRequest ? Math.max(0, this.nextRequest - now) : 0;
	}

	void take(long now) {
		this.inFlight++;
		this.anyRequest = true;
		this.nextRequest = now + this.interval;
	}

	void giveBack() {
		this.inFlight--;
	}

	void pause(long now, Duration pause) {
		long until = now + pause.toNanos();
		this.nextRequest = (!this.anyRequest || until - this.nextRequest > 0) ? until : this.nextRequest;
		this.anyRequest = true;
	}

}
