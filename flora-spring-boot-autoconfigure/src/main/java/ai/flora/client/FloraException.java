package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * Root of everything that a call to FLORA throws, save {@link IllegalArgumentException}
 * for what was wrong before a request was sent. No message holds the API key or a
 * response body.
 *
 * @since 0.1.0
 */
public class FloraException extends RuntimeException {

	public FloraException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
