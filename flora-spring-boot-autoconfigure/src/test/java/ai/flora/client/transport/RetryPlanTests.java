package ai.flora.client.transport;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

class RetryPlanTests {

	private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final RetryPlan plan = new RetryPlan(RetrySettings.defaults(), null);

	@ParameterizedTest
	@CsvSource({ "Retry-After,7,7000", "Retry-After,0.25,250", "retry-after-ms,1500,1500", "retry-after-ms,12.5,12",
			"'Retry-After','Thu, 01 Jan 2026 00:00:20 GMT',20000" })
	void nextWhenFloraSaysHowLongWaitsSo(String header, String value, long millis) {
		assertThat(next(429, header, value)).isBetween(Duration.ofMillis(millis), Duration.ofMillis(millis + 1));
		assertThat(next(503, header, value)).isBetween(Duration.ofMillis(millis), Duration.ofMillis(millis + 1));
	}

	@Test
	void nextWhenDateIsGivenGoesByTheClockOfTheAnswer() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Retry-After", "Thu, 01 Jan 2026 01:00:09 GMT");
		headers.set("Date", "Thu, 01 Jan 2026 01:00:00 GMT");
		assertThat(next(429, headers, MINUTE)).hasSeconds(9);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-5", "Thu, 01 Jan 2015 00:00:00 GMT", "soon", "", "1e9" })
	void nextWhenTheWaitIsPastOrUnreadableBacksOff(String value) {
		assertThat(next(503, "Retry-After", value)).isBetween(Duration.ofMillis(500), Duration.ofMillis(750));
	}

	@Test
	void nextWhenRateLimitedWithoutAWordWaitsFiveSeconds() {
		assertThat(next(429, new HttpHeaders(), MINUTE)).hasSeconds(5);
		assertThat(next(429, "Retry-After", "soon")).hasSeconds(5);
	}

	@ParameterizedTest
	@ValueSource(strings = { "61", "301", "99999999999999999999" })
	void nextWhenTheWaitDoesNotFitGivesUpAtOnce(String value) {
		assertThat(next(429, "Retry-After", value)).isNull();
	}

	@Test
	void nextWhenTheWaitIsLongerThanAllowedGivesUpAtOnce() {
		HttpHeaders headers = new HttpHeaders();
		headers.set("Retry-After", "301");
		assertThat(next(429, headers, Duration.ofHours(1))).isNull();
	}

	@Test
	void nextWhenBackingOffDoublesWithJitterUpToTheLimit() {
		RetryPlan plan = new RetryPlan(
				new RetrySettings(20, Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofMinutes(5)), null);
		Failure failure = new Failure.Broken(new IOException(), false);
		long[] least = { 500, 500, 1000, 1000, 1000 };
		long[] most = { 750, 1500, 2000, 2000, 2000 };
		for (int i = 0; i < least.length; i++) {
			assertThat(plan.next(failure, i + 1, MINUTE, NOW)).isBetween(Duration.ofMillis(least[i]),
					Duration.ofMillis(most[i]));
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 400, 401, 402, 403, 404, 409, 418, 422, 501, 302 })
	void nextWhenStatusIsFinalGivesUp(int status) {
		assertThat(next(status, new HttpHeaders(), MINUTE)).isNull();
	}

	@Test
	void nextWhenAttemptsAreUsedUpGivesUp() {
		Failure failure = new Failure.Broken(new IOException(), true);
		assertThat(this.plan.next(failure, 2, MINUTE, NOW)).isNotNull();
		assertThat(this.plan.next(failure, 3, MINUTE, NOW)).isNull();
		assertThat(new RetryPlan(RetrySettings.defaults(), 1).next(failure, 1, MINUTE, NOW)).isNull();
	}

	private Duration next(int status, String header, String value) {
		HttpHeaders headers = new HttpHeaders();
		headers.set(header, value);
		return next(status, headers, MINUTE);
	}

	private Duration next(int status, HttpHeaders headers, Duration remaining) {
		return new RetryPlan(RetrySettings.defaults(), null)
			.next(new Failure.Refused(new Answer(status, headers, new byte[0]), null), 1, remaining, NOW);
	}

}
