package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * The calling thread was interrupted while it waited; its interrupt flag is set again.
 *
 * @since 0.1.0
 */
public class FloraInterruptedException extends FloraException {

	public FloraInterruptedException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
