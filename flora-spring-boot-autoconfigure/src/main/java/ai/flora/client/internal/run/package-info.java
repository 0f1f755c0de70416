/**
 * Runs as FLORA shows them: {@code RunOperations} are FLORA's, {@code RunCalls} makes
 * them for callers and for whoever follows runs, and shows each list to a
 * {@code ListObserver}, the starter, which searches lists for runs of its own. Starts are
 * in the package of starts. {@code RunRuntimeHints} are for native images.
 */
@NullMarked
package ai.flora.client.internal.run;

import org.jspecify.annotations.NullMarked;
