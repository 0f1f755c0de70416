/**
 * Verifies and reads FLORA's webhook deliveries, with any web framework or none.
 * <p>
 * {@code FloraWebhookVerifier} makes a {@code FloraWebhookEvent} of a delivery, or throws
 * an {@code InvalidFloraWebhookException} with the reason.
 *
 * @see <a href="https://developer.flora.ai/platform/webhooks/">FLORA: Webhooks</a>
 */
@NullMarked
package ai.flora.client.webhook;

import org.jspecify.annotations.NullMarked;
