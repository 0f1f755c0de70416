package ai.flora.client;

/**
 * FLORA has refused the API key (401): it is unknown, malformed or revoked. A new key
 * revokes the old one at once.
 *
 * @since 0.1.0
 */
public class FloraAuthenticationException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 */
	public FloraAuthenticationException(String message, Details details) {
		super(message, details);
	}

}
