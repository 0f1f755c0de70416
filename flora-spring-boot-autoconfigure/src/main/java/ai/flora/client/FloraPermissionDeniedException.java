package ai.flora.client;

/**
 * The API key is valid, but does not permit the request (403). The permission is missing,
 * or the plan has no API access.
 *
 * @since 0.1.0
 */
public class FloraPermissionDeniedException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 */
	public FloraPermissionDeniedException(String message, Details details) {
		super(message, details);
	}

}
