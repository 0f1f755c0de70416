package ai.flora.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * A run that is being followed until it ends, or for {@code flora.follow.timeout}, two
 * hours unless set otherwise. Thread-safe. Handles for the same run share what is asked
 * of FLORA.
 *
 * @since 0.1.0
 */
public interface RunHandle {

	/**
	 * The run's identifier. Keep it: with it, any instance of an application can follow
	 * the run, also after a restart.
	 * @return the id, such as {@code run_abc123}
	 */
	String runId();

	/**
	 * FLORA's answer to the start.
	 * @return the answer, or empty if this client did not start the run
	 */
	Optional<StartedRun> started();

	/**
	 * The caller's own name for the run, {@link GenerationRequest#reference()}.
	 * @return the name; {@code null} if there is none, or this client did not start the
	 * run
	 */
	@Nullable String reference();

	/**
	 * The run as it was last seen.
	 * @return the run, or empty if it was not seen yet
	 */
	Optional<Run> latest();

	/**
	 * Waits until the run has ended, or {@code flora.follow.timeout} has passed.
	 * @return the completed run
	 * @throws FloraRunFailedException if the run has failed
	 * @throws FloraAwaitTimeoutException if it had not ended by then; it may still end
	 * well. Its cause is what the last poll of the run failed with, if it did
	 * @throws FloraFollowEndedException if this handle was stopped, or the client closed;
	 * or with a cause, if the key was refused, or somebody else than FLORA answered, in
	 * every poll for three minutes and in five at least
	 * @throws FloraInterruptedException if the calling thread was interrupted; the run is
	 * followed on
	 * @throws IllegalStateException on a thread that Reactor knows must not block; the
	 * run is followed on
	 * @throws FloraApiException if FLORA says that there is no such run, ten minutes
	 * after its start, or a minute after following began if this client did not start it;
	 * that it is gone; or that it cannot be asked for
	 * @throws FloraResponseTooLargeException if the run is larger than
	 * {@code flora.max-response-size}
	 */
	Run await();

	/**
	 * Waits for the run as {@link #await()} does, but not longer than this. That ends
	 * this waiting, and never the following, as long as the handle is kept: a run that
	 * this client did not start is forgotten when all who have waited for it drop their
	 * handles, and have neither asked for its {@link #completion()} nor listen to it.
	 * @param timeout the longest wait, positive
	 * @return the completed run
	 * @throws IllegalArgumentException if the timeout is not positive
	 * @throws FloraException for the reasons of {@link #await()}
	 */
	Run await(Duration timeout);

	/**
	 * The end of the run: the completed run, or one of the exceptions of
	 * {@link #await()}. A run that has ended is given after the listeners of this handle
	 * have heard of its end, or ten seconds later if one of them is slow.
	 * @return a future of the caller's own; to cancel or complete it harms nobody else.
	 * Continuations that are added before the end run on the client's executor: on
	 * virtual threads where the application uses them, and from Java 24 on; otherwise on
	 * a few threads, where it should not block for long. While it does, others are begun,
	 * up to 500, under a warning
	 */
	CompletableFuture<Run> completion();

	/**
	 * Tells a listener of each change that is seen, the run as it was last seen first,
	 * and its end last. Listeners are called in order, one after another, on the client's
	 * executor; when one is slow, it hears of the latest state only. What it throws is
	 * logged. A run whose end FLORA will post is polled as usual from now on.
	 * @param listener told of the run
	 * @return closing it ends the telling
	 */
	Registration onUpdate(Consumer<Run> listener);

	/**
	 * Stops this handle: whoever waits on it gets a {@link FloraFollowEndedException}.
	 * Once the run's end was seen, before any listener hears of it, this changes nothing.
	 * Other handles for the same run go on, and so does the run: FLORA cannot cancel one.
	 */
	void stop();

	/**
	 * A listener's registration.
	 *
	 */
	@FunctionalInterface
	interface Registration extends AutoCloseable {

		/**
		 * Ends the telling. A call that is going on ends by itself.
		 */
		@Override
		void close();

	}

}
