package ai.flora.client.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and keys of {@code flora.client.requests}. A bean of this type replaces the
 * default.
 *
 * @since 0.1.0
 * @see DefaultFloraRequestObservationConvention
 */
public interface FloraRequestObservationConvention extends ObservationConvention<FloraRequestObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof FloraRequestObservationContext;
	}

}
