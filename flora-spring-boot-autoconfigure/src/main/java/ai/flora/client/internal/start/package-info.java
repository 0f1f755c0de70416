/**
 * Starts runs: one call, at most one charge, and never somebody else's run.
 * <p>
 * All attempts of a start carry one key. Only a technique whose inputs FLORA has refused
 * for sure may be started once more, under another key. A start is <em>in doubt</em> once
 * an attempt may have reached FLORA and got no sure response. Then it is sent again under
 * the same key: that is asking, not retrying, and goes on until FLORA responds for sure
 * or the deadline passes. A call ends in one of these ways:
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
 * <p>
 * Here, to <em>ask</em> or to send a <em>question</em> is to send the same POST again
 * under the same key. A 5xx is FLORA's own if it carries {@code internal_error},
 * {@code unknown_error} or {@code service_unavailable} and is neither 502 nor 504. With
 * one attempt at most, a start in doubt ends at once.
 * <p>
 * The package {@code order} has what is to be started: a {@code StartOrder}, in which
 * kinds of runs differ. To be read in this order:
 * <ol>
 * <li>{@code RunStarter} has the {@code DefaultsLookup} name the workspace and the
 * project that the order leaves open, takes the caller's key or makes one, and waits for
 * its turn among the calls under that key ({@code StartTurns}).</li>
 * <li>What calls before have left under the key, {@code EarlierStarts} know: a start in
 * doubt goes on, if the order asks for the same, or stays in doubt if the client ends. An
 * order that is made once more is told from others under its key by what it asks for,
 * which {@code OrderContent} makes comparable. Inputs that were sent may have other names
 * by now: then it cannot be told, and must not be started under another key. Nor must
 * what may be the same as any other order under the key.</li>
 * <li>Only then comes what may refuse a new start, its {@code StartPreparation}: a
 * generation is checked, and its media are imported that FLORA cannot fetch; inputs are
 * fitted to what a technique or an action declares. All is in a {@code PendingStart},
 * which learns what becomes of the start, and at last makes an {@code AcceptedStart} of
 * it.</li>
 * <li>{@code StartSender} hands it to the transport as one call, with
 * {@code StartCall.run} as its course. Each attempt is made on another thread, so that it
 * can end with the client ({@code Operation.endsWithClient}).</li>
 * <li>{@code StartCall} makes the attempts: {@code StartVerdict} says what each response
 * means, and {@code StartCall} has a method for each row of the table below.</li>
 * <li>{@code StartDoubt} remembers since when the start is in doubt, and what its calls
 * have ended in; {@code UnconfirmedEnds} makes the exception if it stays so, and
 * {@code UnconfirmedCount} counts it, unless it is a batch's, which does so once it has
 * given up; {@code Conflicts} words the one for a key of the caller's that was used
 * before.</li>
 * </ol>
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
 * <td>list once, 3 s later or twice the lag of lists: a run that fits, or no list, ends
 * the call as unconfirmed; none that fits, retry</td>
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
 * A start <em>needs lists</em> once an attempt may have made a run that no response has
 * named: each start in doubt does, and so does a start at which FLORA has failed by its
 * own account. The latter alone is no doubt, since FLORA says that the key may be used
 * again. But it is no proof either: where the call then ends by a 429 or a refusal, the
 * exception has FLORA's failure among the suppressed ones, and neither a batch nor a
 * technique starts the same anew, under another key ({@code FloraFailure}). What the
 * application throws then is the cause of such an exception. The exception of a start in
 * doubt, whatever its cause, tells it, too, if FLORA has failed at any of its attempts: a
 * later call, in another process too, lists runs first. The start is remembered, so that
 * its run is taken neither for another start's nor for somebody else's. Under a key of
 * the caller's, a later call with the same order lists runs before it sends anything. One
 * with another order does not, and tells nothing of that failure: the caller may have
 * corrected the order. So several orders may have been sent under one key, and each call
 * is compared with all of them ({@code Likeness}). A start takes over the attempts and
 * FLORA's failures of each that may be the same, but the place of those alone that are:
 * {@code ProjectStarts} keeps the others, for they may be made once more. Messages that
 * are made before a start is sent know of no earlier call: they say that it is not sent,
 * and no more ({@code UnsentStart}).
 * <p>
 * A start without a run is remembered for two hours after its last attempt that may have
 * made one, by the monotonic clock; of those at which FLORA has failed under keys of the
 * client's own, the latest 1,000 of a project. The age of its key counts from its first
 * attempt that may have taken effect. But where a later call has listed runs after
 * FLORA's own failure, and has seen none, only its own attempts count. A run that no
 * response of FLORA's has told is remembered as long under its key, which FLORA may have
 * released: a further start under that key ends in the conflict that FLORA's response
 * would be, and nothing is sent.
 * <p>
 * An interceptor of the application may repeat the request of one attempt only as long as
 * none may have taken effect, and what became of the one that may have counts, whatever
 * the interceptor makes of it. The HTTP client may send the request more than once by
 * itself. Then an earlier one may have made a run of which the attempt's response does
 * not tell: the start is in doubt from now on, and the table's last column counts; a 429,
 * or a response that is not FLORA's, counts as none.
 * <p>
 * {@code StartWaits} says when FLORA is asked: the first question waits 5 s after an
 * attempt that may still be going on, since duplicates that are sent together may both
 * run, and 1 s after a gateway's 500, 502 or 503, or after a success that cannot be read;
 * later questions wait 5 to 10 s. No question is sent 100 minutes or more after the first
 * attempt that may have taken effect: FLORA forgets keys after two hours.
 * {@code StartMoment} measures that time by two clocks, since a machine may sleep and its
 * clock be set.
 * <p>
 * A key that is claimed is not yet a run. {@code RunSearch} searches among the newest
 * runs of the project ({@code NewestRuns}), which {@code OutstandingStarts} matches with
 * the client's starts. The run must have begun within the call's attempts
 * ({@code CreationWindow}), fit the model or technique, be unknown to this client and the
 * only candidate of two lists, and nobody else may have started runs in the project
 * lately ({@code ProjectStarts}). The second list waits for twice the lag that lists have
 * shown ({@code ListLag}). Before the caller gets it, the start is sent once more: after
 * another 409 it is the run; a 201 names the run, and the candidate is somebody else's.
 * Or FLORA posts the run to the start's own path, its {@code StartCallback}, which the
 * package of callbacks has: then the caller gets the run if it fits. A start that needs
 * lists is not sent again once such a run was posted ({@code PostedRuns}), whether its
 * key is claimed or not: FLORA may have released it after a failure of its own.
 * <p>
 * {@code UnconfirmedStartResolver} asks the same question in a later call, with these
 * differences: a start that was resolved once has the same run again, and nothing is
 * sent; a call does not wait for its turn, but ends while another one asks; a single
 * attempt that is lost never ends it; where FLORA had failed at any attempt, runs are
 * listed before anything is sent, and one that may have begun before the last such
 * failure ends the call; and a run that began after a question that found the key claimed
 * is not the start's. A new start under the caller's key of one in doubt continues that
 * one in the same way, but waits for its turn, and keeps to its own options. Where the
 * machine may have slept since this client heard of the start, a list tells nothing but
 * the run that a delivery names. Nor does it where FLORA does not tell the time; and
 * under a key of the caller's, it tells not even that.
 * <p>
 * The exception says by FLORA's clock since when a start is in doubt. Before a client
 * sends a start that another one has sent, too, it reads that clock, since a machine's
 * own may be off. The run of such a start may have begun at any time since.
 * <p>
 * Runs of techniques are listed for the whole workspace, since their starts name no
 * project. Runs of actions are not listed at all: what would take a list ends there.
 * <p>
 * Two calls may start runs without an order ({@code OtherStarts}): those that run nodes
 * of a canvas, and quotes ({@code QuoteSender}), which a FLORA that does not know quotes
 * takes for starts. They are sent once, whatever their key ({@code UnorderedStart}), for
 * nobody has seen one keep nodes from being run twice. As long as their own runs are not
 * known, and for two hours if a response is lost, no run that began meanwhile is for sure
 * that of a start in doubt.
 * <p>
 * A batch asks before each of its starts ({@code StartsForBatches}) whether lists might
 * mix it up with another start of the same project, whose model may be the same, that
 * needs lists and is not settled, or was left unsettled only a moment ago.
 * <p>
 * Risks remain: several writers in one project; a list that lags longer than the wait
 * before the second list; and a machine both of whose clocks stood still.
 */
@NullMarked
package ai.flora.client.internal.start;

import org.jspecify.annotations.NullMarked;
