package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;

import ai.flora.client.FloraException;
import ai.flora.client.internal.start.CallbackUrls;
import ai.flora.client.internal.transport.CallHistory;
import org.jspecify.annotations.Nullable;

/**
 * How a client is connected, for those who watch over it. The clients of
 * {@link FloraClientBuilder} are of this type. Thread-safe.
 *
 * @since 0.1.0
 */
public interface FloraConnectivity {

	/**
	 * Base URL of the API.
	 * @return the URL
	 */
	URI baseUrl();

	/**
	 * What calls have shown of FLORA lately.
	 * @return the history, which goes on
	 */
	CallHistory history();

	/**
	 * Asks FLORA whether it is there and accepts the key: one attempt, free of charge.
	 * @param timeout how long it may take, positive
	 * @throws IllegalArgumentException if the timeout is not positive
	 * @throws FloraException if not; its type says why
	 */
	void probe(Duration timeout);

	/**
	 * Looks at a run until its end is seen: FLORA has said that it has ended.
	 * @param runId identifier of the run
	 * @return whether it is looked at, or its end known already; {@code false} if there
	 * are too many such runs, or the client is closed
	 * @throws IllegalArgumentException if the id cannot be one
	 */
	boolean adopt(String runId);

	/**
	 * Where FLORA posts the ends of runs that the client starts.
	 * @return the callbacks, or {@code null} if there are none
	 */
	@Nullable CallbackUrls callbacks();

	/**
	 * Lets the client expect what FLORA posts: from now on, runs with a callback are
	 * looked at rarely.
	 * @param safetyInterval time between looks, in case a delivery gets lost; positive
	 */
	void expectCallbacks(Duration safetyInterval);

	/**
	 * Builds the HTTP client now rather than with the first call. What a customizer
	 * throws, this throws, too.
	 */
	void prepare();

}
