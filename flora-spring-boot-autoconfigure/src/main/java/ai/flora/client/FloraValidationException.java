package ai.flora.client;

/**
 * FLORA found the request wrong (400, 422); {@link #fieldErrors()} says where.
 *
 * @since 0.1.0
 */
public class FloraValidationException extends FloraApiException {

	public FloraValidationException(String message, Details details) {
		super(message, details);
	}

}
