package ai.flora.client.start;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.Generation;
import ai.flora.client.transport.ServerClock;
import org.jspecify.annotations.Nullable;

/**
 * A start whose run is not known, and when its run must have begun: by the local clock,
 * for how that differs from FLORA's may become known later. Guarded by its ledger's lock.
 */
class StartWindow {

	/** FLORA's servers need not agree among themselves. */
	private static final Duration TOLERANCE = Duration.ofSeconds(1);

	private final Instant from;

	private final @Nullable String model;

	private @Nullable Instant until;

	/**
	 * Opens a window.
	 * @param from when the start's first attempt was sent
	 * @param model model that was asked for
	 */
	StartWindow(Instant from, @Nullable String model) {
		this.from = from;
		this.model = model;
	}

	/** No attempt went on beyond this moment. */
	void end(Instant until) {
		this.until = until;
	}

	boolean isOlderThan(Instant moment) {
		return this.until != null && this.until.isBefore(moment);
	}

	/** By FLORA's clock. */
	Instant earliest(ServerClock clock) {
		return clock.toServer(this.from).minus(tolerance(clock));
	}

	boolean mayHold(Generation item, Instant createdAt, ServerClock clock) {
		String itsModel = item.modelId().orElse(null);
		boolean fits = this.model == null || itsModel == null || this.model.equals(itsModel);
		return fits && !createdAt.isBefore(earliest(clock))
				&& (this.until == null || !createdAt.isAfter(clock.toServer(this.until).plus(tolerance(clock))));
	}

	private static Duration tolerance(ServerClock clock) {
		return TOLERANCE.plus(clock.uncertainty());
	}

}
