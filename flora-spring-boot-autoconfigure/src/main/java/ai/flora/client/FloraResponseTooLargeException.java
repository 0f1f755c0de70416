package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * FLORA answered with more than {@code flora.max-response-size} allows, or an output is
 * larger than {@code flora.outputs.max-size}. The same call would fail again: allow more,
 * or do not ask for it.
 *
 * @since 0.1.0
 */
public class FloraResponseTooLargeException extends FloraResponseException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause why, or {@code null} if nothing else was thrown
	 */
	public FloraResponseTooLargeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
