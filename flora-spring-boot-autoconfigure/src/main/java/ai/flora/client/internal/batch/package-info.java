/**
 * Starts many runs, as fast as FLORA takes them, and such that hardly any start stays
 * unconfirmed.
 * <p>
 * To be read in this order: {@code BatchStarter} has the requests of all batches of a
 * client, and a few threads that start one after another. {@code StartQueue} says which
 * is next: the first one that may be started now. A {@code Lane} holds the starts of one
 * model in one project, among whose runs nobody can tell one from another when responses
 * are lost together, since lists hold neither prompt nor key. {@code SubmittedBatch}
 * keeps the state of each item, and is given to the caller. {@code ItemLauncher} launches
 * one item; a start that its call leaves in doubt is resolved once more. An item that is
 * not sent ends with what an earlier call of the same start has ended in, if that may
 * have made a run. {@code BatchCheck} refuses items before any is sent, and
 * {@code StopRule} stops those that would fail as another one did.
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
 * <td>as long as FLORA asks, and a second at least</td>
 * </tr>
 * <tr>
 * <td>another one of a model of Krea's</td>
 * <td>five seconds after its response</td>
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
