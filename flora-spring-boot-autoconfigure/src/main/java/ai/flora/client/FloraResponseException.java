package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * A response cannot be read: it is no JSON, not the expected JSON, or larger than
 * {@code flora.max-response-size}, or an interceptor of the application has put another
 * one in its place. Also, the host of an output has sent something else than the whole
 * file.
 *
 * @since 0.1.0
 */
public class FloraResponseException extends FloraException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause the cause; {@code null} if nothing else was thrown
	 */
	public FloraResponseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
