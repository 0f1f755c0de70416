/**
 * The measurements of the client, and their names.
 * <p>
 * A call is an observation, named by a {@code FloraRequestObservationConvention}. What no
 * observation shows, a {@code FloraMeterRecorder} is told; a {@code FloraRunTracer} makes
 * the span of a run at its end. Those of Micrometer are what an application of Spring
 * Boot gets. {@code FloraObservationDocumentation} has all names of spans and keys.
 *
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
@NullMarked
package ai.flora.client.observation;

import org.jspecify.annotations.NullMarked;
