/**
 * Callbacks: where FLORA posts the end of a run, and whose run a delivery is about.
 * <p>
 * Each start that takes one has a {@code StartCallback}, a path of its own.
 * {@code CallbackUrls} make these paths; {@code CallbackTokens} make and sign the last
 * segment of a path, and tell the receiver of deliveries which paths are an application's
 * own. {@code StartCallbacks} know the starts of a client by these tokens
 * ({@code CalledBackStart}), and the runs that deliveries to their paths named.
 */
@NullMarked
package ai.flora.client.internal.callback;

import org.jspecify.annotations.NullMarked;
