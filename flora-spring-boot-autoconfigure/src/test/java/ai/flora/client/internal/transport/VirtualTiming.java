package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Time of a test's own: it passes when somebody sleeps, or the test says so.
 */
class VirtualTiming implements Timing {

	final List<Duration> sleeps = new ArrayList<>();

	private Duration elapsed = Duration.ZERO;

	private boolean closed;

	@Override
	public synchronized long nanoTime() {
		return this.elapsed.toNanos();
	}

	@Override
	public synchronized Instant now() {
		return Instant.EPOCH.plus(this.elapsed);
	}

	@Override
	public synchronized void sleep(Duration duration) {
		this.sleeps.add(duration);
		advance(duration);
	}

	synchronized void advance(Duration duration) {
		this.elapsed = this.elapsed.plus(duration);
	}

	@Override
	public synchronized boolean isClosed() {
		return this.closed;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
	}

}
