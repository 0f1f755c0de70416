package ai.flora.client.internal;

import java.time.Duration;

/**
 * Compares durations, and bounds durations from outside so that no sum of them overflows:
 * a caller may well mean "forever", and say so with {@link Long#MAX_VALUE} seconds.
 *
 * @since 0.1.0
 */
public final class Durations {

	/** A hundred years, of which the nanoseconds fit into a long twice. */
	private static final Duration MAX = Duration.ofDays(36_500);

	/** Several HTTP clients keep milliseconds in an int. */
	private static final Duration MAX_OF_TRANSPORTS = Duration.ofDays(24);

	private Durations() {
	}

	/**
	 * Bounds a duration.
	 * @param duration the duration
	 * @return the duration; a hundred years if it is longer
	 */
	public static Duration bounded(Duration duration) {
		return min(duration, MAX);
	}

	/**
	 * Bounds a timeout that is given to an HTTP client.
	 * @param timeout the timeout
	 * @return the timeout; 24 days if it is longer
	 */
	public static Duration boundedForTransports(Duration timeout) {
		return min(timeout, MAX_OF_TRANSPORTS);
	}

	/**
	 * The shorter of two durations.
	 * @param first a duration
	 * @param second another one
	 * @return the shorter one
	 */
	public static Duration min(Duration first, Duration second) {
		return (first.compareTo(second) < 0) ? first : second;
	}

	/**
	 * The longer of two durations.
	 * @param first a duration
	 * @param second another one
	 * @return the longer one
	 */
	public static Duration max(Duration first, Duration second) {
		return (first.compareTo(second) > 0) ? first : second;
	}

}
