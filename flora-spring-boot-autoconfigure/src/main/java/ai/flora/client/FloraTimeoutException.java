package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * No answer came in time: before the call's deadline, or within the transport's timeouts
 * on each attempt. The request may have reached FLORA.
 *
 * @since 0.1.0
 */
public class FloraTimeoutException extends FloraConnectionException {

	public FloraTimeoutException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
