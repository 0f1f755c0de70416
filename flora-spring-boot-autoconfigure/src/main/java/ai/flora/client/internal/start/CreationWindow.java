package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.Generation;
import ai.flora.client.internal.transport.ServerClock;
import org.jspecify.annotations.Nullable;

/**
 * When a start's run must have begun: while its attempts went on. Kept on the monotonic
 * clock, for the wall clock may be set, and how it differs from FLORA's may become known
 * later. Guarded by its ledger's lock.
 */
class CreationWindow {

	/** FLORA's servers need not agree among themselves. */
	private static final Duration TOLERANCE = Duration.ofSeconds(1);

	private final List<Interval> intervals = new ArrayList<>(1);

	private final @Nullable String model;

	/**
	 * Opens a window.
	 * @param from when the start's first attempt was sent, on the monotonic clock
	 * @param model model that was asked for
	 */
	CreationWindow(long from, @Nullable String model) {
		this.intervals.add(new Interval(from));
		this.model = model;
	}

	/** A further attempt is made from this moment on, long after the others. */
	void reopen(long from) {
		this.intervals.add(new Interval(from));
	}

	/** The further attempt has made nothing: what began meanwhile is not its run. */
	void withdraw() {
		if (this.intervals.size() > 1) {
			this.intervals.remove(this.intervals.size() - 1);
		}
	}

	/** No attempt went on beyond this moment; {@code null} while one goes on. */
	void end(@Nullable Long until) {
		this.intervals.get(this.intervals.size() - 1).until = until;
	}

	boolean isOlderThan(long moment) {
		Long until = this.intervals.get(this.intervals.size() - 1).until;
		return until != null && until - moment < 0;
	}

	/** By FLORA's clock. */
	Instant earliest(ServerClock clock) {
		return clock.at(this.intervals.get(0).from).minus(tolerance(clock));
	}

	boolean mayHold(Generation item, Instant createdAt, ServerClock clock) {
		return fits(item) && this.intervals.stream().anyMatch((interval) -> interval.holds(createdAt, clock));
	}

	/** Whether a run is of the model that was asked for, as far as that is known. */
	boolean fits(Generation item) {
		String itsModel = item.modelId().orElse(null);
		return this.model == null || itsModel == null || this.model.equals(itsModel);
	}

	private static Duration tolerance(ServerClock clock) {
		return TOLERANCE.plus(clock.uncertainty());
	}

	private static final class Interval {

		private final long from;

		private @Nullable Long until;

		Interval(long from) {
			this.from = from;
		}

		boolean holds(Instant createdAt, ServerClock clock) {
			Duration tolerance = tolerance(clock);
			return !createdAt.isBefore(clock.at(this.from).minus(tolerance))
					&& (this.until == null || !createdAt.isAfter(clock.at(this.until).plus(tolerance)));
		}

	}

}
