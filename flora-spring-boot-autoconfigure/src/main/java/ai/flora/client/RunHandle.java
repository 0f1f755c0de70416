package ai.flora.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A run that is followed until it ends. Its handles wait for at most
 * {@code flora.follow.timeout} (two hours unless set otherwise), counted from the latest
 * of them, and share the client's polls. Thread-safe.
 *
 * @since 0.1.0
 */
public interface RunHandle {

	/**
	 * The run's identifier. Keep it: with the id, any instance of an application can
	 * follow the run, also after a restart.
	 * @return the id, such as {@code run_abc123}
	 */
	String runId();

	/**
	 * FLORA's response to the start.
	 * @return the response, or empty if this client did not start the run
	 */
	Optional<StartedRun> started();

	/**
	 * The caller's own name for the run, {@link RunRequest#reference()}.
	 * @return the name; {@code null} if there is none, or this client did not start the
	 * run
	 */
	@Nullable String reference();

	/**
	 * The run as the client last saw it.
	 * @return the run, or empty if the client has not seen it yet
	 */
	Optional<Run> latest();

	/**
	 * Waits until the run has ended, or {@code flora.follow.timeout} has passed since the
	 * latest handle of the run was made. After that time the run may be followed a little
	 * longer, so that the application is told of its end.
	 * @return the completed run
	 * @throws FloraRunFailedException if the run has failed
	 * @throws FloraAwaitTimeoutException if the run had not ended in time. It may still
	 * end well. The cause is the failure of the last poll, if that failed
	 * @throws FloraFollowEndedException if this handle was stopped, or the client closed.
	 * Also, with a cause, if within three minutes or more five polls met a refused key or
	 * a response that is not FLORA's, and none showed the run
	 * @throws FloraInterruptedException if the calling thread was interrupted; the run
	 * stays followed
	 * @throws IllegalStateException on a thread that Reactor knows must not block; the
	 * run stays followed
	 * @throws FloraApiException if FLORA says that the run is gone, or refuses the poll.
	 * A run that FLORA does not know counts as missing ten minutes after its start, or
	 * one minute after following began if this client did not start it. One that polls
	 * have shown counts as missing after five polls over three minutes
	 * @throws FloraResponseTooLargeException if the run is larger than
	 * {@code flora.max-response-size}
	 */
	Run await();

	/**
	 * Waits as {@link #await()} does, but not longer than the timeout. A timeout ends
	 * this wait, and the run stays followed.
	 * <p>
	 * The client follows a run that it did not start until the run ends, unless all its
	 * handles were waited with in vain, and then dropped by their callers. A handle with
	 * a listener, or with a {@link #completion()} that has not ended, is not dropped.
	 * @param timeout the longest wait, positive
	 * @return the completed run
	 * @throws IllegalArgumentException if the timeout is not positive
	 * @throws FloraException for the reasons of {@link #await()}
	 */
	Run await(Duration timeout);

	/**
	 * The end of the run: the completed run, or one of the exceptions of
	 * {@link #await()}. The future completes after the listeners of this handle have
	 * heard of the end, or ten seconds later if a listener is slow.
	 * <p>
	 * Continuations that are added before the end run on the client's executor. That has
	 * virtual threads where the application uses them, and from Java 24 on. Elsewhere it
	 * has a few platform threads, on which a continuation should not block for long.
	 * While continuations block, the client begins more threads, up to 500, under a
	 * warning.
	 * @return a future of the caller's own, which may be cancelled or completed without
	 * an effect on others
	 */
	CompletableFuture<Run> completion();

	/**
	 * Tells a listener of each change that the client sees. It first gets the run as it
	 * was last seen, and gets the end last.
	 * <p>
	 * Listeners are called in order, one after another, on the client's executor. A slow
	 * listener gets the latest state only. Exceptions of a listener are logged. If FLORA
	 * posts the run's end, the client polls the run as usual all the same, until the
	 * registration is closed or this handle stopped.
	 * @param listener the listener
	 * @return the registration; closing it ends the calls
	 */
	Registration onUpdate(Consumer<Run> listener);

	/**
	 * Stops this handle: waiting on it throws a {@link FloraFollowEndedException}. Once
	 * the client has seen the run's end, this changes nothing. Other handles of the run
	 * go on, and so does the run: FLORA cannot cancel one.
	 */
	void stop();

	/**
	 * The registration of a listener.
	 */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		/**
		 * Ends the calls of the listener. A call that is going on is not interrupted.
		 */
		@Override
		void close();

	}

}
