/**
 * The API for callers of FLORA: the client, its records, and its exceptions.
 * <p>
 * Unless stated otherwise, costs are US dollars, moments are by FLORA's clock, and values
 * that are not {@code @Nullable} are never {@code null}.
 * <p>
 * To be read in this order:
 * <ol>
 * <li>{@code FloraClient} has a part for each resource, and takes deliveries;
 * {@code FloraConnection} says whether FLORA responds. {@code FloraClientBuilder}, in the
 * package {@code assembly}, builds it; {@code FollowSettings} and {@code RetrySettings}
 * are among its settings. {@code RequestOptions} are for one call, and a
 * {@code FloraRequest} for a route that no part has.</li>
 * <li>{@code FloraGenerationsClient} is the part to begin with. A
 * {@code GenerationRequest} goes in; a {@code StartedRun}, a {@code RunHandle} to wait
 * with, or a {@code GenerationBatch} comes out. {@code GenerationQuery} and {@code Page}
 * list each {@code Generation}.</li>
 * <li>{@code Run} is what a handle waits for, with its {@code RunOutput}s, or its
 * {@code RunFailure}. {@code FloraRunEndedEvent} tells the application of each end.</li>
 * <li>{@code FloraException} is above all that calls throw. For starts, read
 * {@code FloraStartUnconfirmedException}: a run may go on that nobody knows.</li>
 * <li>Other resources have packages of their own: {@code model}, {@code asset},
 * {@code technique}, {@code action}, {@code project} and {@code output}. Deliveries are
 * verified in {@code webhook}, and {@code observation} has the meters.</li>
 * </ol>
 * The implementation begins in {@code assembly}, and goes on in {@code internal.start},
 * {@code internal.transport} and {@code internal.follow}.
 *
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
@NullMarked
package ai.flora.client;

import org.jspecify.annotations.NullMarked;
