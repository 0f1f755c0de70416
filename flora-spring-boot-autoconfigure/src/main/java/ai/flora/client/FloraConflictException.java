package ai.flora.client;

/**
 * The request conflicts with the state of things (409), or an idempotency key was used
 * for another request ({@code idempotency_conflict}).
 *
 * @since 0.1.0
 */
public class FloraConflictException extends FloraApiException {

	public FloraConflictException(String message, Details details) {
		super(message, details);
	}

}
