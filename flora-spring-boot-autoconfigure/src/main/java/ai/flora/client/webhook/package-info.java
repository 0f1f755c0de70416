/**
 * Verifies and reads FLORA's webhook deliveries, with any web framework or none.
 *
 * @see <a href="https://developer.flora.ai/platform/webhooks/">FLORA: Webhooks</a>
 */
@NullMarked
package ai.flora.client.webhook;

import org.jspecify.annotations.NullMarked;
