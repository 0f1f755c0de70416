/**
 * Receives FLORA's deliveries, without a web framework.
 */
@NullMarked
package ai.flora.client.internal.webhook;

import org.jspecify.annotations.NullMarked;
