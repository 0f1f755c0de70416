package ai.flora.client.internal.response;

/**
 * Carries the failure of an attempt from where it was found to where it is decided what
 * follows.
 *
 * @since 0.1.0
 */
public class AttemptFailedException extends RuntimeException {

	private final transient Failure failure;

	/**
	 * Creates an exception.
	 * @param failure the failure that it carries
	 */
	public AttemptFailedException(Failure failure) {
		super(failure.reason(), null, false, false);
		this.failure = failure;
	}

	/**
	 * A successful response cannot be read.
	 * @param problem why, without a quotation
	 * @return the failure, to be thrown by a reader
	 */
	public static AttemptFailedException unreadable(String problem) {
		return new AttemptFailedException(new Failure.Unreadable(problem, false));
	}

	/**
	 * The client was closed.
	 * @return the failure, to be thrown
	 */
	public static AttemptFailedException closed() {
		return new AttemptFailedException(new Failure.Closed());
	}

	/**
	 * The failure of the attempt.
	 * @return the failure
	 */
	public Failure failure() {
		return this.failure;
	}

}
