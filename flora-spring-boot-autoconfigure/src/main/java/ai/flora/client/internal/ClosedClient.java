package ai.flora.client.internal;

import ai.flora.client.FloraConnectionException;

/**
 * Makes the exceptions of calls whose client is closed, or is being closed.
 *
 * @since 0.1.0
 */
public final class ClosedClient {

	private ClosedClient() {
	}

	/**
	 * Makes the exception of a call that the close has ended, or that came after it.
	 * @param subject the subject of the message, such as {@code Runs}
	 * @return a new exception
	 */
	public static FloraConnectionException exception(String subject) {
		return new FloraConnectionException(
				subject + ": the FLORA client is closed, as is the application that it belongs to", null);
	}

	/**
	 * Makes the exception of a start that was not sent, since its client is being closed.
	 * It speaks of this call alone: FLORA may have failed at the same start in another.
	 * @return a new exception
	 */
	public static FloraConnectionException nothingStarted() {
		return new FloraConnectionException("Start: the FLORA client is being closed, as is the application that "
				+ "it belongs to. Nothing was sent for this one.", null);
	}

}
