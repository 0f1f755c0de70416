package ai.flora.client.internal.follow;

import java.util.function.ToIntFunction;

import org.jspecify.annotations.Nullable;

/**
 * Keeps what is due earliest of all that it is offered. Guarded by the follower's lock.
 *
 * @param <T> type of what is due
 */
class Earliest<T> {

	private final ToIntFunction<T> orderIfDue;

	private @Nullable T item;

	private long until = Long.MAX_VALUE;

	Earliest() {
		this((item) -> 0);
	}

	/**
	 * Creates an instance that was offered nothing.
	 * @param orderIfDue of two that are due already, the one with the lower number comes
	 * first, however long the other one has waited
	 */
	Earliest(ToIntFunction<T> orderIfDue) {
		this.orderIfDue = orderIfDue;
	}

	/**
	 * Keeps an item if it comes before the one that was kept.
	 * @param until nanoseconds until it is due; negative if it is overdue
	 */
	void offer(T item, long until) {
		if (this.item == null || isBefore(item, until, this.item)) {
			this.item = item;
			this.until = until;
		}
	}

	private boolean isBefore(T item, long until, T other) {
		if (until <= 0 && this.until <= 0) {
			int order = Integer.compare(this.orderIfDue.applyAsInt(item), this.orderIfDue.applyAsInt(other));
			if (order != 0) {
				return order < 0;
			}
		}
		return until < this.until;
	}

	/** Returns the poll of what is due earliest; {@code null} if nothing was offered. */
	@Nullable Poll<?> poll(Poll.Rank rank, PollFactory<T> factory) {
		return (this.item != null) ? factory.poll(this.item, this.until, rank) : null;
	}

	/**
	 * Makes the poll of an item.
	 *
	 * @param <T> type of what is due
	 */
	interface PollFactory<T> {

		Poll<?> poll(T item, long untilDue, Poll.Rank rank);

	}

}
