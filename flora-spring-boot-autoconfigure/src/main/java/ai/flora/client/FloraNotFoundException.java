package ai.flora.client;

/**
 * There is no such thing, or the API key's workspace does not own it (404). FLORA does
 * not tell these apart.
 *
 * @since 0.1.0
 */
public class FloraNotFoundException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 */
	public FloraNotFoundException(String message, Details details) {
		super(message, details);
	}

}
