package ai.flora.client;

/**
 * FLORA found the request wrong (400, 422); {@link #fieldErrors()} says where. Nothing
 * was started.
 *
 * @since 0.1.0
 */
public class FloraValidationException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details what the answer said
	 */
	public FloraValidationException(String message, Details details) {
		super(message, details);
	}

}
