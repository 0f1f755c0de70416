package ai.flora.client.internal;

import ai.flora.client.observation.FloraRunTracer.RunSpan;
import org.jspecify.annotations.Nullable;

/**
 * What the application knew when it started a run.
 *
 * @param reference its own name for the run; {@code null} for none
 * @param model the model that FLORA chose or was asked for; {@code null} if it is not
 * known
 * @param projectId project that the run was started in; {@code null} if it is not known
 * @param place where FLORA tells of the run
 * @param span the span of the run, which refers to that of the start; {@code null} if the
 * start is not known
 * @since 0.1.0
 */
public record RunOrigin(@Nullable String reference, @Nullable String model, @Nullable String projectId, RunPlace place,
		@Nullable RunSpan span) {

	/** Of a run that somebody else has started. */
	public static final RunOrigin UNKNOWN = new RunOrigin(null, null, null, RunPlace.USUAL);

	/**
	 * Creates what is known without the response to the start.
	 * @param reference the application's own name for the run; {@code null} for none
	 * @param model the model; {@code null} if it is not known
	 * @param projectId the project; {@code null} if it is not known
	 * @param place where FLORA tells of the run
	 */
	public RunOrigin(@Nullable String reference, @Nullable String model, @Nullable String projectId, RunPlace place) {
		this(reference, model, projectId, place, null);
	}

	/**
	 * What is known of the same start, if another source knows more.
	 * @param other what that source knows
	 * @return what either knows, this one first
	 */
	public RunOrigin or(RunOrigin other) {
		return new RunOrigin((this.reference != null) ? this.reference : other.reference,
				(this.model != null) ? this.model : other.model,
				(this.projectId != null) ? this.projectId : other.projectId,
				this.place.equals(RunPlace.USUAL) ? other.place : this.place,
				(this.span != null) ? this.span : other.span);
	}

}
