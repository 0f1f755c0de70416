package ai.flora.client.transport;

import ai.flora.client.FloraException;

/**
 * A start that FLORA may have accepted, although no answer tells its run. Never leaves
 * the client.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/idempotency/">FLORA: Idempotency</a>
 */
public class UncertainStartException extends RuntimeException {

	/** The last failure. */
	private final FloraException failure;

	/** Whether FLORA said that the key was used before. */
	private final boolean accepted;

	/** Attempts that were begun. */
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
