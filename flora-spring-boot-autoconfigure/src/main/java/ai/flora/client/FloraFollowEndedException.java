package ai.flora.client;

/**
 * A run is no longer followed: its handle was stopped, or the client closed. The run
 * itself goes on.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/guides/generations/">FLORA: Generations</a>
 */
public class FloraFollowEndedException extends FloraException {

	/** Identifier of the run. */
	private final String runId;

	/**
	 * Creates an exception.
	 * @param runId identifier of the run
	 * @param reason why it is no longer followed
	 */
	public FloraFollowEndedException(String runId, String reason) {
		super("Run " + runId + " is no longer followed: " + reason + ". It goes on: follow it again by its id.", null);
		this.runId = runId;
	}

	/**
	 * The run's identifier.
	 * @return the id
	 */
	public String runId() {
		return this.runId;
	}

}
