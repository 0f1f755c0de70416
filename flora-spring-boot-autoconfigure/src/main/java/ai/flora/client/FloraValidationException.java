package ai.flora.client;

/**
 * FLORA has found the request invalid (400, 422). {@link #fieldErrors()} tells which
 * fields are wrong. Nothing was started.
 *
 * @since 0.1.0
 */
public class FloraValidationException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 */
	public FloraValidationException(String message, Details details) {
		super(message, details);
	}

}
