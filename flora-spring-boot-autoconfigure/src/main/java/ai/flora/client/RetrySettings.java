package ai.flora.client;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Settings of retries. Delays of more than a hundred years count as a hundred years.
 *
 * @param maxAttempts number of attempts, the first included; 1 means no retry
 * @param initialDelay delay before the first retry, at least 1 ms; later delays double
 * @param maxDelay longest of these doubled delays; not less than the initial delay. It
 * does not shorten the 5 seconds after a 429 that names no delay, or after a lost
 * response of what FLORA makes once, such as a run
 * @param maxRetryAfter longest delay that FLORA may ask for, not negative. A call that is
 * told to wait longer fails at once
 * @since 0.1.0
 */
public record RetrySettings(int maxAttempts, Duration initialDelay, Duration maxDelay, Duration maxRetryAfter) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its bounds
	 */
	public RetrySettings {
		Assert.isTrue(maxAttempts >= 1, "'maxAttempts' must be at least 1");
		Assert.isTrue(initialDelay.compareTo(Duration.ofMillis(1)) >= 0, "'initialDelay' must be at least 1 ms");
		Assert.isTrue(maxDelay.compareTo(initialDelay) >= 0, "'maxDelay' must not be less than 'initialDelay'");
		Assert.isTrue(!maxRetryAfter.isNegative(), "'maxRetryAfter' must not be negative");
	}

	/**
	 * Three attempts, 500 ms, 30 s and 5 minutes.
	 * @return the default settings
	 */
	public static RetrySettings defaults() {
		return new RetrySettings(3, Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofMinutes(5));
	}

}
