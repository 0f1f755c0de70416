package ai.flora.client.internal.follow;

import java.util.List;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's report of a run's end, which comes by a delivery: whether FLORA was asked for
 * it, whether it is relied on, and what it says. Guarded by the follower's lock.
 */
class EndReport {

	/** Time between polls in case the delivery gets lost; 0 if FLORA was not asked. */
	private long safetyInterval;

	private boolean reliedOn;

	/** When the end was reported last. */
	private @Nullable Long reportedAt;

	/** The failed run as FLORA has reported it. */
	private @Nullable Run failure;

	private boolean refused;

	/**
	 * FLORA was asked to report the end.
	 * @param safetyInterval time between polls, in case the delivery gets lost
	 */
	void askedFor(long safetyInterval) {
		this.safetyInterval = safetyInterval;
	}

	/** Returns whether FLORA was asked to report the end. */
	boolean isAskedFor() {
		return this.safetyInterval > 0;
	}

	/** The run is polled rarely from now on, if FLORA was asked to report its end. */
	void relyOn(boolean reliedOn) {
		this.reliedOn = reliedOn && isAskedFor();
	}

	/** Returns whether the run is polled rarely, since FLORA will report its end. */
	boolean isReliedOn() {
		return this.reliedOn;
	}

	long safetyInterval() {
		return this.safetyInterval;
	}

	/**
	 * FLORA has reported the end.
	 * @return whether for the first time
	 */
	boolean reported(long now) {
		boolean first = this.reportedAt == null;
		this.reportedAt = now;
		return first;
	}

	boolean isReported() {
		return this.reportedAt != null;
	}

	/** Returns when FLORA has reported the end last; {@code null} if it has not. */
	@Nullable Long reportedAt() {
		return this.reportedAt;
	}

	/** Returns whether FLORA has reported the end, or is relied on to do so. */
	boolean isReportedOrReliedOn() {
		return isReported() || this.reliedOn;
	}

	/**
	 * FLORA has reported that the run failed, and why.
	 * @param latest the run as polls have shown it, if they have
	 * @return the failed run
	 */
	Run failed(Run reported, @Nullable Run latest) {
		Run failure = (latest != null) ? merged(reported, latest) : reported;
		this.failure = failure;
		return failure;
	}

	/** Adds to a reported failure what polls have shown before. */
	private static Run merged(Run reported, Run latest) {
		return latest.toBuilder()
			.runId(reported.runId())
			.status(reported.status())
			.completedAt(reported.completedAt())
			.chargedCost(null)
			.errorCode(reported.errorCode())
			.errorMessage(reported.errorMessage())
			.outputs(List.of())
			.build();
	}

	/**
	 * Returns the failed run as FLORA has reported it, which no poll has confirmed yet;
	 * {@code null} if it has not.
	 */
	@Nullable Run failure() {
		return this.failure;
	}

	/**
	 * FLORA refuses to show the run, although it has reported the end.
	 * @return whether this is the first refusal
	 */
	boolean refused() {
		boolean first = !this.refused;
		this.refused = true;
		return first;
	}

}
