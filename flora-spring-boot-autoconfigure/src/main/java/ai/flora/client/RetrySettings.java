package ai.flora.client;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Settings of retries. Delays of more than a hundred years are taken for that.
 *
 * @param maxAttempts attempts, the first one included; 1 means no retry
 * @param initialDelay delay before the first retry, from which later ones double; at
 * least 1 ms
 * @param maxDelay longest delay of the client's own making; not less than the first
 * @param maxRetryAfter longest delay at FLORA's wish, not negative; a call that is told
 * to wait longer fails at once
 * @since 0.1.0
 */
public record RetrySettings(int maxAttempts, Duration initialDelay, Duration maxDelay, Duration maxRetryAfter) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if one of them is not within these bounds
	 */
	public RetrySettings {
		Assert.isTrue(maxAttempts >= 1, "'maxAttempts' must be at least 1");
		Assert.isTrue(initialDelay.compareTo(Duration.ofMillis(1)) >= 0, "'initialDelay' must be at least 1 ms");
		Assert.isTrue(maxDelay.compareTo(initialDelay) >= 0, "'maxDelay' must not be less than 'initialDelay'");
		Assert.isTrue(!maxRetryAfter.isNegative(), "'maxRetryAfter' must not be negative");
	}

	/**
	 * Three attempts, half a second, half a minute, and five minutes.
	 * @return the default settings
	 */
	public static RetrySettings defaults() {
		return new RetrySettings(3, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5));
	}

}
