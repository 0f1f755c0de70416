/**
 * Starts runs: one call, at most one charge, and never somebody else's run.
 */
@NullMarked
package ai.flora.client.start;

import org.jspecify.annotations.NullMarked;
