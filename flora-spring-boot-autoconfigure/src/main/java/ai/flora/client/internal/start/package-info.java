/**
 * Starts runs: one call, at most one charge, and never somebody else's run.
 * <p>
 * All attempts of a call carry one key. A start is <em>in doubt</em> once an attempt may
 * have reached FLORA and got no sure answer. Then it is sent again under the same key:
 * that is asking, not retrying, and goes on until FLORA answers for sure or the deadline
 * passes. {@code StartVerdict} tells the answers apart, and {@code StartCall} does what
 * this table says.
 * <table border="1">
 * <caption>What an answer to a start means</caption>
 * <tr>
 * <th>answer</th>
 * <th>not in doubt so far</th>
 * <th>in doubt</th>
 * </tr>
 * <tr>
 * <td>201</td>
 * <td>the run</td>
 * <td>the run</td>
 * </tr>
 * <tr>
 * <td>not sent, 429</td>
 * <td>an ordinary retry</td>
 * <td>ask again</td>
 * </tr>
 * <tr>
 * <td>none, 408, 504; a 5xx that is not FLORA's own; a 2xx that cannot be read</td>
 * <td>in doubt from now on: ask again</td>
 * <td>ask again</td>
 * </tr>
 * <tr>
 * <td>409 {@code idempotency_duplicate}</td>
 * <td>look for the run; a conflict if the key is the caller's, unless FLORA had failed
 * before</td>
 * <td>look for the run; unconfirmed if the key is the caller's</td>
 * </tr>
 * <tr>
 * <td>FLORA's own 5xx</td>
 * <td>list once, 3 s later: a run that fits ends the call as unconfirmed; none, retry; no
 * list, {@code FloraServerException}</td>
 * <td>the same, but ask again, and unconfirmed without a list</td>
 * </tr>
 * <tr>
 * <td>{@code input_validation_error}</td>
 * <td>nothing was started</td>
 * <td>nothing was started</td>
 * </tr>
 * <tr>
 * <td>any other refusal</td>
 * <td>nothing was started</td>
 * <td>unconfirmed at once</td>
 * </tr>
 * </table>
 * <p>
 * The first question waits 5 s after an attempt that may still be going on, since
 * duplicates that are sent together may both run, and 1 s after a gateway's 500, 502 or
 * 503; later ones wait 5 to 10 s. No question is sent 100 minutes after the first attempt
 * or later: FLORA forgets keys after two hours.
 * <p>
 * A key that is claimed is not yet a run. The run is looked for among the newest of its
 * project. It must have begun within the call's attempts, fit the model, be unknown to
 * this client and the only one in two looks, and nobody else may have started runs in the
 * project lately. Before it is given, the start is sent once more: 409 again, and it is
 * given; 201, and that is the run, while the other is somebody else's. Or FLORA posts the
 * run to the start's own path: then it is given if it fits.
 * <p>
 * A doubt that is resolved later is the same question, with three differences: what it
 * was resolved to once, it is again, and nothing is sent; where FLORA had failed, runs
 * are looked for before anything is sent; and a run that began after a question that
 * found the key claimed is not its run. Where the machine may have slept since the first
 * attempt, lists tell nothing.
 * <p>
 * What remains: several writers in one project, and a list that lags longer than the
 * second look.
 *
 * @see <a href="https://developer.flora.ai/platform/idempotency/">FLORA: Idempotency</a>
 */
@NullMarked
package ai.flora.client.internal.start;

import org.jspecify.annotations.NullMarked;
