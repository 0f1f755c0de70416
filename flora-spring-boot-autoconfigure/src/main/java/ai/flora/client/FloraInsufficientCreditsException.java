package ai.flora.client;

/**
 * The workspace's balance is too low (402). No run was made, nothing was charged.
 *
 * @since 0.1.0
 */
public class FloraInsufficientCreditsException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details what the answer said
	 */
	public FloraInsufficientCreditsException(String message, Details details) {
		super(message, details);
	}

}
