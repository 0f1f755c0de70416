package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.assembly.FloraConnectivity;
import ai.flora.client.internal.start.CallbackTokens;
import ai.flora.client.internal.start.CallbackUrls;
import ai.flora.client.webhook.FloraWebhookEvent;
import ai.flora.client.webhook.FloraWebhookListener;
import org.jspecify.annotations.Nullable;

/**
 * Hands deliveries to the application's client.
 *
 * @param client the client
 * @param tokens tells tokens from guesses, also those of other instances
 */
record ClientWebhookTarget(FloraGenerationsClient client, CallbackTokens tokens) implements FloraWebhookListener {

	@Override
	public boolean isToken(String token) {
		return this.tokens.isOurs(token);
	}

	@Override
	public boolean deliver(FloraWebhookEvent event, @Nullable String token) {
		CallbackUrls callbacks = callbacks();
		if (callbacks != null && token != null) {
			callbacks.told(token, event.runId());
		}
		return this.client instanceof FloraConnectivity follower && follower.adopt(event.runId());
	}

	private @Nullable CallbackUrls callbacks() {
		return (this.client instanceof FloraConnectivity follower) ? follower.callbacks() : null;
	}

}
