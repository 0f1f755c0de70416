package ai.flora.client.internal.start;

/**
 * A client, as an endpoint sees it that receives the deliveries of several.
 *
 * @since 0.1.0
 */
public interface CallbackOwner {

	/**
	 * Tells whether a start was made by this client, which another one with the same key
	 * has not.
	 * @param token the last segment of the path that was posted to, a token of ours
	 * @return whether it was, as far as this instance remembers
	 */
	boolean made(String token);

	/**
	 * Tells whether a start was made with the key of this client, by this or another
	 * instance.
	 * @param token the last segment of the path that was posted to, a token of ours
	 * @return whether it was; {@code false} if that cannot be told
	 */
	boolean owns(String token);

}
