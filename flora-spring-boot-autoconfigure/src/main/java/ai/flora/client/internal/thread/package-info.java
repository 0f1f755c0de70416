/**
 * The threads of a client. None is started before there is something to do, and none
 * outlives its last task for long.
 * <p>
 * {@code ClientThreads} makes them all: daemons with the class loader of whoever built
 * the client. {@code CallThreads} make HTTP exchanges, polls, starts of batches and
 * downloads. The application's listeners run on a {@code ListenerExecutor}, apart from
 * calls and polls: on virtual threads where they suit, or else on {@code GrowingThreads},
 * which become more while the application blocks them, under a warning that names the
 * {@code BusyThread} that has been busy for longest. A {@code SerialExecutor} calls the
 * listeners of one handle one after another. A {@code FallbackExecutor} runs what must
 * not get lost even if no thread can be had.
 */
@NullMarked
package ai.flora.client.internal.thread;

import org.jspecify.annotations.NullMarked;
