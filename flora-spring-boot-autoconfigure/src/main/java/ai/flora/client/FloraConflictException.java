package ai.flora.client;

/**
 * The request conflicts with the state of things (409), or its own idempotency key was
 * used before: for the same request ({@code idempotency_duplicate}) or another one
 * ({@code idempotency_conflict}).
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/idempotency/">FLORA: Idempotency</a>
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
public class FloraConflictException extends FloraApiException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details what the answer said
	 */
	public FloraConflictException(String message, Details details) {
		super(message, details);
	}

}
