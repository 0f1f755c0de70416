package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything that a call to FLORA throws, save {@link IllegalArgumentException}
 * for what was wrong before a request was sent, and what an interceptor or a customizer
 * of the application's own throws. No message holds the API key or a response body.
 * Thrown as this class itself if there was no key to be had, if something in the
 * application kept a request from being sent, or if an output cannot be written.
 *
 * @since 0.1.0
 */
public class FloraException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause why, or {@code null} if nothing else was thrown
	 */
	public FloraException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
