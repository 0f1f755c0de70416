package ai.flora.client.internal.start;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.Generation;
import ai.flora.client.internal.transport.ServerClock;
import org.jspecify.annotations.Nullable;

/**
 * The time in which a start's run must have begun: while an attempt was going on. Kept on
 * the monotonic clock, since the wall clock may be set, and its difference to FLORA's may
 * become known later. Guarded by {@link OutstandingStarts}.
 */
class CreationWindow {

	private final List<Interval> intervals = new ArrayList<>(1);

	private final @Nullable String modelOrTechniqueId;

	/**
	 * Opens a window.
	 * @param from when the start's first attempt was sent, on the monotonic clock
	 * @param modelOrTechniqueId model or technique that was asked for; {@code null} for
	 * any
	 */
	CreationWindow(long from, @Nullable String modelOrTechniqueId) {
		this.intervals.add(new Interval(from));
		this.modelOrTechniqueId = modelOrTechniqueId;
	}

	/** An attempt begins. */
	void open() {
		last().until = null;
	}

	/** An attempt begins long after the others: a run in between is not the start's. */
	void reopenAt(long from) {
		this.intervals.add(new Interval(from));
	}

	/**
	 * Another client has sent the start, too: its run may have begun at any time since,
	 * or since this client's first attempt if that was earlier.
	 */
	void addFirst(long from, long until) {
		long first = this.intervals.get(0).from;
		Interval interval = new Interval((first - from < 0) ? first : from);
		interval.until = until;
		this.intervals.add(0, interval);
	}

	/** The attempt has ended: its run, if there is one, began before this moment. */
	void closeAt(long until) {
		last().until = until;
	}

	/** The attempt for which the window was reopened has led to no run. */
	void undoReopening() {
		if (this.intervals.size() > 1) {
			this.intervals.remove(this.intervals.size() - 1);
		}
	}

	/**
	 * Forgets the time before the first attempt of a call that knew no more of the start:
	 * a run in that time may be any start's.
	 */
	void forgetFirst(long now) {
		if (this.intervals.size() > 1) {
			this.intervals.remove(0);
		}
		else {
			last().empty = true;
			last().until = now;
		}
	}

	boolean isClosedBefore(long moment) {
		return last().isClosedBefore(moment);
	}

	/** Forgets the attempts that have ended before, but for the last one. */
	void forgetClosedBefore(long moment) {
		Interval last = last();
		this.intervals.removeIf((interval) -> interval != last && interval.isClosedBefore(moment));
	}

	/** The moment the window opens, by FLORA's clock. */
	Instant earliest(ServerClock clock) {
		return clock.earliest(this.intervals.get(0).from);
	}

	boolean mayHold(Generation run, Instant createdAt, ServerClock clock) {
		return fits(run) && this.intervals.stream().anyMatch((interval) -> interval.holds(createdAt, clock));
	}

	/**
	 * Tells whether a run is of the model or technique that was asked for, as far as that
	 * is known.
	 */
	boolean fits(Generation run) {
		String runsId = run.modelId().or(run::techniqueId).orElse(null);
		return this.modelOrTechniqueId == null || runsId == null || this.modelOrTechniqueId.equals(runsId);
	}

	private Interval last() {
		return this.intervals.get(this.intervals.size() - 1);
	}

	private static final class Interval {

		private final long from;

		/** {@code null} while an attempt is going on. */
		private @Nullable Long until;

		private boolean empty;

		Interval(long from) {
			this.from = from;
		}

		boolean isClosedBefore(long moment) {
			Long closed = this.until;
			return closed != null && closed - moment < 0;
		}

		boolean holds(Instant createdAt, ServerClock clock) {
			return !this.empty && !createdAt.isBefore(clock.earliest(this.from))
					&& (this.until == null || !createdAt.isAfter(clock.latest(this.until)));
		}

	}

}
