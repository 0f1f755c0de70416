package ai.flora.client.internal.transport;

/**
 * Carries the failure of an attempt to where it is decided what follows.
 */
class AttemptFailedException extends RuntimeException {

	private final transient Failure failure;

	AttemptFailedException(Failure failure) {
		super(failure.reason(), null, false, false);
		this.failure = failure;
	}

	Failure failure() {
		return this.failure;
	}

}
