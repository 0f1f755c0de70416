package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * No answer came: FLORA could not be reached, or the connection broke.
 *
 * @since 0.1.0
 */
public class FloraConnectionException extends FloraException {

	public FloraConnectionException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
