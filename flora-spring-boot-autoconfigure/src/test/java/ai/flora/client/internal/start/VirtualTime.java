package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.internal.transport.Timing;

/**
 * Time of a test's own, for one thread: it passes when somebody sleeps, and what was
 * planned happens meanwhile.
 */
class VirtualTime implements Timing {

	private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	private final List<Plan> plans = new ArrayList<>();

	private long nanos = 1_000_000_000_000L;

	private Duration wallIsAhead = Duration.ZERO;

	private Duration asleep = Duration.ZERO;

	private boolean closed;

	@Override
	public long nanoTime() {
		return this.nanos;
	}

	@Override
	public Instant now() {
		return flora().plus(this.wallIsAhead);
	}

	/** What FLORA's clock shows, and nobody can set. */
	Instant flora() {
		return START.plusNanos(this.nanos).plus(this.asleep);
	}

	/** The machine sleeps: the monotonic clock stands still meanwhile. */
	void suspend(Duration duration) {
		this.asleep = this.asleep.plus(duration);
	}

	/** Somebody sets the wall clock. */
	void setWallClockAhead(Duration by) {
		this.wallIsAhead = this.wallIsAhead.plus(by);
	}

	void in(Duration delay, Runnable action) {
		this.plans.add(new Plan(this.nanos + delay.toNanos(), action));
	}

	@Override
	public void sleep(Duration duration) {
		long until = this.nanos + duration.toNanos();
		Plan next = next(until);
		while (next != null) {
			this.plans.remove(next);
			this.nanos = Math.max(this.nanos, next.due());
			next.action().run();
			next = next(until);
		}
		this.nanos = Math.max(this.nanos, until);
	}

	private Plan next(long until) {
		return this.plans.stream()
			.filter((plan) -> plan.due() <= until)
			.min((one, other) -> Long.compare(one.due(), other.due()))
			.orElse(null);
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	@Override
	public void close() {
		this.closed = true;
	}

	private record Plan(long due, Runnable action) {
	}

}
