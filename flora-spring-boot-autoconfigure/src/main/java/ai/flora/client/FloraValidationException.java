package ai.flora.client;

/**
 * FLORA has found the request invalid (400, 422). {@link #fieldErrors()} tells which
 * fields are wrong. Nothing was started, unless a {@link FloraServerException} is among
 * the suppressed ones: then FLORA had failed before, and may have made a run.
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
