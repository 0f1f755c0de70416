package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

import org.jspecify.annotations.Nullable;

/**
 * Time that jumps from one event to the next, on a single thread.
 */
final class VirtualLoop implements WakeupTimer {

	private final PriorityQueue<Event> events = new PriorityQueue<>(
			Comparator.comparingLong(Event::moment).thenComparingLong(Event::order));

	private long now;

	private long order;

	private @Nullable Event wake;

	private @Nullable Runnable woken;

	WakeupTimer wakes(Runnable woken) {
		this.woken = woken;
		return this;
	}

	void schedule(Duration delay, Runnable action) {
		add(delay.toNanos(), action);
	}

	private Event add(long delay, Runnable action) {
		Event event = new Event(this.now + delay, this.order++, action);
		this.events.add(event);
		return event;
	}

	/** Lets time pass until nothing is left to happen. */
	void run() {
		for (Event next = this.events.poll(); next != null; next = this.events.poll()) {
			this.now = next.moment();
			next.action().run();
		}
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public void wakeIn(long delay) {
		boolean asked = this.wake != null && this.events.contains(this.wake);
		if (this.woken == null || (asked && this.wake.moment() <= this.now + delay)) {
			return;
		}
		close();
		this.wake = add(delay, this.woken);
	}

	@Override
	public void close() {
		if (this.wake != null) {
			this.events.remove(this.wake);
		}
	}

	/**
	 * Something that is to happen.
	 *
	 * @param moment when, in nanoseconds
	 * @param order before what else of the same moment
	 * @param action what
	 */
	private record Event(long moment, long order, Runnable action) {
	}

}
