/**
 * One call to FLORA: its deadline, its attempts, its errors. To be read in this order:
 * <ol>
 * <li>{@code FloraTransport} makes the calls of FLORA's {@code Operations} and of those
 * of each resource, and keeps the {@code CallHistory}.</li>
 * <li>{@code CallExecutor} puts the call under one observation, and retries as
 * {@code RetryPlan} says; a start decides for itself, in the room of starts.</li>
 * <li>{@code Call} has the {@code Deadline}, and makes one attempt at a time. An attempt
 * has a {@code SendPermit}, which tells afterwards whether the request may have left this
 * process.</li>
 * <li>{@code AttemptRunner} waits for the {@code PendingResponse}: on the calling thread
 * where the {@code Connection} obeys deadlines by itself, otherwise while another thread
 * makes the exchange.</li>
 * <li>{@code HttpExchange} sends the request through the {@code RestClient} that
 * {@code RestClientFactory} has built, and reads the {@code ResponseBody}.</li>
 * <li>{@code AuthorizationInterceptor}, the innermost, sets the key.
 * {@code WatchedRequestFactory} sees the request leave; {@code RequestFactories} has
 * prepared the HTTP client below.</li>
 * <li>The way back: a {@code BufferedResponse}, read by the operation's reader, becomes
 * an {@code Attempt.Success}.</li>
 * <li>Whoever finds a {@code Failure} throws it in an {@code AttemptFailedException};
 * {@code Call} turns it into an {@code Attempt.Failed}: {@code HttpExchange} for what the
 * network did, {@code AttemptRunner} for deadlines and interrupts, {@code Call} for the
 * status of a response. A {@code FloraException} of the interceptor or the key, and what
 * an application's own interceptors throw, go to the caller as they are.</li>
 * <li>When nothing follows a failure, {@code ErrorTranslator} makes the exception of it
 * that the caller gets.</li>
 * <li>{@code ServerClock} and the pause of a rate-limited client learn from each
 * response.</li>
 * </ol>
 */
@NullMarked
package ai.flora.client.internal.transport;

import org.jspecify.annotations.NullMarked;
