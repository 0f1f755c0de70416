package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * Root of all exceptions that a call to FLORA throws. No message holds the API key or a
 * response body.
 * <p>
 * A call throws two other kinds of exception: an {@link IllegalArgumentException} for
 * what was wrong before a request was sent, and whatever an interceptor or a customizer
 * of the application throws.
 * <p>
 * This class itself is thrown if there was no key, if the application kept a request from
 * being sent, or if an output cannot be written.
 *
 * @since 0.1.0
 */
public class FloraException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause the cause; {@code null} if nothing else was thrown
	 */
	public FloraException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
