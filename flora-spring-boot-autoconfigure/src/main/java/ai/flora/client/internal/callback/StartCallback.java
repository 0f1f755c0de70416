package ai.flora.client.internal.callback;

import java.net.URI;
import java.util.Set;

import ai.flora.client.internal.RunOrigin;

/**
 * The path of its own that FLORA posts the end of a start's run to.
 *
 * @param callbacks all such paths of this client
 * @param url the path
 * @param token its last segment
 * @since 0.1.0
 */
public record StartCallback(StartCallbacks callbacks, URI url, String token) {

	/**
	 * Notes what is known of a start with this callback, before FLORA has responded.
	 * @param origin what is known of the run
	 */
	public void madeFor(RunOrigin origin) {
		this.callbacks.remember(this.token, origin);
	}

	/**
	 * Notes that the start has led to no run.
	 */
	public void refused() {
		this.callbacks.forget(this.token);
	}

	/**
	 * Returns the runs that deliveries to this path named.
	 * @return the identifiers of the runs
	 */
	public Set<String> postedRunIds() {
		return this.callbacks.runIdsFor(this.token);
	}

	/**
	 * Notes which run the start was given, to compare deliveries with.
	 * @param runId identifier of the run
	 */
	public void accepted(String runId) {
		this.callbacks.accepted(this.token, runId);
	}

}
