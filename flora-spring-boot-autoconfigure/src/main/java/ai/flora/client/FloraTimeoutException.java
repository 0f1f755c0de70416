package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * No answer came in time: before the call's deadline, or within the transport's timeouts
 * on each attempt. The request may have reached FLORA, unless it is a start: then a
 * {@link FloraStartUnconfirmedException} says so.
 *
 * @since 0.1.0
 */
public class FloraTimeoutException extends FloraConnectionException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause why, or {@code null} if nothing else was thrown
	 */
	public FloraTimeoutException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
