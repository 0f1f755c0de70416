package ai.flora.client;

/**
 * The API key is good, but not for this (403): no permission, or a plan without API
 * access.
 *
 * @since 0.1.0
 */
public class FloraPermissionDeniedException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details what the answer said
	 */
	public FloraPermissionDeniedException(String message, Details details) {
		super(message, details);
	}

}
