/**
 * Tells what following has seen and survived, without the follower's lock.
 * {@code Notifications} call handles, meters and listeners. {@code RunEndEvents} tell the
 * application of each end, once {@code OutputSaves} have saved the outputs of a completed
 * run, if there is an {@code OutputSaving}, and know what the application has not heard
 * of yet. {@code FailureLog} logs what following has survived.
 */
@NullMarked
package ai.flora.client.internal.follow.notification;

import org.jspecify.annotations.NullMarked;
