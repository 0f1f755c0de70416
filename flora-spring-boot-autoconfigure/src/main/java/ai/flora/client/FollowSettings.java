package ai.flora.client;

import java.time.Duration;

import org.springframework.util.Assert;

/**
 * Settings of following runs.
 *
 * @param timeout longest wait for the end of a run, counted from its latest handle;
 * positive
 * @param minInterval shortest time between two polls of a run, positive
 * @param maxInterval longest time between two polls of a run, after the first poll; not
 * less than the shortest. It may be longer after failures, and while FLORA is expected to
 * post the end
 * @param maxRequestsPerSecond most polls in a second for all runs of a client; more than
 * 0, at most 1000
 * @since 0.1.0
 */
public record FollowSettings(Duration timeout, Duration minInterval, Duration maxInterval,
		double maxRequestsPerSecond) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its bounds
	 */
	public FollowSettings {
		Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "'timeout' must be positive");
		Assert.isTrue(minInterval.compareTo(Duration.ZERO) > 0, "'minInterval' must be positive");
		Assert.isTrue(maxInterval.compareTo(minInterval) >= 0, "'maxInterval' must not be less than 'minInterval'");
		Assert.isTrue(maxRequestsPerSecond > 0 && maxRequestsPerSecond <= 1000,
				"'maxRequestsPerSecond' must be positive, and at most 1000");
	}

	/**
	 * 2 hours, 500 ms, 15 s, and 5 requests in a second.
	 * @return the default settings
	 */
	public static FollowSettings defaults() {
		return new FollowSettings(Duration.ofHours(2), Duration.ofMillis(500), Duration.ofSeconds(15), 5);
	}

}
