package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.internal.transport.Timing;

/**
 * Since when a start is in doubt, by both clocks: the monotonic one stands still while a
 * machine sleeps, and the wall clock may be set.
 *
 * @param nanoTime when the first attempt that may have taken effect was sent, on the
 * monotonic clock
 * @param since the same moment on the wall clock
 */
record StartDoubt(long nanoTime, Instant since) {

	/** FLORA forgets keys after two hours, by whatever clock it has. */
	private static final Duration LONGEST = Duration.ofMinutes(100);

	private static final Duration ACCIDENT = Duration.ofSeconds(2);

	static StartDoubt now(Timing timing) {
		return new StartDoubt(timing.nanoTime(), timing.now());
	}

	/** Whether FLORA may have forgotten the key some time from now. */
	boolean isTooOld(Timing timing, Duration later) {
		Duration monotonic = monotonic(timing);
		Duration wall = wall(timing);
		Duration age = (wall.compareTo(monotonic) > 0) ? wall : monotonic;
		return age.compareTo(LONGEST.minus(later)) > 0;
	}

	/**
	 * Whether the monotonic clock may have stood still since, while the machine slept:
	 * what it measured then tells nothing any more.
	 */
	boolean mayHaveSlept(Timing timing) {
		return wall(timing).minus(monotonic(timing)).compareTo(ACCIDENT) > 0;
	}

	private Duration monotonic(Timing timing) {
		return Duration.ofNanos(timing.nanoTime() - this.nanoTime);
	}

	private Duration wall(Timing timing) {
		return Duration.between(this.since, timing.now());
	}

}
