/**
 * FLORA calls us: deliveries are verified and told apart. Needs no web framework.
 */
@NullMarked
package ai.flora.client.webhook;

import org.jspecify.annotations.NullMarked;
