package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.assembly.FloraConnectivity;
import ai.flora.client.start.Callbacks;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookTarget;
import org.jspecify.annotations.Nullable;

/**
 * Hands deliveries to the application's client.
 *
 * @param client the client
 */
record ClientWebhookTarget(FloraGenerationsClient client) implements FloraWebhookTarget {

	@Override
	public boolean isToken(String token) {
		Callbacks callbacks = callbacks();
		return callbacks != null && callbacks.isOurs(token);
	}

	/** A client of the application's own, such as a mock, follows nothing. */
	@Override
	public boolean deliver(FloraWebhookEvent event, @Nullable String token) {
		Callbacks callbacks = callbacks();
		if (callbacks != null && token != null) {
			callbacks.told(token, event.runId());
		}
		return !(this.client instanceof FloraConnectivity follower) || follower.adopt(event.runId());
	}

	private @Nullable Callbacks callbacks() {
		return (this.client instanceof FloraConnectivity follower) ? follower.callbacks() : null;
	}

}
