package ai.flora.sample;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import org.jspecify.annotations.Nullable;

import org.springframework.http.ProblemDetail;

/**
 * A start as the gallery knows it, and the run that it led to.
 *
 * @param id the gallery's own name for it, for a start has no run at first
 * @param form what was asked for: FLORA does not give it back
 * @param asked when, by this machine's clock
 * @param state where it stands
 * @param runId FLORA's name for the run; {@code null} as long as there is none
 * @param started FLORA's response to the start; {@code null} before, or if it was lost
 * @param run the run as it was last seen; {@code null} before
 * @param ended when the end was seen, by this machine's clock; {@code null} before
 * @param problem what went wrong at the start, or with following; {@code null} if nothing
 * did
 */
record GalleryRun(String id, GenerationForm form, Instant asked, State state, @Nullable String runId,
		@Nullable StartedRun started, @Nullable Run run, @Nullable Instant ended, @Nullable ProblemDetail problem) {

	/**
	 * The state of a start.
	 */
	enum State {

		/** FLORA has not responded to the start yet. */
		STARTING,

		/** FLORA has started nothing. */
		NOT_STARTED,

		/** FLORA may have started and charged it. */
		UNCONFIRMED,

		/** The run waits for its turn. */
		PENDING,

		/** FLORA works on it. */
		RUNNING,

		/** The run has made its outputs. */
		COMPLETED,

		/** The run has failed. */
		FAILED,

		/** Somebody has stopped waiting; the run goes on. */
		LEFT,

		/** It could not be followed to its end. */
		LOST;

		/** Tells whether nothing follows but a late cost. */
		boolean isEnd() {
			return this == NOT_STARTED || this == COMPLETED || this == FAILED;
		}

	}

	static GalleryRun starting(String id, GenerationForm form) {
		return new GalleryRun(id, form, Instant.now(), State.STARTING, null, null, null, null, null);
	}

	GalleryRun started(RunHandle handle) {
		return new GalleryRun(this.id, this.form, this.asked, State.PENDING, handle.runId(),
				handle.started().orElse(null), null, null, null);
	}

	GalleryRun notStarted(State state, ProblemDetail problem) {
		return new GalleryRun(this.id, this.form, this.asked, state, null, null, null, Instant.now(), problem);
	}

	/**
	 * An end stays one, and a cost stays known, whatever an older response says.
	 */
	GalleryRun seen(Run seen) {
		if (seen.status().isTerminal()) {
			if (cost() != null && seen.chargedCost() == null) {
				return this;
			}
			State state = (seen.status() == RunStatus.COMPLETED) ? State.COMPLETED : State.FAILED;
			return with(state, seen, (this.ended != null) ? this.ended : Instant.now(), null);
		}
		return this.state.isEnd() ? this : with(isFollowed() ? stateOf(seen) : this.state, seen, null, this.problem);
	}

	GalleryRun left() {
		return this.state.isEnd() ? this : with(State.LEFT, this.run, null, null);
	}

	GalleryRun lost(ProblemDetail problem) {
		return this.state.isEnd() ? this : with(State.LOST, this.run, null, problem);
	}

	/** FLORA has started it, but following could not begin. */
	GalleryRun lost(String runId, ProblemDetail problem) {
		return new GalleryRun(this.id, this.form, this.asked, State.LOST, runId, null, null, null, problem);
	}

	GalleryRun followedAgain() {
		return this.state.isEnd() ? this : with(stateOf(this.run), this.run, null, null);
	}

	private GalleryRun with(State state, @Nullable Run run, @Nullable Instant ended, @Nullable ProblemDetail problem) {
		return new GalleryRun(this.id, this.form, this.asked, state, this.runId, this.started, run, ended, problem);
	}

	private static State stateOf(@Nullable Run run) {
		return (run == null || run.status() == RunStatus.PENDING) ? State.PENDING : State.RUNNING;
	}

	private boolean isFollowed() {
		return this.state == State.PENDING || this.state == State.RUNNING;
	}

	/** The model that FLORA chose or was asked for, if it is known. */
	@Nullable String model() {
		String chosen = (this.started != null) ? this.started.modelId().orElse(null) : null;
		return (chosen != null) ? chosen : this.form.model();
	}

	@Nullable Duration estimate() {
		return (this.started != null) ? this.started.estimate().orElse(null) : null;
	}

	/**
	 * The time it took, or has taken until now: by FLORA's clock as soon as it has ended.
	 */
	Duration elapsed() {
		if (this.state.isEnd() && this.run != null && this.run.createdAt() != null && this.run.completedAt() != null) {
			return Duration.between(this.run.createdAt(), this.run.completedAt());
		}
		return Duration.between(this.asked, (this.ended != null) ? this.ended : Instant.now());
	}

	/**
	 * The charged cost in US dollars; before the end, FLORA gives a quote in its place.
	 */
	@Nullable BigDecimal cost() {
		return (this.run != null && this.run.status().isTerminal()) ? this.run.chargedCost() : null;
	}

	/** Tells whether FLORA may have charged it, and nobody knows how much. */
	boolean isCostUnknown() {
		return cost() == null && (this.runId != null || this.state == State.UNCONFIRMED);
	}

}
