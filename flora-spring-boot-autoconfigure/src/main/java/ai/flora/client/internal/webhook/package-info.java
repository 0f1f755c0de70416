/**
 * Receives FLORA's deliveries for an endpoint of any web framework: the endpoint reads
 * the body, {@code WebhookReceiver} verifies it, warns by {@code RefusalLog} of what it
 * refuses, tells repeats apart by {@code RecentDeliveries}, and hands it to
 * {@code FloraClient.received}. There {@code Deliveries}, in the package
 * {@code assembly}, finds its start, and tells the follower, which polls the run; a start
 * in doubt learns from the path of a delivery, by {@code StartCallbacks}, which run is
 * its own.
 */
@NullMarked
package ai.flora.client.internal.webhook;

import org.jspecify.annotations.NullMarked;
