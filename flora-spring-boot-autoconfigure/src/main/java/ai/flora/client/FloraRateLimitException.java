package ai.flora.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The workspace's rate limit is exceeded (429), and the wait until it is not does not fit
 * into the call's deadline or attempts. The limit is shared by all users of the
 * workspace.
 *
 * @since 0.1.0
 */
public class FloraRateLimitException extends FloraApiException {

	/** The wait that FLORA asked for, from its response on. */
	private final @Nullable Duration retryAfter;

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details what the answer said
	 * @param retryAfter how long FLORA asked to wait, or {@code null} if it did not say
	 */
	public FloraRateLimitException(String message, Details details, @Nullable Duration retryAfter) {
		super(message, details);
		this.retryAfter = retryAfter;
	}

	/**
	 * The wait that FLORA asked for, from its response on.
	 * @return the time to wait, not negative; {@code null} if FLORA did not say
	 */
	public @Nullable Duration retryAfter() {
		return this.retryAfter;
	}

}
