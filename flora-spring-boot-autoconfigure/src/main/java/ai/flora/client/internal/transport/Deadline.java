package ai.flora.client.internal.transport;

import java.time.Duration;

/**
 * The moment by which a call has to end, over all its attempts and waits.
 *
 * @param timing the clock
 * @param start when the call began, in nanoseconds on that clock
 * @param timeout how long it may take
 * @since 0.1.0
 */
public record Deadline(Timing timing, long start, Duration timeout) {

	/** A hundred years: nanoseconds beyond overflow a long. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	/**
	 * Begins a call.
	 * @param timeout how long it may take; a hundred years at most
	 * @param timing the clock
	 * @return its deadline
	 */
	public static Deadline in(Duration timeout, Timing timing) {
		return new Deadline(timing, timing.nanoTime(), (timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST);
	}

	/**
	 * Time since the call began.
	 * @return the time
	 */
	public Duration elapsed() {
		return Duration.ofNanos(this.timing.nanoTime() - this.start);
	}

	/**
	 * Time that is left.
	 * @return the time, zero if there is none
	 */
	public Duration remaining() {
		Duration remaining = this.timeout.minus(elapsed());
		return remaining.isNegative() ? Duration.ZERO : remaining;
	}

}
