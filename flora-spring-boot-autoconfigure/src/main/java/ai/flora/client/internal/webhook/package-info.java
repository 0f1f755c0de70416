/**
 * Receives FLORA's deliveries for an endpoint of any web framework.
 * <p>
 * The endpoint reads the body. {@code WebhookReceiver} verifies it, tells repeats apart
 * by {@code RecentDeliveries}, has {@code ClientFinder} find the client that it is for,
 * and hands it to {@code FloraClient.received}: there {@code Deliveries}, in the package
 * {@code assembly}, take over. Anything else gets a {@code Refusal}, of which
 * {@code RefusalLog} warns. {@code WebhookRuntimeHints} are for native images.
 */
@NullMarked
package ai.flora.client.internal.webhook;

import org.jspecify.annotations.NullMarked;
