/**
 * Simulations of when to poll runs, beside what they simulate.
 */
@NullMarked
package ai.flora.client.internal.follow;

import org.jspecify.annotations.NullMarked;
