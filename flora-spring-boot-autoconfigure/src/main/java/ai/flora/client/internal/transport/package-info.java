/**
 * One call to FLORA: its deadline, its attempts, its errors.
 * <p>
 * {@code FloraTransport} carries out an {@code Operation}. {@code CallExecutor} puts it
 * under one observation, as a {@code Call} with one {@code Deadline}. In each attempt,
 * {@code AttemptRunner} has {@code HttpExchange} send the request through the
 * {@code RestClient}, and waits for the {@code PendingResponse}. The operation reads the
 * {@code BufferedResponse}: that {@code Attempt.Success} ends the call. Any
 * {@code Failure} is an {@code Attempt.Failed}, after which {@code RetryPlan} says when
 * another attempt follows, or a {@code CallCourse} of its own decides, such as that of a
 * start. If none follows, {@code ErrorTranslator} makes the caller's exception, whose
 * message names settings as the application sets them ({@code SettingNames}). The
 * details, in the same order:
 * <ol>
 * <li>{@code FloraTransport} is made of {@code TransportSettings}, {@code HttpSettings}
 * and {@code Instrumentation}, and keeps the {@code CallHistory}. Operations, responses
 * with their failures, and the time are in the packages {@code operation},
 * {@code response} and {@code time}, which this one uses.</li>
 * <li>{@code Call} has {@code SentKeys}, which no message shows. Each attempt has a
 * {@code SendPermit}, which tells afterwards whether the request may have left this
 * process in one of its {@code Sending}s, or in several. A request that costs money takes
 * effect in one of them at most. What that one has met counts, whatever interceptors make
 * of it: {@code Call} tells it to the observation, and by {@code AttemptRunner} to
 * {@code ServerClock} and to the pause of a rate-limited client.</li>
 * <li>{@code AttemptRunner} waits on the calling thread where the exchange on this
 * {@code Connection} ends by itself within the time left, and the operation need not end
 * with the client; otherwise {@code BackgroundExchanges} make it on another thread.</li>
 * <li>{@code RestClientFactory} has built the {@code RestClient}. Its innermost
 * interceptor, {@code AuthorizationInterceptor}, checks the {@code RequestHeaders} and
 * the origin ({@code Origins}), and sets the {@code ApiKey}. Where the application has
 * interceptors, {@code KeyMaskingInterceptor} is the outermost one, and lets none of
 * their exceptions pass that quotes a key. {@code WatchedRequestFactory} sees the request
 * leave. {@code RequestFactories} has prepared the HTTP client below: Apache's by
 * {@code InterruptibleHttpClient}, Jetty's by {@code JettyExchanges} and
 * {@code JettyRefusal}, Reactor's by {@code ReactorExchanges}.</li>
 * <li>{@code HttpExchange} reads the {@code ResponseBody}.</li>
 * <li>A {@code Failure} travels in an {@code AttemptFailedException} from where it is
 * found: {@code HttpExchange} fails the {@code PendingResponse} with what the network
 * did, as {@code NetworkFailures} tell it, and with a body that is too large or cannot be
 * decompressed; {@code AttemptRunner} finds interrupts, some of which are a close, and a
 * deadline or a close before the attempt, {@code PendingResponse} a deadline or a close
 * during it; {@code Call} finds the status of a response, and the operation's reader a
 * body that is not FLORA's. {@code HttpExchange.failureOf}, {@code Call.attempt} and
 * {@code Call.failed} say what becomes of what an application's own interceptors
 * throw.</li>
 * </ol>
 * <p>
 * {@code StorageTransport} sends files to FLORA's storage, without the key: it is the
 * same exchange below, and has a deadline of progress instead of attempts.
 * <p>
 * Requests name the client by {@code UserAgent}. {@code ConnectionChecks} finds what is
 * wrong with a key or a base URL before anything is sent. {@code TransportRuntimeHints}
 * are for native images.
 */
@NullMarked
package ai.flora.client.internal.transport;

import org.jspecify.annotations.NullMarked;
