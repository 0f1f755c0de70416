package ai.flora.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The connection of a client to FLORA, for health checks. Thread-safe.
 *
 * @since 0.1.0
 */
public interface FloraConnection {

	/**
	 * Base URL of the API.
	 * @return the URL
	 */
	URI baseUrl();

	/**
	 * The last call that succeeded. A refusal counts as a success if only an authorized
	 * caller gets it, such as for an invalid parameter. A 404 does not, because a wrong
	 * base URL may lead to one.
	 * @return the call; {@code null} if there was none
	 */
	@Nullable LastCall lastSuccess();

	/**
	 * The last call that could not reach FLORA, found it failing, or had its key refused.
	 * @return the call; {@code null} if there was none
	 */
	@Nullable LastCall lastFailure();

	/**
	 * Asks FLORA in one attempt ({@code GET /workspaces}), free of charge. Returns if
	 * FLORA responds and accepts the key.
	 * @param timeout the longest time, positive
	 * @throws IllegalArgumentException if the timeout is not positive
	 * @throws IllegalStateException on a thread that Reactor knows must not block
	 * @throws FloraException if FLORA cannot be reached, or refuses the key; the type
	 * tells which
	 */
	void probe(Duration timeout);

	/**
	 * Builds the HTTP client now instead of with the first call. Throws whatever a
	 * customizer of the application throws.
	 */
	void prepare();

	/**
	 * Begins anew, as if the client were closed and built once more with the same
	 * settings: between two tests that share a client. It follows nothing any more, and
	 * forgets what it has learnt; callers that wait for a run are told so. Does nothing
	 * once the client is closed.
	 */
	void restart();

	/**
	 * A call that has ended.
	 *
	 * @param nanoTime when it ended by {@link System#nanoTime()}, in nanoseconds
	 * @param at when it ended by the local wall clock
	 * @param took how long it took, with all attempts and waits
	 */
	record LastCall(long nanoTime, Instant at, Duration took) {
	}

}
