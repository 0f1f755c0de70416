package ai.flora.client.internal;

import java.time.Duration;

import ai.flora.client.StartedRun;
import ai.flora.client.observation.FloraRunTracer.RunSpan;
import org.jspecify.annotations.Nullable;

/**
 * The client's knowledge of a run from its start: the request, and FLORA's response.
 *
 * @param reference the application's own name for the run; {@code null} for none
 * @param model the model that FLORA chose or was asked for; {@code null} if it is not
 * known
 * @param projectId project that the run was started in; {@code null} if it is not known
 * @param place where FLORA tells of the run
 * @param span the span of the run, which refers to that of the start; {@code null} if the
 * start is not known
 * @param start the start as this client has made it; {@code null} if it has not, or not
 * had the response yet
 * @since 0.1.0
 */
public record RunOrigin(@Nullable String reference, @Nullable String model, @Nullable String projectId, RunPlace place,
		@Nullable RunSpan span, @Nullable Start start) {

	/** The origin of a run that was started elsewhere. */
	public static final RunOrigin UNKNOWN = new RunOrigin(null, null, null, RunPlace.USUAL);

	/**
	 * Creates what is known without the response to the start.
	 * @param reference the application's own name for the run; {@code null} for none
	 * @param model the model; {@code null} if it is not known
	 * @param projectId the project; {@code null} if it is not known
	 * @param place where FLORA tells of the run
	 */
	public RunOrigin(@Nullable String reference, @Nullable String model, @Nullable String projectId, RunPlace place) {
		this(reference, model, projectId, place, null, null);
	}

	/**
	 * Returns how long FLORA expects the run to take.
	 * @return the estimate; {@code null} if FLORA gave none, or did not respond yet
	 */
	public @Nullable Duration estimate() {
		return (this.start != null) ? this.start.response().estimate().orElse(null) : null;
	}

	/**
	 * Adds the response to the start.
	 * @param response FLORA's response
	 * @param nanoTime when it came, on the monotonic clock
	 * @return the origin with it
	 */
	public RunOrigin startedBy(StartedRun response, long nanoTime) {
		return new RunOrigin(this.reference, this.model, this.projectId, this.place, this.span,
				new Start(response, nanoTime));
	}

	/**
	 * Fills gaps from another source of the same start.
	 * @param other the other source
	 * @return the origin that both know together, in doubt by this one
	 */
	public RunOrigin or(RunOrigin other) {
		return new RunOrigin((this.reference != null) ? this.reference : other.reference,
				(this.model != null) ? this.model : other.model,
				(this.projectId != null) ? this.projectId : other.projectId,
				this.place.equals(RunPlace.USUAL) ? other.place : this.place,
				(this.span != null) ? this.span : other.span, (this.start != null) ? this.start : other.start);
	}

	/**
	 * A start that this client has made.
	 *
	 * @param response FLORA's response
	 * @param nanoTime when it came, on the monotonic clock
	 */
	public record Start(StartedRun response, long nanoTime) {
	}

}
