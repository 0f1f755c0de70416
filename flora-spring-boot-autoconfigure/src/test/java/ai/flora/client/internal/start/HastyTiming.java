package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

import ai.flora.client.internal.time.Timing;

/**
 * Real time, save that sleeping takes none; nor does waiting for others, unless something
 * goes on that they may be busy with.
 */
public class HastyTiming implements Timing {

	private final AtomicLong skipped = new AtomicLong();

	private volatile long due = Long.MAX_VALUE;

	private volatile Runnable action = () -> {
	};

	private volatile BooleanSupplier busy = () -> false;

	private volatile boolean closed;

	/**
	 * A clock that stands still unless somebody sleeps, or waits while nothing goes on:
	 * however slow the machine, nothing takes time.
	 */
	public static HastyTiming still() {
		Instant begun = Instant.now();
		return new HastyTiming() {

			@Override
			public long nanoTime() {
				return skipped();
			}

			@Override
			public Instant now() {
				return begun.plusNanos(skipped());
			}

		};
	}

	/** Nanoseconds that were slept, or waited. */
	public long skipped() {
		return this.skipped.get();
	}

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

	@Override
	public void await(Object monitor, Duration longest) throws InterruptedException {
		boolean busy = this.busy.getAsBoolean();
		monitor.wait(1);
		if (!busy) {
			skip(longest);
		}
	}

	/** As long as this is so, waits for others take the time that they take. */
	public void busyWhile(BooleanSupplier busy) {
		this.busy = busy;
	}

	/** Does something once so much time was slept. */
	void after(Duration duration, Runnable action) {
		this.due = this.skipped.get() + duration.toNanos();
		this.action = action;
	}

	public void skip(Duration duration) {
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
