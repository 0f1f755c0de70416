package ai.flora.client.internal.follow;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Time of a test's own: it passes when the test says so, and makes the wake-ups that were
 * asked for. The time cannot always be told, nor can a thread always be had.
 */
class VirtualWakeupTimer implements WakeupTimer {

	static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private long now;

	private @Nullable Long wakeAt;

	/** How often the time cannot be told. */
	int clockFailures;

	/** How often no thread can be had for a wake-up. */
	int wakeFailures;

	/** Whether the next wake-up that is asked for is made at once. */
	boolean wakesAtOnce;

	private Runnable wakeup = () -> {
	};

	WakeupTimer wakes(Runnable wakeup) {
		this.wakeup = wakeup;
		return this;
	}

	void advance(Duration duration) {
		long target = this.now + duration.toNanos();
		while (this.wakeAt != null && this.wakeAt <= target) {
			this.now = Math.max(this.now, this.wakeAt);
			this.wakeAt = null;
			this.wakeup.run();
		}
		this.now = target;
	}

	/** Time passes, and the process is frozen: no wake-up is made. */
	void freeze(Duration duration) {
		this.now += duration.toNanos();
	}

	/** Whether no wake-up was asked for. */
	boolean isIdle() {
		return this.wakeAt == null;
	}

	Instant instant() {
		return START.plusNanos(this.now);
	}

	@Override
	public long nanoTime() {
		if (this.clockFailures > 0) {
			this.clockFailures--;
			throw new IllegalStateException("no clock");
		}
		return this.now;
	}

	@Override
	public void wakeIn(long delay) {
		if (this.wakeFailures > 0) {
			this.wakeFailures--;
			throw new OutOfMemoryError("unable to create native thread");
		}
		add(delay);
		if (this.wakesAtOnce) {
			this.wakesAtOnce = false;
			advance(Duration.ofSeconds(10));
		}
	}

	/** Makes a wake-up as the real timer does it after a failure. */
	void wakeAfterFailure() {
		add(100_000_000L);
	}

	private void add(long delay) {
		long asked = this.now + delay;
		this.wakeAt = (this.wakeAt != null) ? Math.min(this.wakeAt, asked) : asked;
	}

	@Override
	public void close() {
		this.wakeAt = null;
	}

}
