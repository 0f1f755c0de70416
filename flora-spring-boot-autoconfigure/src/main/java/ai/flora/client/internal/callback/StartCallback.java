package ai.flora.client.internal.callback;

import java.net.URI;
import java.util.Set;

import ai.flora.client.internal.RunOrigin;

/**
 * The path of its own that FLORA posts the end of a start's run to.
 *
 * @since 0.1.0
 */
public final class StartCallback {

	private final StartCallbacks callbacks;

	private final URI url;

	private final String token;

	/**
	 * Creates a callback.
	 * @param callbacks keeps what is known of the starts of this client
	 * @param url the path
	 * @param token its last segment
	 */
	StartCallback(StartCallbacks callbacks, URI url, String token) {
		this.callbacks = callbacks;
		this.url = url;
		this.token = token;
	}

	/**
	 * Returns the path.
	 * @return the URL, for the start to name
	 */
	public URI url() {
		return this.url;
	}

	/**
	 * Returns the last segment of the path.
	 * @return the token, by which deliveries name the start
	 */
	public String token() {
		return this.token;
	}

	/**
	 * Notes what is known of a start with this callback, before FLORA has responded.
	 * @param origin what is known of the run
	 */
	public void madeFor(RunOrigin origin) {
		this.callbacks.made(this.token, origin);
	}

	/**
	 * Notes that the start has led to no run.
	 */
	public void ledToNoRun() {
		this.callbacks.ledToNoRun(this.token);
	}

	/**
	 * Notes which run the start was given, to compare deliveries with.
	 * @param runId identifier of the run
	 */
	public void accepted(String runId) {
		this.callbacks.accepted(this.token, runId);
	}

	/**
	 * Returns the runs that deliveries to this path named.
	 * @return the identifiers of the runs
	 */
	public Set<String> postedRunIds() {
		return this.callbacks.postedRunIds(this.token);
	}

}
