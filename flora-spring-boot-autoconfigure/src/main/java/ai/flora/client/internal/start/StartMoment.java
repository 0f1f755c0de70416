package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.internal.Durations;
import ai.flora.client.internal.time.Timing;

/**
 * A moment in a start's life by both clocks: the monotonic one stands still while a
 * machine sleeps, and the wall clock may be set.
 *
 * @param nanoTime the moment on the monotonic clock
 * @param wallTime the same moment on the wall clock
 */
record StartMoment(long nanoTime, Instant wallTime) {

	/**
	 * FLORA forgets keys after two hours, by whatever clock it has. A key of this age is
	 * not sent any more.
	 */
	static final Duration MAX_AGE_OF_KEY = Duration.ofMinutes(100);

	/** The clocks are read one after the other, and the wall clock is corrected. */
	private static final Duration MAX_DRIFT = Duration.ofSeconds(2);

	static StartMoment now(Timing timing) {
		return new StartMoment(timing.nanoTime(), timing.now());
	}

	StartMoment minus(Duration age) {
		return new StartMoment(this.nanoTime - age.toNanos(), this.wallTime.minus(age));
	}

	/** The earlier one of two moments. */
	StartMoment earliest(StartMoment other) {
		return (other.nanoTime - this.nanoTime < 0) ? other : this;
	}

	/** Tells whether FLORA may have forgotten a key of this moment some time from now. */
	boolean isTooOldForKey(Timing timing, Duration later) {
		return age(timing).compareTo(MAX_AGE_OF_KEY.minus(later)) > 0;
	}

	/** The time since, by the clock that says more. */
	Duration age(Timing timing) {
		return Durations.max(wallAge(timing), monotonicAge(timing));
	}

	/**
	 * Tells whether the machine may have slept since: then the monotonic clock stood
	 * still, and times measured with it say nothing any more.
	 */
	boolean mayHaveSleptSince(Timing timing) {
		return wallAge(timing).minus(monotonicAge(timing)).compareTo(MAX_DRIFT) > 0;
	}

	private Duration monotonicAge(Timing timing) {
		return Duration.ofNanos(timing.nanoTime() - this.nanoTime);
	}

	private Duration wallAge(Timing timing) {
		return Duration.between(this.wallTime, timing.now());
	}

}
