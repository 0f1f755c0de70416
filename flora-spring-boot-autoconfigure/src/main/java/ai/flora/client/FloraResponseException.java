package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * FLORA answered, but with something that cannot be read: no JSON, not the JSON that was
 * due, or more of it than allowed.
 *
 * @since 0.1.0
 */
public class FloraResponseException extends FloraException {

	public FloraResponseException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
