/**
 * FLORA calls us: deliveries are verified and told apart. Only the handler needs a web
 * framework, Spring MVC.
 *
 * @see <a href="https://developer.flora.ai/platform/webhooks/">FLORA: Webhooks</a>
 */
@NullMarked
package ai.flora.client.webhook;

import org.jspecify.annotations.NullMarked;
