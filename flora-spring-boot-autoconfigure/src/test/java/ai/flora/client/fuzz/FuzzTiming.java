package ai.flora.client.fuzz;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.internal.time.Timing;

/**
 * Time of a test's own: it passes when somebody sleeps.
 */
public class FuzzTiming implements Timing {

	public static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private long now;

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public Instant now() {
		return START.plusNanos(nanoTime());
	}

	@Override
	public void sleep(Duration duration) {
		assertPossible(duration);
		this.now += duration.toNanos();
	}

	private static void assertPossible(Duration duration) {
		if (duration.isNegative() || duration.compareTo(Duration.ofDays(1)) > 0) {
			throw new AssertionError("Slept for " + duration);
		}
	}

	@Override
	public boolean isClosed() {
		return false;
	}

	@Override
	public void close() {
		// Nobody closes it.
	}

}
