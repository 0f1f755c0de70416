package ai.flora.client;

/**
 * There is no such thing, or the API key's workspace does not own it (404).
 *
 * @since 0.1.0
 */
public class FloraNotFoundException extends FloraApiException {

	public FloraNotFoundException(String message, Details details) {
		super(message, details);
	}

}
