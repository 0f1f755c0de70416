/**
 * Starts runs: one call, at most one charge, and never somebody else's run.
 *
 * @see <a href="https://developer.flora.ai/platform/idempotency/">FLORA: Idempotency</a>
 */
@NullMarked
package ai.flora.client.start;

import org.jspecify.annotations.NullMarked;
