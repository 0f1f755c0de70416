package ai.flora.client.internal.time;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A clock of a test's own, for one thread: time passes when somebody sleeps, and what was
 * planned happens meanwhile.
 */
public class VirtualTiming implements Timing {

	/** When the monotonic clock begins: it may do so anywhere, and overflow. */
	public static final long BEGIN = Long.MAX_VALUE - Duration.ofSeconds(30).toNanos();

	/** What FLORA's clock shows at the beginning, unless a test says otherwise. */
	public static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

	/** Nobody waits longer, whatever FLORA asks for. */
	private static final Duration LONGEST_SLEEP = Duration.ofDays(2);

	private final Instant start;

	private final List<Plan> plans = new ArrayList<>();

	private final List<Duration> sleeps = new ArrayList<>();

	private long nanos;

	private Duration wallIsAhead = Duration.ZERO;

	private Duration asleep = Duration.ZERO;

	private boolean closed;

	public VirtualTiming() {
		this(START);
	}

	public VirtualTiming(Instant start) {
		this.start = start;
	}

	@Override
	public long nanoTime() {
		return BEGIN + this.nanos;
	}

	@Override
	public Instant now() {
		return flora().plus(this.wallIsAhead);
	}

	/** The time that FLORA's clock shows, and nobody can set. */
	public Instant flora() {
		return this.start.plusNanos(this.nanos).plus(this.asleep);
	}

	/** The machine sleeps: the monotonic clock stands still meanwhile. */
	public void suspend(Duration duration) {
		this.asleep = this.asleep.plus(duration);
	}

	/** Somebody sets the wall clock. */
	public void setWallClockAhead(Duration by) {
		this.wallIsAhead = this.wallIsAhead.plus(by);
	}

	/** Plans an action, for a time that somebody sleeps through. */
	public void in(Duration delay, Runnable action) {
		this.plans.add(new Plan(this.nanos + delay.toNanos(), action));
	}

	@Override
	public void sleep(Duration duration) {
		if (duration.isNegative() || duration.compareTo(LONGEST_SLEEP) > 0) {
			throw new AssertionError("Slept for " + duration);
		}
		this.sleeps.add(duration);
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

	private @Nullable Plan next(long until) {
		return this.plans.stream()
			.filter((plan) -> plan.due() <= until)
			.min((first, second) -> Long.compare(first.due(), second.due()))
			.orElse(null);
	}

	/** How long was slept each time. */
	public List<Duration> sleeps() {
		return this.sleeps;
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
