/**
 * Starts runs: one call, at most one charge, and never somebody else's run, save for the
 * risks below.
 * <p>
 * The story of a start whose response is lost:
 * <ol>
 * <li>The POST carries a key, under which FLORA charges it once. No response comes. FLORA
 * may have made a run: from now on the start is <em>in doubt</em>.</li>
 * <li>5 s later, the same POST is sent again under the same key. Here, that is to
 * <em>ask</em>. It goes on until FLORA responds for sure, or the deadline passes.</li>
 * <li>A 201 names the run, and the call ends with it. A 409 says that the key is
 * <em>claimed</em>, which is not yet a run.</li>
 * <li>After a 409, the newest runs of the project are listed, until one alone may be the
 * start's in two lists.</li>
 * <li>Then the POST is sent once more. After another 409 the caller gets the run that was
 * found. A 201 names the start's run, and the one that was found is somebody else's.</li>
 * <li>Meanwhile FLORA may post the end of a run to the start's own path. Once a list
 * shows that run, the call ends with it, and nothing more is sent.</li>
 * <li>If the deadline passes first, or nothing can tell the run, the call ends in a
 * {@code FloraStartUnconfirmedException}. A later call, perhaps in another process, goes
 * on from there.</li>
 * </ol>
 * A call ends in one of these ways:
 * <ul>
 * <li>with the run of FLORA's response;</li>
 * <li>with the run that lists tell, once FLORA says that the key is claimed;</li>
 * <li>with the run that a delivery to the start's own path names, if a list shows
 * it;</li>
 * <li>with a {@code FloraStartUnconfirmedException}: FLORA accepted the start, or may
 * have, and its run is not known for sure; the message says whether the start can be
 * resolved later;</li>
 * <li>with a {@code FloraConflictException}: the key is the caller's, and was used
 * before;</li>
 * <li>with any other exception: nothing was started, as far as lists have shown.</li>
 * </ul>
 * <table border="1">
 * <caption>What a response to a start means</caption>
 * <tr>
 * <th>response</th>
 * <th>verdict</th>
 * <th>not in doubt so far</th>
 * <th>in doubt</th>
 * </tr>
 * <tr>
 * <td>201</td>
 * <td></td>
 * <td>the run</td>
 * <td>the run</td>
 * </tr>
 * <tr>
 * <td>not sent, 429</td>
 * <td>{@code NOT_SENT}, {@code RATE_LIMITED}</td>
 * <td>an ordinary retry</td>
 * <td>ask again</td>
 * </tr>
 * <tr>
 * <td>none, 408, 504; a 5xx that is not FLORA's own; a 2xx that cannot be read</td>
 * <td>{@code UNANSWERED}, {@code INCONCLUSIVE}</td>
 * <td>in doubt from now on: ask again</td>
 * <td>ask again</td>
 * </tr>
 * <tr>
 * <td>409 {@code idempotency_duplicate}</td>
 * <td>{@code CLAIMED}</td>
 * <td>search for the run; a conflict if the key is the caller's, unless FLORA had failed
 * before</td>
 * <td>search for the run; if the key is the caller's, by deliveries alone, and without a
 * callback unconfirmed at once</td>
 * </tr>
 * <tr>
 * <td>FLORA's own 5xx</td>
 * <td>{@code FLORA_FAILED}</td>
 * <td>list once, after 3 s or twice the lag of lists, whichever is longer: the run that a
 * delivery named ends the call; another run that fits, or no list, ends it as
 * unconfirmed; none that fits, retry</td>
 * <td>the same, but ask again</td>
 * </tr>
 * <tr>
 * <td>any other refusal</td>
 * <td>{@code REFUSED}</td>
 * <td>nothing was started</td>
 * <td>unconfirmed at once</td>
 * </tr>
 * </table>
 * <p>
 * With one attempt at most, no call sends its start twice, but {@code resolve}: it asks
 * until FLORA responds for sure, and confirms the run that lists tell.
 * <p>
 * To be read in this order:
 * <ol>
 * <li>{@code RunStarter} has workspace and project named by the {@code DefaultsLookup} of
 * the package {@code order}, takes the caller's key or makes one, and waits for its turn
 * among the calls under that key ({@code StartTurns}). {@code EarlierStarts} know what
 * calls before have left under the key. Only then comes what may refuse a new start, its
 * {@code StartPreparation}.</li>
 * <li>{@code PendingStart} holds the start from now on. Its {@code StartDoubt} says since
 * when it is in doubt, its {@code CreationWindow} when its run must have begun. At last
 * it makes an {@code AcceptedStart}.</li>
 * <li>{@code StartSender} hands it to the transport as one call, and says what is left
 * behind when that ends.</li>
 * <li>{@code StartCall} is the course of the call. It makes the attempts, has
 * {@code StartVerdict} judge each response, and has a method for each row of the table.
 * {@code StartWaits} say when the next attempt may be sent.</li>
 * <li>{@code RunSearch} searches for the run of a claimed key, and {@code RunCheck} for a
 * run that FLORA has made before it failed. Both list the {@code NewestRuns}, which
 * {@code OutstandingStarts} match with all starts of the client, each project for itself
 * ({@code ProjectStarts}). {@code PostedRuns} are those that deliveries have named.</li>
 * <li>{@code UnconfirmedEnds} make the exception of a start that stays in doubt, and
 * {@code UnconfirmedStartResolver} goes on with it in a later call.</li>
 * <li>Of interest to few: {@code FloraFailure}, for FLORA's own failures;
 * {@code Likeness}, for several orders under one key; {@code OtherStarts}, for calls that
 * may start runs without an order; {@code StartsForBatches}.</li>
 * </ol>
 * <p>
 * Risks remain. A start may be charged twice if FLORA has made a run before it failed,
 * and no list shows that in time; if two requests meet, since one was held up for longer
 * than the 5 s; or if FLORA has forgotten the key, as on a machine both of whose clocks
 * stood still. Somebody else's run may be taken if there are several writers in one
 * project, or a list lags longer than the wait before the second one.
 */
@NullMarked
package ai.flora.client.internal.start;

import org.jspecify.annotations.NullMarked;
