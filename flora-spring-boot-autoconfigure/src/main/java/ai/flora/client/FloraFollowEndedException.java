package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * A run is no longer followed. Its handle was stopped, the client was closed, or all
 * polls failed for minutes, such as with a refused key. The run itself goes on.
 *
 * @since 0.1.0
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
		this(runId, reason, null);
	}

	/**
	 * Creates an exception.
	 * @param runId identifier of the run
	 * @param reason why it is no longer followed
	 * @param cause the failure of the polls; {@code null} if they did not fail
	 */
	public FloraFollowEndedException(String runId, String reason, @Nullable Throwable cause) {
		super("Run " + runId + " is no longer followed: " + reason + ". It goes on: follow it again by its id.", cause);
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
