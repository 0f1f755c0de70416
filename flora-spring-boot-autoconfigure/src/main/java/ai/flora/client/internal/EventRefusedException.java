package ai.flora.client.internal;

import ai.flora.client.FloraRunEndedEvent;

/**
 * Thrown instead of publishing a {@link FloraRunEndedEvent} to an application that has
 * ended. A class of its own, since listeners of an application may throw anything else.
 *
 * @since 0.1.0
 */
public final class EventRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 */
	public EventRefusedException() {
		super("The application has ended");
	}

}
