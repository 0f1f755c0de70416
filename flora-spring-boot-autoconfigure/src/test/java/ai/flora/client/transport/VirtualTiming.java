package ai.flora.client.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A clock that moves only while somebody sleeps by it.
 */
class VirtualTiming implements Timing {

	private final List<Duration> sleeps = new ArrayList<>();

	private long nanos;

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public Instant now() {
		return Instant.parse("2026-01-01T00:00:00Z").plusNanos(this.nanos);
	}

	@Override
	public void sleep(Duration duration) {
		this.sleeps.add(duration);
		this.nanos += duration.toNanos();
	}

	List<Duration> sleeps() {
		return this.sleeps;
	}

}
