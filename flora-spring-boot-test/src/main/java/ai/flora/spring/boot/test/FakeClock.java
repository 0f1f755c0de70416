package ai.flora.spring.boot.test;

import java.time.Duration;
import java.time.Instant;

import org.springframework.util.Assert;

/**
 * The clock of a {@link FakeFlora}, on which its runs live. It shows real time until told
 * otherwise. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FakeClock {

	private Instant shown = Instant.now();

	private long since = System.nanoTime();

	private double speed = 1;

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
		Assert.isTrue(!duration.isNegative(), "'duration' must not be negative");
		this.shown = this.shown.plus(duration);
	}

	/**
	 * Lets it go faster or slower from now on.
	 * @param speed seconds that it shows for one that passes: 10 makes a run of a minute
	 * take six seconds, 0 stops the clock
	 * @throws IllegalArgumentException if it is negative
	 */
	public synchronized void speed(double speed) {
		Assert.isTrue(speed >= 0, "'speed' must not be negative");
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
	}

}
