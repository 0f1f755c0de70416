package ai.flora.client.webhook;

import org.jspecify.annotations.Nullable;

/**
 * Takes deliveries over. Called from any thread that serves a request.
 *
 * @since 0.1.0
 */
public interface FloraWebhookListener {

	/**
	 * Whether the path of a delivery is one that FLORA was given.
	 * @param token last segment of the path
	 * @return whether it is
	 */
	boolean isToken(String token);

	/**
	 * Takes a verified delivery over, at once.
	 * @param event the delivery
	 * @param token token of the path that it was posted to; {@code null} if it has none
	 * @return whether it was taken; otherwise, as after an exception, FLORA shall deliver
	 * it again later
	 */
	boolean deliver(FloraWebhookEvent event, @Nullable String token);

}
