/**
 * FLORA calls us: what it posts is verified and read, whoever received it, and whatever
 * for a web framework there is, if any.
 *
 * @see <a href="https://developer.flora.ai/platform/webhooks/">FLORA: Webhooks</a>
 */
@NullMarked
package ai.flora.client.webhook;

import org.jspecify.annotations.NullMarked;
