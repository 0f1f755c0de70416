package ai.flora.client.internal.start;

import java.net.URI;
import java.util.Set;

import ai.flora.client.internal.RunOrigin;

/**
 * The path of its own that FLORA posts the end of a start's run to.
 *
 * @param callbacks all such paths of this client
 * @param url the path
 * @param token its last segment
 */
record StartCallback(StartCallbacks callbacks, URI url, String token) {

	/** Notes what is known of the start, which has this callback. */
	void madeFor(StartOrder order) {
		this.callbacks.remember(this.token, new RunOrigin(order.request().reference(), order.model(null),
				order.request().projectId(), order.place(null)));
	}

	/** The start has led to no run. */
	void refused() {
		this.callbacks.forget(this.token);
	}

	/** The runs that deliveries to this path named. */
	Set<String> postedRunIds() {
		return this.callbacks.runIdsFor(this.token);
	}

	/** Notes which run the start was given, to compare deliveries with. */
	void accepted(String runId) {
		this.callbacks.accepted(this.token, runId);
	}

}
