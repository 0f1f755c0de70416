package ai.flora.client.assembly;

import java.time.Duration;

import ai.flora.client.internal.callback.CallbackUrls;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that FLORA posts ends of runs to, and how far a client relies on
 * deliveries.
 *
 * @param callbacks the URLs that starts name; {@code null} for none
 * @param safetyInterval time between polls of a run whose end FLORA will post, in case
 * the delivery gets lost; {@code null} if no delivery reaches this client, so that runs
 * are polled as usual
 */
record DeliverySettings(@Nullable CallbackUrls callbacks, @Nullable Duration safetyInterval) {

}
