package ai.flora.client.internal.start;

import ai.flora.client.StartedRun;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.observation.FloraRunTracer.RunSpan;
import org.jspecify.annotations.Nullable;

/**
 * A start that has led to a run, with all that is needed to follow that run.
 *
 * @param order what was started, as it was sent
 * @param run the run
 * @param projectId the project that the run is filed under; {@code null} if its kind has
 * none
 * @param callbackExpected whether FLORA posts the end of the run to this client
 * @param neededLists whether an attempt may have made a run that no response to it named
 * @param span the run's span; {@code null} if there is none
 * @since 0.1.0
 */
public record AcceptedStart(StartOrder order, StartedRun run, @Nullable String projectId, boolean callbackExpected,
		boolean neededLists, @Nullable RunSpan span) {

	/**
	 * Returns the model of the run.
	 * @return the model that FLORA names, or else that the request names; {@code null} if
	 * neither does, or the run is no generation
	 */
	public @Nullable String model() {
		return this.order.model(this.run);
	}

}
