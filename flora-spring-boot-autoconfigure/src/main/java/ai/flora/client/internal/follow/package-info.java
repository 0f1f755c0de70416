/**
 * Following runs: when to look at them, and telling those who wait.
 *
 * @see <a href="https://developer.flora.ai/guides/generations/">FLORA: Generations</a>
 */
@NullMarked
package ai.flora.client.internal.follow;

import org.jspecify.annotations.NullMarked;
