package ai.flora.client.internal.output;

/**
 * A URL leads where no output is fetched from. Nothing was sent there.
 */
class ForbiddenAddressException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message the message, which goes on after "its URL"
	 */
	ForbiddenAddressException(String message) {
		super(message);
	}

}
