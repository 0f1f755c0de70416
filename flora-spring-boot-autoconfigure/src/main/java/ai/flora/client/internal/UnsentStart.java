package ai.flora.client.internal;

/**
 * Words the end of a call that does not send its start. It is known of this call alone:
 * FLORA may have failed at the same start in an earlier one, and have made a run. The
 * exception tells that among the suppressed ones, so its message must not say that
 * nothing was started.
 *
 * @since 0.1.0
 */
public final class UnsentStart {

	/** A sentence, without its full stop. */
	public static final String SENTENCE = "This start is not sent";

	private UnsentStart() {
	}

}
