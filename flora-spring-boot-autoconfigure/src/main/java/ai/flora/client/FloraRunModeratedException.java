package ai.flora.client;

/**
 * A run has failed since its prompt, its media or what was made of them was refused for
 * its content. The same request would fail again, and cost money at some providers.
 *
 * @since 0.1.0
 * @see RunFailure#moderated()
 */
public class FloraRunModeratedException extends FloraRunFailedException {

	/**
	 * Creates an exception, whose message holds the code and the message of the run, and
	 * what to do.
	 * @param run the failed run
	 */
	public FloraRunModeratedException(Run run) {
		super(run);
	}

}
