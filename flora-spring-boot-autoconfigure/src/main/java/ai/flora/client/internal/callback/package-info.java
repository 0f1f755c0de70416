/**
 * Callbacks: where FLORA posts the end of a run, and whose run a delivery is about.
 * <p>
 * A callback is a path of a start's own, whose last segment is the start's
 * <em>token</em>. A delivery comes to that path even if FLORA's response to the start was
 * lost, and so tells a start in doubt which run is its own:
 * <ol>
 * <li>A start takes a {@code StartCallback} from the {@code StartCallbacks} of its
 * client. {@code CallbackUrls} make its URL, with a token that {@code CallbackTokens}
 * make and sign: the receiver of deliveries tells it from a guess.</li>
 * <li>The start is made, and leads to a run or to none: {@code StartCallbacks} know that
 * by the token, as {@code StartsOfPath}.</li>
 * <li>A delivery names a run: {@code StartCallbacks.bind} notes it, and returns what is
 * known of its start, unless the run is another start's.</li>
 * <li>A start that may have a run asks for {@code StartCallback.postedRunIds} each time
 * before it is sent again, and while it searches for its run. It takes such a run only if
 * a list shows that it fits ({@code PostedRuns}, in the package {@code start}):
 * deliveries are signed, but not the paths that they are posted to.</li>
 * </ol>
 */
@NullMarked
package ai.flora.client.internal.callback;

import org.jspecify.annotations.NullMarked;
