package ai.flora.client.transport;

import java.time.Duration;

/**
 * The moment by which a call has to end, over all its attempts and waits.
 *
 * @param timing the clock
 * @param start when the call began, on that clock
 * @param timeout how long it may take
 */
record Deadline(Timing timing, long start, Duration timeout) {

	/** A hundred years: nanoseconds beyond overflow a long. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	static Deadline in(Duration timeout, Timing timing) {
		return new Deadline(timing, timing.nanoTime(), (timeout.compareTo(LONGEST) < 0) ? timeout : LONGEST);
	}

	Duration elapsed() {
		return Duration.ofNanos(this.timing.nanoTime() - this.start);
	}

	Duration remaining() {
		Duration remaining = this.timeout.minus(elapsed());
		return remaining.isNegative() ? Duration.ZERO : remaining;
	}

}
