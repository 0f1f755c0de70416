package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * A response is larger than {@code flora.max-response-size}, or an output is larger than
 * {@code flora.outputs.max-size}. The same call would fail again: raise the limit, or do
 * not make the call.
 *
 * @since 0.1.0
 */
public class FloraResponseTooLargeException extends FloraResponseException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause the cause; {@code null} if nothing else was thrown
	 */
	public FloraResponseTooLargeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
