package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.Map;

import ai.flora.client.FollowSettings;

/**
 * The pace at which clients of a test ask for their runs: they know what the fake's clock
 * says some milliseconds later.
 */
final class TestPace {

	private static final Duration MIN_INTERVAL = Duration.ofMillis(5);

	private static final Duration MAX_INTERVAL = Duration.ofMillis(10);

	private static final int MAX_REQUESTS_PER_SECOND = 1000;

	private TestPace() {
	}

	static FollowSettings settings() {
		return new FollowSettings(FollowSettings.defaults().timeout(), MIN_INTERVAL, MAX_INTERVAL,
				MAX_REQUESTS_PER_SECOND);
	}

	static Map<String, Object> properties() {
		return Map.of("flora.follow.min-interval", MIN_INTERVAL.toString(), "flora.follow.max-interval",
				MAX_INTERVAL.toString(), "flora.follow.max-requests-per-second", MAX_REQUESTS_PER_SECOND);
	}

}
