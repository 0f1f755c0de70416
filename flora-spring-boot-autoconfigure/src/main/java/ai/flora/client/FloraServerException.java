package ai.flora.client;

/**
 * FLORA, or a gateway before it, has failed (5xx) in all attempts that the call was
 * allowed. If the call was a start, FLORA may have made a run before it failed: look for
 * it at FLORA before you start it again.
 *
 * @since 0.1.0
 */
public class FloraServerException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 */
	public FloraServerException(String message, Details details) {
		super(message, details);
	}

}
