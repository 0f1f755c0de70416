package ai.flora.client.internal.response;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RetryAfter}.
 */
class RetryAfterTests {

	private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

	private final HttpHeaders headers = new HttpHeaders();

	@Test
	void ofWhenNoHeaderIsNull() {
		assertThat(retryAfter()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "0,PT0S", "7,PT7S", " 7 ,PT7S", "1.5,PT1.5S", "0.0000000001,PT0S", "-3,PT0S" })
	void ofWhenSecondsIsThatLong(String value, Duration expected) {
		this.headers.set("Retry-After", value);
		assertThat(retryAfter()).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "99999999999999999999", "999999999999999999999999999999999999", "1000000000.1" })
	void ofWhenAbsurdlyLongIsVeryLong(String value) {
		this.headers.set("Retry-After", value);
		assertThat(retryAfter()).isGreaterThanOrEqualTo(Duration.ofDays(10_000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "soon", "NaN", "Infinity", "1e3", "0x10", "5 s", "Tue, 24 Nov", "12:00" })
	void ofWhenUnparsableIsNull(String value) {
		this.headers.set("Retry-After", value);
		assertThat(retryAfter()).isNull();
	}

	@Test
	void ofWhenDateIsRelativeToDateHeader() {
		this.headers.set("Retry-After", "Tue, 24 Nov 2026 09:00:30 GMT");
		this.headers.set("Date", "Tue, 24 Nov 2026 09:00:00 GMT");
		assertThat(retryAfter()).isEqualTo(Duration.ofSeconds(30));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "whenever" })
	void ofWhenDateHeaderIsUnparsableIsRelativeToNow(String date) {
		this.headers.set("Retry-After", "Tue, 24 Nov 2026 12:00:20 GMT");
		this.headers.set("Date", date);
		assertThat(retryAfter()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void ofWhenDateIsPastIsZero() {
		this.headers.set("Retry-After", "Tue, 24 Nov 2026 11:59:00 GMT");
		assertThat(retryAfter()).isZero();
	}

	@Test
	void ofWhenMillisecondsWinsOverSeconds() {
		this.headers.set("retry-after-ms", "250.5");
		this.headers.set("Retry-After", "9");
		assertThat(retryAfter()).isEqualTo(Duration.ofNanos(250_500_000));
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "now", "-5" })
	void ofWhenMillisecondsAreZeroOrUnparsableGivesWayToSeconds(String millis) {
		this.headers.set("retry-after-ms", millis);
		this.headers.set("Retry-After", "9");
		assertThat(retryAfter()).isEqualTo(Duration.ofSeconds(9));
	}

	private Duration retryAfter() {
		return RetryAfter.of(new BufferedResponse(429, this.headers, new byte[0]), NOW);
	}

}
