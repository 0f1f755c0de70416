/**
 * Helpers that several packages of the implementation share. Nothing in here and below is
 * part of the API: it may change with any version.
 * <p>
 * Three types say of a run what several packages have to know: {@code RunKind} whether it
 * is of a model, a technique or an action, {@code RunOrigin} what was known when it was
 * started, and {@code RunPlace} where FLORA lists it, and how it is read.
 * <p>
 * Five words say how FLORA tells of a run by itself:
 * <dl>
 * <dt>webhook</dt>
 * <dd>FLORA's way to tell an application, and the endpoint for that</dd>
 * <dt>callback</dt>
 * <dd>the URL that a start names, for FLORA to post the end of its run to</dd>
 * <dt>delivery</dt>
 * <dd>one signed request of FLORA's to the endpoint; FLORA repeats a few times what is
 * not accepted</dd>
 * <dt>posted</dt>
 * <dd>told by a delivery: of an end, of a failure, or of the run that a start has led
 * to</dd>
 * <dt>reported</dt>
 * <dd>an end that was posted, and that the follower was told; a poll has yet to show
 * it</dd>
 * </dl>
 */
@NullMarked
package ai.flora.client.internal;

import org.jspecify.annotations.NullMarked;
