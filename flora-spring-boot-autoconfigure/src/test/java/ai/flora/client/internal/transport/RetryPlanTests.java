package ai.flora.client.internal.transport;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;

import ai.flora.client.RetrySettings;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryPlan}.
 */
class RetryPlanTests {

	private static final Duration LONG = Duration.ofHours(1);

	private static final Failure BROKEN = new Failure.NoResponse(new IOException("reset"), false);

	private final RetryPlan plan = new RetryPlan(RetrySettings.defaults(), 10);

	@ParameterizedTest
	@ValueSource(ints = { 408, 429, 500, 502, 503, 504 })
	void nextWhenStatusIsTransientWaits(int status) {
		assertThat(next(refused(status, null))).isNotNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 302, 400, 401, 402, 403, 404, 409, 418, 422, 501, 505 })
	void nextWhenStatusIsFinalIsNull(int status) {
		assertThat(next(refused(status, null))).isNull();
		assertThat(next(refused(status, "1"))).isNull();
	}

	@Test
	void nextWhenFailureIsFinalIsNull() {
		assertThat(next(new Failure.DeadlinePassed())).isNull();
		assertThat(next(new Failure.Interrupted())).isNull();
		assertThat(next(new Failure.Unreadable("no JSON", false))).isNull();
	}

	@Test
	void nextWhenAttemptsAreUsedUpIsNull() {
		assertThat(this.plan.next(BROKEN, 9, LONG, Instant.EPOCH)).isNotNull();
		assertThat(this.plan.next(BROKEN, 10, LONG, Instant.EPOCH)).isNull();
		assertThat(new RetryPlan(RetrySettings.defaults(), null).next(BROKEN, 3, LONG, Instant.EPOCH)).isNull();
		assertThat(new RetryPlan(RetrySettings.defaults(), 1).next(BROKEN, 1, LONG, Instant.EPOCH)).isNull();
	}

	@Test
	void nextWhenRepeatedGrowsUpToMaxDelay() {
		for (int expected : new int[] { 500, 1000, 2000, 4000, 8000, 16000 }) {
			assertThat(next(BROKEN)).isBetween(Duration.ofMillis(expected / 2), Duration.ofMillis(expected * 3 / 2));
		}
		for (int i = 0; i < 20; i++) {
			assertThat(next(BROKEN)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 120 })
	void nextIsNeverLongerThanMaxDelay(int seconds) {
		Duration longest = Duration.ofSeconds(seconds);
		RetryPlan own = new RetryPlan(new RetrySettings(3, Duration.ofMillis(500), longest, Duration.ofMinutes(5)), 10);
		for (int i = 0; i < 40; i++) {
			Duration delay = own.next(BROKEN, 1, LONG, Instant.EPOCH);
			assertThat(delay).isLessThanOrEqualTo(longest);
			assertThat((i < 10) ? longest : delay).isGreaterThanOrEqualTo(longest.dividedBy(2));
		}
	}

	@Test
	void nextWhenManyCallsFailTogetherSpreadsThem() {
		assertThat(IntStream.range(0, 50)
			.mapToObj((i) -> new RetryPlan(RetrySettings.defaults(), null).next(BROKEN, 1, LONG, Instant.EPOCH))
			.distinct()).hasSizeGreaterThan(5);
	}

	@Test
	void nextWhenRateLimitedWithoutHeaderIsFiveSeconds() {
		assertThat(next(refused(429, null))).isEqualTo(Duration.ofSeconds(5));
		assertThat(next(refused(429, "soon"))).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void nextWhenFloraAsksObeys() {
		assertThat(next(refused(429, "2.5"))).isEqualTo(Duration.ofMillis(2500));
		assertThat(next(refused(503, "300"))).isEqualTo(Duration.ofMinutes(5));
	}

	@Test
	void nextWhenFloraAsksForNoWaitStillWaits() {
		assertThat(next(refused(503, "0"))).isGreaterThanOrEqualTo(Duration.ofMillis(250));
	}

	@ParameterizedTest
	@ValueSource(strings = { "300.001", "99999999999999999999", "999999999999999999999999999999" })
	void nextWhenFloraAsksForMoreThanAllowedIsNull(String retryAfter) {
		assertThat(next(refused(429, retryAfter))).isNull();
	}

	@Test
	void nextWhenWaitIsLongerThanDeadlineIsNull() {
		assertThat(this.plan.next(refused(429, "10"), 1, Duration.ofSeconds(11), Instant.EPOCH)).isNotNull();
		assertThat(this.plan.next(refused(429, "10"), 1, Duration.ofSeconds(10), Instant.EPOCH)).isNull();
		assertThat(this.plan.next(BROKEN, 1, Duration.ofMillis(100), Instant.EPOCH)).isNull();
	}

	private Duration next(Failure failure) {
		return this.plan.next(failure, 1, LONG, Instant.EPOCH);
	}

	private static Failure refused(int status, String retryAfter) {
		HttpHeaders headers = new HttpHeaders();
		if (retryAfter != null) {
			headers.set("Retry-After", retryAfter);
		}
		return new Failure.ErrorResponse(new BufferedResponse(status, headers, new byte[0]), null);
	}

}
