/**
 * Following runs: when to look at them, and telling those who wait.
 */
@NullMarked
package ai.flora.client.follow;

import org.jspecify.annotations.NullMarked;
