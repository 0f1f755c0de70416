package ai.flora.client.start;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.Generation;
import org.jspecify.annotations.Nullable;

/**
 * A start whose run is not known, and when by FLORA's clock its run must have begun.
 * Guarded by its ledger's lock.
 */
class StartWindow {

	private final Instant from;

	private final Duration tolerance;

	private final @Nullable String model;

	private @Nullable Instant until;

	/**
	 * Opens a window.
	 * @param from when the start's first attempt was sent
	 * @param tolerance how far FLORA's clock may be off
	 * @param model model that was asked for
	 */
	StartWindow(Instant from, Duration tolerance, @Nullable String model) {
		this.from = from;
		this.tolerance = tolerance;
		this.model = model;
	}

	/** No attempt went on beyond this moment. */
	void end(Instant until) {
		this.until = until;
	}

	boolean isOlderThan(Instant moment) {
		return this.until != null && this.until.isBefore(moment);
	}

	Instant earliest() {
		return this.from.minus(this.tolerance);
	}

	boolean mayHold(Generation item, Instant createdAt) {
		String itsModel = item.modelId().orElse(null);
		boolean fits = this.model == null || itsModel == null || this.model.equals(itsModel);
		return fits && !createdAt.isBefore(earliest())
				&& (this.until == null || !createdAt.isAfter(this.until.plus(this.tolerance)));
	}

}
