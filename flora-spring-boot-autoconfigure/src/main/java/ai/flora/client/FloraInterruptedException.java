package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted while it waited. Its interrupt flag is set again. If
 * {@code create} or {@code submit} throws this exception, nothing was started, unless a
 * {@link FloraServerException} is among the suppressed ones: then FLORA may have made a
 * run before it failed.
 *
 * @since 0.1.0
 */
public class FloraInterruptedException extends FloraException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause the cause; {@code null} if nothing else was thrown
	 */
	public FloraInterruptedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
