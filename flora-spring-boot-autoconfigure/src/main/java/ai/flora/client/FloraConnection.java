package ai.flora.client;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The connection of a client to FLORA, for those who watch over it. Thread-safe.
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
	 * The last call that got its answer, or a refusal that only an authorized caller of
	 * an existing API gets, such as for an invalid parameter. A 404 is no such refusal: a
	 * wrong base URL may lead to one.
	 * @return the call, or {@code null} if there was none
	 */
	@Nullable LastCall lastSuccess();

	/**
	 * The last call that could not reach FLORA, found it failing, or had its key refused.
	 * @return the call, or {@code null} if there was none
	 */
	@Nullable LastCall lastFailure();

	/**
	 * Asks FLORA whether it is there and accepts the key: one attempt, free of charge
	 * ({@code GET /workspaces}).
	 * @param timeout how long it may take, positive
	 * @throws IllegalArgumentException if the timeout is not positive
	 * @throws IllegalStateException on a thread that Reactor knows must not block
	 * @throws FloraException if FLORA is not there, or refuses the key; its type says why
	 */
	void probe(Duration timeout);

	/**
	 * Builds the HTTP client now rather than with the first call. Throws whatever a
	 * customizer of the application throws.
	 */
	void prepare();

	/**
	 * A call that has ended.
	 *
	 * @param nanoTime when it ended by {@link System#nanoTime()}, in nanoseconds
	 * @param at when it ended by the local wall clock
	 * @param took how long it took, with all its attempts and waits
	 */
	record LastCall(long nanoTime, Instant at, Duration took) {
	}

}
