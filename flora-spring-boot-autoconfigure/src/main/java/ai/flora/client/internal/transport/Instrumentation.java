package ai.flora.client.internal.transport;

import ai.flora.client.internal.GuardedMeterRecorder;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRequestObservationConvention;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Observations and meters of calls.
 *
 * @param observations registry of observations
 * @param convention names and keys of observations; {@code null} for the default
 * @param meters records what is counted, and throws nothing
 * @param runs makes the spans of runs
 * @since 0.1.0
 */
public record Instrumentation(ObservationRegistry observations, @Nullable FloraRequestObservationConvention convention,
		FloraMeterRecorder meters, FloraRunTracer runs) {

	/**
	 * Guards the application's recorder.
	 */
	public Instrumentation {
		meters = GuardedMeterRecorder.of(meters);
	}

}
