package ai.flora.spring.boot.test;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * The clock of a {@link FakeFlora}, on which its runs live. It shows real time, but skips
 * what is only waited for: when somebody reads a run that has not ended, the clock is put
 * forward to the moment when that run begins to run, and then to its end, so that no test
 * waits for a run in real time. It skips nothing while the response to a start is lost:
 * the client looks for that run by real time. {@link #speed(double)} with 1 asks for real
 * time. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FakeClock {

	private Instant shown = Instant.now();

	private long since = System.nanoTime();

	private double speed = 1;

	private final boolean realTime;

	private boolean skipping;

	private final BooleanSupplier held;

	/**
	 * Creates a clock.
	 * @param realTime whether it skips nothing, also after {@link #reset()}
	 * @param held whether it skips nothing at the moment
	 */
	FakeClock(boolean realTime, BooleanSupplier held) {
		this.realTime = realTime;
		this.held = held;
		this.skipping = !realTime;
	}

	/**
	 * The time of this clock.
	 * @return now
	 */
	public synchronized Instant now() {
		return this.shown.plusNanos((long) ((System.nanoTime() - this.since) * this.speed));
	}

	/**
	 * Puts it forward.
	 * @param duration by how much, not negative
	 * @throws IllegalArgumentException if it is negative
	 */
	public synchronized void advance(Duration duration) {
		this.shown = this.shown.plus(Misuse.checkTime("clock().advance", duration));
	}

	/**
	 * Lets it go at this speed from now on, and skip nothing.
	 * @param speed seconds that it shows for one that passes: 1 is real time, 10 makes a
	 * run of a minute take six seconds, 0 stops the clock
	 * @throws IllegalArgumentException if it is negative, or no number
	 */
	public synchronized void speed(double speed) {
		Misuse.check(speed >= 0 && speed <= 1e9, "clock().speed(" + speed + "): a speed is from 0 to a billion");
		this.skipping = false;
		this.shown = now();
		this.since = System.nanoTime();
		this.speed = speed;
	}

	/**
	 * Stops it: from now on only {@link #advance(Duration)} moves it.
	 */
	public void stop() {
		speed(0);
	}

	synchronized void reset() {
		this.shown = Instant.now();
		this.since = System.nanoTime();
		this.speed = 1;
		this.skipping = !this.realTime;
	}

	/** Puts it forward to a moment that is only waited for. */
	void skipTo(Instant moment) {
		if (!this.held.getAsBoolean()) {
			skip(moment);
		}
	}

	private synchronized void skip(Instant moment) {
		Instant now = now();
		if (this.skipping && moment.isAfter(now)) {
			this.shown = this.shown.plus(Duration.between(now, moment));
		}
	}

}
