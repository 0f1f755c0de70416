package ai.flora.client.internal.follow;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Time of a test's own: it passes when the test says so, and wakes who asked for it.
 */
class VirtualFollowTiming implements WakeupTimer {

	static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private long now;

	private @Nullable Long wakeAt;

	private Runnable woken = () -> {
	};

	WakeupTimer wakes(Runnable woken) {
		this.woken = woken;
		return this;
	}

	void advance(Duration duration) {
		long target = this.now + duration.toNanos();
		while (this.wakeAt != null && this.wakeAt <= target) {
			this.now = Math.max(this.now, this.wakeAt);
			this.wakeAt = null;
			this.woken.run();
		}
		this.now = target;
	}

	Instant instant() {
		return START.plusNanos(this.now);
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public void wakeIn(long delay) {
		long asked = this.now + delay;
		this.wakeAt = (this.wakeAt != null) ? Math.min(this.wakeAt, asked) : asked;
	}

	@Override
	public void close() {
		this.wakeAt = null;
	}

}
