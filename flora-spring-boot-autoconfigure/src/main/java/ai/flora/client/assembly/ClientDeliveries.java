package ai.flora.client.assembly;

import java.time.Duration;
import java.util.List;

import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.start.CallbackUrls;
import ai.flora.client.webhook.FloraWebhookEvent;
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

	/** Whether a start was made by this client, and no other one with its key. */
	boolean made(String token) {
		return this.callbacks != null && this.callbacks.made(token);
	}

	/** Whether a start was made by this client, in this or another instance. */
	boolean owns(String token) {
		return this.callbacks != null && this.callbacks.owns(token);
	}

	/** Whether it tells an end: FLORA may come to post what happens before, too. */
	static boolean isEnd(FloraWebhookEvent event) {
		RunStatus status = event.data().status();
		return event.type().equals("run.completed") || event.type().equals("run.failed")
				|| (status != RunStatus.PENDING && status != RunStatus.RUNNING);
	}

	/**
	 * The failed run as far as a delivery says, or {@code null} if it does not say that
	 * the run failed.
	 */
	static @Nullable Run failure(FloraWebhookEvent event) {
		FloraWebhookEvent.Data data = event.data();
		RunStatus status = data.status();
		if (!event.type().equals("run.failed") || (status != null && status != RunStatus.FAILED)) {
			return null;
		}
		return new Run(data.runId(), RunStatus.FAILED, null, null, null, event.createdAt().orElse(null), null,
				data.errorCode(), data.errorMessage(), List.of(), null);
	}

	/**
	 * Notes which run a start has led to: its answer may have been lost.
	 * @return what was known at the start; {@code null} if that is not known here
	 */
	@Nullable RunOrigin received(String runId, @Nullable String token) {
		return (this.callbacks != null && token != null) ? this.callbacks.bind(token, runId) : null;
	}

}
