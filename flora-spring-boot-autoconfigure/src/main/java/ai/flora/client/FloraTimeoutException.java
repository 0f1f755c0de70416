package ai.flora.client;

import org.jspecify.annotations.Nullable;

/**
 * No response came in time: before the call's deadline, or within the HTTP client's
 * timeouts in each attempt. The request may have reached FLORA. A start that may have
 * reached FLORA fails with a {@link FloraStartUnconfirmedException} instead.
 *
 * @since 0.1.0
 */
public class FloraTimeoutException extends FloraConnectionException {

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param cause the cause; {@code null} if nothing else was thrown
	 */
	public FloraTimeoutException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
