package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import ai.flora.client.internal.transport.Timing;

/**
 * Real time, save that sleeping takes none.
 */
public class HastyTiming implements Timing {

	private final AtomicLong skipped = new AtomicLong();

	private volatile long due = Long.MAX_VALUE;

	private volatile Runnable action = () -> {
	};

	private volatile boolean closed;

	@Override
	public long nanoTime() {
		return System.nanoTime() + this.skipped.get();
	}

	@Override
	public Instant now() {
		return Instant.now().plusNanos(this.skipped.get());
	}

	@Override
	public void sleep(Duration duration) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		skip(duration);
	}

	/** Does something once so much time was slept. */
	void after(Duration duration, Runnable action) {
		this.due = this.skipped.get() + duration.toNanos();
		this.action = action;
	}

	void skip(Duration duration) {
		if (this.skipped.addAndGet(duration.toNanos()) >= this.due) {
			this.action.run();
		}
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
