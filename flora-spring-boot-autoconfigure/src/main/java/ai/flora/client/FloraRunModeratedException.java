package ai.flora.client;

/**
 * A run has failed because its prompt, its media or its result was refused for the
 * content. The same request would fail again, and some providers charge for it.
 *
 * @since 0.1.0
 * @see RunFailure#moderated()
 */
public class FloraRunModeratedException extends FloraRunFailedException {

	/**
	 * Creates an exception. Its message has the code and the message of the run, and the
	 * advice.
	 * @param run the failed run
	 */
	public FloraRunModeratedException(Run run) {
		super(run);
	}

}
