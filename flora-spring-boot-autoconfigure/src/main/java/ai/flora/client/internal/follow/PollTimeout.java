package ai.flora.client.internal.follow;

import java.time.Duration;

/**
 * The time that polls that resemble each other may take. A response can be lost, so that
 * it is soon asked for anew; yet FLORA may be slow, and then every response is. Guarded
 * by the follower's lock.
 */
class PollTimeout {

	/** A poll that takes longer must not keep others waiting. */
	static final long USUAL = Duration.ofSeconds(10).toNanos();

	/** The HTTP client's own timeouts are shorter, as a rule. */
	private static final long LONGEST = Duration.ofMinutes(5).toNanos();

	private static final int MAX_DOUBLINGS = 5;

	/** How long the last response took. */
	private long last;

	/**
	 * Returns the nanoseconds that the next poll may take: the usual time, or twice as
	 * long as the last response; doubled with each response that was lost.
	 * @param lost responses of the same that were lost in a row
	 */
	long longest(int lost) {
		long first = Math.max(USUAL, Math.min(2 * this.last, LONGEST));
		return Math.min(first << Math.min(lost, MAX_DOUBLINGS), LONGEST);
	}

	/** A poll has got a response. */
	void responded(long took) {
		this.last = took;
	}

}
