package ai.flora.client;

/**
 * The workspace's credits do not suffice (402). No run was made, and nothing was charged,
 * unless a {@link FloraServerException} is among the suppressed ones: then FLORA had
 * failed before, and may have made a run.
 *
 * @since 0.1.0
 */
public class FloraInsufficientCreditsException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 */
	public FloraInsufficientCreditsException(String message, Details details) {
		super(message, details);
	}

}
