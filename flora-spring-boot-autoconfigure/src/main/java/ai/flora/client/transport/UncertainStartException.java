package ai.flora.client.transport;

import ai.flora.client.FloraException;

/**
 * A start that FLORA may have accepted, although no answer tells its run. Never leaves
 * the client.
 *
 * @since 0.1.0
 */
public class UncertainStartException extends RuntimeException {

	private final FloraException failure;

	private final boolean accepted;

	private final int attempts;

	UncertainStartException(FloraException failure, boolean accepted, int attempts) {
		super(failure.getMessage(), failure, false, false);
		this.failure = failure;
		this.accepted = accepted;
		this.attempts = attempts;
	}

	/**
	 * Whether FLORA said that the start's key was used before.
	 * @return whether it did
	 */
	public boolean isAccepted() {
		return this.accepted;
	}

	/**
	 * Attempts that were begun.
	 * @return how many
	 */
	public int attempts() {
		return this.attempts;
	}

	/**
	 * What the start would have failed with if it were not charged.
	 * @return the last failure
	 */
	public FloraException failure() {
		return this.failure;
	}

}
