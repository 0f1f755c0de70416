/**
 * Starts many runs, as fast as FLORA takes them, and such that hardly any start stays
 * unconfirmed.
 * <p>
 * To be read in this order: {@code BatchStarter} has the requests of all batches of a
 * client, and a few threads that start one after another. {@code BatchCheck} refuses
 * items before any is sent. {@code StartQueue} says which start is next: the first one
 * that may be sent now. A {@code Lane} holds the starts of one model in one project,
 * among whose runs nobody can tell one from another when responses are lost together,
 * since lists hold neither prompt nor key. {@code ItemLauncher} launches one item.
 * {@code StopRule} stops items that would fail as another one did. {@code SubmittedBatch}
 * keeps the state of each item, and is given to the caller.
 * <p>
 * An item goes this way:
 * <ol>
 * <li>It waits in its lane ({@code BatchStarter.checkAll}, {@code StartQueue.add}) until
 * nothing in the table below holds it up.</li>
 * <li>It is begun ({@code BatchStarter.next}, {@code SubmittedBatch.begin}), and has a
 * thread from now on.</li>
 * <li>It is started ({@code BatchStarter.start}, {@code ItemLauncher.launch},
 * {@code GenerationLauncher.start}, {@code StartsForBatches.start}). A start that its
 * call leaves in doubt is resolved once more.</li>
 * <li>It ends with its run ({@code ItemLauncher.ended}), or without one
 * ({@code SubmittedBatch.notStarted}). An item that is not sent ends with what an earlier
 * call of the same start has ended in, if that may have made a run
 * ({@code SubmittedBatch.endUnsent}).</li>
 * </ol>
 * After a 429 three things wait:
 * <ul>
 * <li>Its call waits, and sends it again as long as attempts are left:
 * {@code StartCall.notStarted}, {@code StartWaits.beforeRetry}.</li>
 * <li>All starts that have not begun wait, of all batches: {@code AttemptRunner.learn}, a
 * lambda of {@code FloraTransport.connect}, {@code ClientEngine.rateLimited},
 * {@code BatchStarter.rateLimited}, {@code StartQueue.pause}.</li>
 * <li>If its call does not send it again, the item goes back to its lane as long as its
 * time is not over: {@code ItemLauncher.tryAgain}, {@code BatchStarter.putBack},
 * {@code SubmittedBatch.waitAgain}, {@code Lane.add}.</li>
 * </ul>
 * {@code SubmittedBatch.stop} withdraws items. Those that wait end at once. Those that
 * were begun end where their calls ask {@code SubmittedBatch.isWithdrawn} before they
 * send: {@code RunStarter.prepareAndSend}, and {@code PendingStart.isWithdrawn} in
 * {@code StartCall.checkStillWanted}. A {@code WithdrawnException} leads back to
 * {@code ItemLauncher.launch}, and to {@code SubmittedBatch.endWithdrawn}. A start in
 * doubt goes on. One that FLORA itself has failed at ends with that failure.
 * <table border="1">
 * <caption>When a start has to wait</caption>
 * <tr>
 * <th>for</th>
 * <th>how long</th>
 * </tr>
 * <tr>
 * <td>others of all batches that are on the way</td>
 * <td>at most four at a time, two for ten minutes after a 429</td>
 * </tr>
 * <tr>
 * <td>a 429, whatever call it was a response to</td>
 * <td>as long as FLORA asks, or else five seconds: a second at least, and
 * {@code RetrySettings.maxRetryAfter} at most</td>
 * </tr>
 * <tr>
 * <td>another one of a slow model: one of Krea's</td>
 * <td>until five seconds after the end of its call</td>
 * </tr>
 * <tr>
 * <td>one in doubt in the same project, whose model may be the same, whoever has started
 * it</td>
 * <td>until it is settled, or its run can be told from later ones</td>
 * </tr>
 * <tr>
 * <td>others of the same project, whose model may be the same, that are on the way,
 * before sixteen in a row have got their responses</td>
 * <td>for their responses; as long as none was lost, a second is enough</td>
 * </tr>
 * </table>
 */
@NullMarked
package ai.flora.client.internal.batch;

import org.jspecify.annotations.NullMarked;
