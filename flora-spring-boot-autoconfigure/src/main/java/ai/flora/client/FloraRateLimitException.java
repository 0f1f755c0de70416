package ai.flora.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The workspace's rate limit is exceeded (429), and the wait for it does not fit into the
 * call's deadline or attempts. All users of the workspace share the limit.
 *
 * @since 0.1.0
 */
public class FloraRateLimitException extends FloraApiException {

	/** The wait that FLORA asked for, from its response on. */
	private final @Nullable Duration retryAfter;

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 * @param retryAfter the wait that FLORA asked for; {@code null} if it did not ask
	 */
	public FloraRateLimitException(String message, Details details, @Nullable Duration retryAfter) {
		super(message, details);
		this.retryAfter = retryAfter;
	}

	/**
	 * The wait that FLORA asked for, counted from its response.
	 * @return the wait, not negative; {@code null} if FLORA did not ask for one
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
