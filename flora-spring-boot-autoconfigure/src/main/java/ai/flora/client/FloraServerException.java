package ai.flora.client;

/**
 * FLORA, or a gateway before it, failed (5xx), and went on failing for as many attempts
 * as allowed.
 *
 * @since 0.1.0
 */
public class FloraServerException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details what the answer said
	 */
	public FloraServerException(String message, Details details) {
		super(message, details);
	}

}
