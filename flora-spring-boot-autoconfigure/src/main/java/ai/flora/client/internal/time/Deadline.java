package ai.flora.client.internal.time;

import java.time.Duration;

import ai.flora.client.RequestOptions;
import ai.flora.client.internal.Durations;

/**
 * The moment by which a call has to end, over all its attempts and waits.
 *
 * @param timing the clock
 * @param start when the call began, in nanoseconds on that clock
 * @param timeout how long it may take
 * @since 0.1.0
 */
public record Deadline(Timing timing, long start, Duration timeout) {

	private static final Duration MIN_ATTEMPT_TIME = Duration.ofSeconds(1);

	/**
	 * Begins a call.
	 * @param timeout how long it may take; a hundred years at most
	 * @param timing the clock
	 * @return its deadline
	 */
	public static Deadline in(Duration timeout, Timing timing) {
		return new Deadline(timing, timing.nanoTime(), Durations.bounded(timeout));
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
		return Durations.max(this.timeout.minus(elapsed()), Duration.ZERO);
	}

	/**
	 * The time that a start must have left for an attempt to be made.
	 * @return the time
	 */
	public Duration minAttemptTime() {
		return Durations.min(this.timeout.dividedBy(5), MIN_ATTEMPT_TIME);
	}

	/**
	 * Tells whether there is time for an attempt after a wait.
	 * @param wait the wait
	 * @return whether there is
	 */
	public boolean hasTimeAfter(Duration wait) {
		return wait.plus(minAttemptTime()).compareTo(remaining()) <= 0;
	}

	/**
	 * The time that is left, as a timeout.
	 * @return the time; a nanosecond if there is none, since timeouts are positive
	 */
	public Duration remainingTimeout() {
		return Durations.max(remaining(), Duration.ofNanos(1));
	}

	/**
	 * Options of a call that is a part of this one.
	 * @return options whose timeout is the time that is left; if there is none, nothing
	 * is sent
	 */
	public RequestOptions options() {
		return within(RequestOptions.defaults());
	}

	/**
	 * Options of a call that is a part of this one.
	 * @param options the caller's options
	 * @return the same with the time that is left, as {@link #options()}
	 */
	public RequestOptions within(RequestOptions options) {
		return options.withTimeout(remainingTimeout());
	}

}
