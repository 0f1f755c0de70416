/**
 * Measurements of what the client costs.
 */
@NullMarked
package ai.flora.benchmarks;

import org.jspecify.annotations.NullMarked;
