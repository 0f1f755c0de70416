package ai.flora.client.internal;

import java.time.Duration;

/**
 * Bounds durations where they are taken from outside, so that no sum of them overflows: a
 * caller may well mean "forever", and say so with {@link Long#MAX_VALUE} seconds.
 *
 * @since 0.1.0
 */
public final class Durations {

	/** A hundred years, of which the nanoseconds fit into a long twice. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	/** Several transports keep milliseconds in an int. */
	private static final Duration LONGEST_OF_TRANSPORTS = Duration.ofDays(24);

	private Durations() {
	}

	/**
	 * Bounds a duration.
	 * @param duration the duration
	 * @return the duration; a hundred years if it is longer
	 */
	public static Duration bounded(Duration duration) {
		return atMost(duration, LONGEST);
	}

	/**
	 * Bounds a timeout that is given to a transport.
	 * @param timeout the timeout
	 * @return the timeout; 24 days if it is longer
	 */
	public static Duration boundedForTransports(Duration timeout) {
		return atMost(timeout, LONGEST_OF_TRANSPORTS);
	}

	private static Duration atMost(Duration duration, Duration longest) {
		return (duration.compareTo(longest) < 0) ? duration : longest;
	}

}
