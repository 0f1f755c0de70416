package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * No response came: FLORA could not be reached, the connection broke, or the client was
 * closed. A start that fails with this exception was not accepted.
 *
 * @since 0.1.0
 */
public class FloraConnectionException extends FloraException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause the cause; {@code null} if nothing else was thrown
	 */
	public FloraConnectionException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
