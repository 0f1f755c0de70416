package ai.flora.client.internal.start;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

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
	 * Makes a window that holds nothing as long as no attempt begins.
	 * @param modelOrTechniqueId model or technique that is asked for; {@code null} for
	 * any
	 */
	CreationWindow(@Nullable String modelOrTechniqueId) {
		this.modelOrTechniqueId = modelOrTechniqueId;
	}

	/**
	 * Opens a window.
	 * @param from when the first attempt was sent, on the monotonic clock
	 * @param modelOrTechniqueId model or technique that was asked for; {@code null} for
	 * any
	 */
	CreationWindow(long from, @Nullable String modelOrTechniqueId) {
		this(modelOrTechniqueId);
		open(from);
	}

	/** An attempt begins, soon after the others if there were any. */
	void open(long from) {
		if (this.intervals.isEmpty()) {
			reopenAt(from);
		}
		else {
			replaceLast((interval) -> interval.until(null));
		}
	}

	/** An attempt begins long after the others: a run in between is not the start's. */
	void reopenAt(long from) {
		this.intervals.add(new Interval(from, null, this.modelOrTechniqueId, false));
	}

	/** The run may as well be that of an attempt of an earlier start. */
	void addAll(CreationWindow earlier) {
		Set<Interval> all = new LinkedHashSet<>(this.intervals);
		all.addAll(earlier.intervals);
		this.intervals.clear();
		this.intervals.addAll(all);
	}

	/**
	 * The attempt has ended: its run, if there is one, began before this moment. If no
	 * attempt is going on, nothing changes.
	 * @return whether an attempt was going on
	 */
	boolean closeAt(long until) {
		boolean open = !this.intervals.isEmpty() && this.intervals.get(this.intervals.size() - 1).until == null;
		if (open) {
			replaceLast((interval) -> interval.until(until));
		}
		return open;
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
			replaceLast((interval) -> interval.emptyUntil(now));
		}
	}

	private void replaceLast(UnaryOperator<Interval> replacement) {
		if (!this.intervals.isEmpty()) {
			int last = this.intervals.size() - 1;
			this.intervals.set(last, replacement.apply(this.intervals.get(last)));
		}
	}

	boolean isClosedBefore(long moment) {
		return !this.intervals.isEmpty()
				&& this.intervals.stream().allMatch((interval) -> interval.isClosedBefore(moment));
	}

	/** Forgets the attempts that have ended before. */
	void forgetClosedBefore(long moment) {
		this.intervals.removeIf((interval) -> interval.isClosedBefore(moment));
	}

	/** The moment the window opens, by FLORA's clock. */
	Instant earliest(ServerClock clock) {
		long first = this.intervals.get(0).from;
		for (Interval interval : this.intervals) {
			first = (interval.from - first < 0) ? interval.from : first;
		}
		return clock.earliest(first);
	}

	boolean mayHold(Generation run, Instant createdAt, ServerClock clock) {
		return this.intervals.stream().anyMatch((interval) -> interval.holds(run, createdAt, clock));
	}

	/**
	 * Tells whether a run is of the model or technique that was asked for, as far as that
	 * is known.
	 */
	boolean fits(Generation run) {
		return isOf(this.modelOrTechniqueId, run)
				|| this.intervals.stream().anyMatch((interval) -> isOf(interval.modelOrTechniqueId, run));
	}

	private static boolean isOf(@Nullable String modelOrTechniqueId, Generation run) {
		String runsId = run.modelId().or(run::techniqueId).orElse(null);
		return modelOrTechniqueId == null || runsId == null || modelOrTechniqueId.equals(runsId);
	}

	/**
	 * The time of one attempt, or of several without a gap.
	 *
	 * @param from when it begins, on the monotonic clock
	 * @param until when it ends; {@code null} while an attempt is going on
	 * @param modelOrTechniqueId model or technique that was asked for; {@code null} for
	 * any
	 * @param empty whether no run began in it
	 */
	private record Interval(long from, @Nullable Long until, @Nullable String modelOrTechniqueId, boolean empty) {

		Interval until(@Nullable Long moment) {
			return new Interval(this.from, moment, this.modelOrTechniqueId, this.empty);
		}

		Interval emptyUntil(long moment) {
			return new Interval(this.from, moment, this.modelOrTechniqueId, true);
		}

		boolean isClosedBefore(long moment) {
			return this.until != null && this.until - moment < 0;
		}

		boolean holds(Generation run, Instant createdAt, ServerClock clock) {
			return !this.empty && isOf(this.modelOrTechniqueId, run) && !createdAt.isBefore(clock.earliest(this.from))
					&& (this.until == null || !createdAt.isAfter(clock.latest(this.until)));
		}

	}

}
