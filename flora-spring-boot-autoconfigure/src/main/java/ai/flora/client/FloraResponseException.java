package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * FLORA answered, but with something that cannot be read: no JSON, not the JSON that was
 * due, or more bytes of it than {@code flora.max-response-size} allows. Or the host of an
 * output answered with something else than the whole file.
 *
 * @since 0.1.0
 */
public class FloraResponseException extends FloraException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause why, or {@code null} if nothing else was thrown
	 */
	public FloraResponseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
