/**
 * One call to FLORA: its deadline, its attempts, its errors. To be read in this order:
 * <ol>
 * <li>{@code FloraTransport} makes the calls of {@code Operation}s, and keeps the
 * {@code CallHistory}. It is made of {@code TransportSettings}, {@code HttpSettings} and
 * {@code Instrumentation}. {@code Operations} are those of workspaces and of any route,
 * {@code StartOperations} those that start runs; each resource has its own in its
 * package.</li>
 * <li>{@code CallExecutor} puts the call under one observation, and retries as
 * {@code RetryPlan} says; a start decides for itself, in the package of starts.</li>
 * <li>{@code Call} has the {@code Deadline}, and makes one attempt at a time. An attempt
 * has a {@code SendPermit}, which tells afterwards whether the request may have left this
 * process in one of its {@code Sending}s, and whether in one of which the attempt's
 * failure does not tell. If the call costs money, the permit lets one of them take
 * effect, and what that one has met is the attempt's failure. And the call has
 * {@code SentKeys}, which no message shows.</li>
 * <li>{@code AttemptRunner} waits for the {@code PendingResponse}: on the calling thread
 * where the exchange on this {@code Connection} ends by itself within the time left, and
 * the operation need not end with the client; otherwise while one of the
 * {@code CallThreads} makes the exchange, as one of the {@code BackgroundExchanges}.</li>
 * <li>{@code HttpExchange} sends the request through the {@code RestClient} that
 * {@code RestClientFactory} has built, and reads the {@code ResponseBody}.</li>
 * <li>{@code AuthorizationInterceptor}, the innermost, checks the {@code RequestHeaders}
 * and the origin ({@code Origins}), and sets the {@code ApiKey}.
 * {@code WatchedRequestFactory} sees the request leave. {@code RequestFactories} has
 * prepared the HTTP client below: Apache's by {@code InterruptibleHttpClient}, Jetty's by
 * {@code JettyExchanges} and {@code JettyRefusal}, Reactor's by
 * {@code ReactorExchanges}.</li>
 * <li>The way back: a {@code BufferedResponse}, read by the operation's reader, mostly
 * with {@code FloraJson}, becomes an {@code Attempt.Success}.</li>
 * <li>A {@code Failure} travels in an {@code AttemptFailedException} from where it is
 * found: {@code HttpExchange} fails the {@code PendingResponse} with what the network
 * did, as {@code NetworkFailures} tell it, and with a body that is too large or cannot be
 * decompressed; {@code AttemptRunner} finds interrupts, some of which are a close, and a
 * deadline or a close before the attempt, {@code PendingResponse} a deadline during it,
 * {@code BackgroundExchanges} a close; {@code Call} finds the status of a response, with
 * its {@code ErrorEnvelope}, and the operation's reader a body that is not FLORA's.
 * {@code Call} turns it into an {@code Attempt.Failed}. In a call that is free, the
 * caller gets a {@code FloraException} of the interceptor or the key as it is, and what
 * an application's own interceptors throw, too, unless an {@code IOException} is among
 * its causes: that counts as no response. In a call that costs money all of it is a
 * failure, unless FLORA has responded with an error, which counts then. A start that is
 * not in doubt throws the original again, unless FLORA has failed at it before.</li>
 * <li>When nothing follows a failure, {@code ErrorTranslator} makes the exception of it
 * that the caller gets. It calls settings by their {@code SettingNames}.</li>
 * <li>{@code ServerClock} and the pause of a rate-limited client, {@code RetryAfter},
 * learn from each response.</li>
 * </ol>
 * <p>
 * {@code StorageTransport} sends files to FLORA's storage, without the key: it is the
 * same exchange below, and has a deadline of progress instead of attempts.
 * <p>
 * Requests are made of {@code PathSegments}, {@code QueryParameters} and
 * {@code StartBody}, and name the client by {@code UserAgent}; {@code StartRoutes} knows
 * the routes that start runs. {@code PageMeta}, {@code Quote} and {@code Workspaces} are
 * responses. {@code ConnectionChecks} finds what is wrong with a key or a base URL before
 * anything is sent. All waits are by a {@code Timing}, outside of tests a
 * {@code SystemTiming}. {@code SingleFlights} let several callers share one look-up.
 * {@code TransportRuntimeHints} are for native images.
 */
@NullMarked
package ai.flora.client.internal.transport;

import org.jspecify.annotations.NullMarked;
