/**
 * The measurements of the client, and their names.
 * <p>
 * A call is an observation, named by a {@code FloraRequestObservationConvention}. A
 * {@code FloraMeterRecorder} records what no observation shows. A {@code FloraRunTracer}
 * makes the span of a run at its end. A Spring Boot application gets the recorder and the
 * tracer of Micrometer. {@code FloraObservationDocumentation} has the keys of calls and
 * of the span of a run, {@code MicrometerFloraMeterRecorder} the meters with theirs.
 *
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
@NullMarked
package ai.flora.client.observation;

import org.jspecify.annotations.NullMarked;
