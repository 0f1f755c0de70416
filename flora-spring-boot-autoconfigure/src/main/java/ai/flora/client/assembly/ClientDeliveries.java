package ai.flora.client.assembly;

import java.time.Duration;

import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.start.CallbackUrls;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that FLORA posts ends of runs to, and how far a client relies on
 * deliveries.
 *
 * @param callbacks the URLs that starts name; {@code null} for none
 * @param safetyInterval time between polls of a run whose end FLORA will post, in case
 * the delivery gets lost; {@code null} if no delivery reaches this client, so that runs
 * are polled as usual
 */
record ClientDeliveries(@Nullable CallbackUrls callbacks, @Nullable Duration safetyInterval) {

	/**
	 * Notes which run a start has led to: its answer may have been lost.
	 * @return what was known at the start; {@code null} if that is not known here
	 */
	@Nullable RunOrigin received(String runId, @Nullable String token) {
		return (this.callbacks != null && token != null) ? this.callbacks.bind(token, runId) : null;
	}

	/** Forgets all starts and deliveries. */
	void clear() {
		if (this.callbacks != null) {
			this.callbacks.clear();
		}
	}

}
