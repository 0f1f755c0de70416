package ai.flora.client.internal.callback;

import ai.flora.client.internal.RunOrigin;
import org.jspecify.annotations.Nullable;

/**
 * The knowledge of the starts of one path: of a single one, unless their key is the
 * caller's, under which later starts have the same path.
 *
 * @param open the origin of the latest start, whose run is not known; {@code null} if
 * there is none
 * @param settled the origin of the start before, or of the one whose run is known;
 * {@code null} if there is none
 * @param runId the run that the latest start with a known run has led to; {@code null} if
 * none has
 */
record StartsOfPath(@Nullable RunOrigin open, @Nullable RunOrigin settled, @Nullable String runId) {

	/** No start of this client. */
	static final StartsOfPath UNKNOWN = new StartsOfPath(null, null, null);

	/** Returns whether this client has made a start that has a run, or may have one. */
	boolean isKnown() {
		return this.open != null || this.settled != null;
	}

	/** A start is made; one before it may have a run. */
	StartsOfPath made(RunOrigin origin) {
		return new StartsOfPath(origin, (this.settled != null) ? this.settled : this.open, this.runId);
	}

	/**
	 * The latest start was refused or not sent: a delivery can only be about one before
	 * it.
	 * @param delivered whether a delivery to the path has come
	 */
	StartsOfPath ledToNoRun(boolean delivered) {
		boolean before = this.settled != null || !delivered;
		return new StartsOfPath(null, before ? this.settled : this.open, this.runId);
	}

	/** The latest start has led to a run. */
	StartsOfPath accepted(String runId) {
		return new StartsOfPath(null, (this.open != null) ? this.open : this.settled, runId);
	}

	/** Returns whether a run may turn out to be that of the latest start. */
	boolean mayStillLeadTo(String runId) {
		return this.open != null && !runId.equals(this.runId);
	}

	/** Returns whether a run may be that of any start with the path. */
	boolean mayHaveLedTo(String runId) {
		return this.open != null || this.runId == null || this.runId.equals(runId);
	}

	/** Returns the origin of a run that a delivery to the path named. */
	@Nullable RunOrigin originOf(String runId) {
		if (mayStillLeadTo(runId)) {
			return this.open;
		}
		return mayHaveLedTo(runId) ? this.settled : null;
	}

}
