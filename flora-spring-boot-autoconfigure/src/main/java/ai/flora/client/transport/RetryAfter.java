package ai.flora.client.transport;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * How long an answer asks to wait: {@code retry-after-ms}, or {@code Retry-After} as
 * seconds or as a date.
 */
final class RetryAfter {

	private static final BigDecimal LONGEST_SECONDS = BigDecimal.valueOf(1_000_000_000L);

	private RetryAfter() {
	}

	static @Nullable Duration of(Answer answer, Instant now) {
		Duration millis = number(answer.header("retry-after-ms"), -3);
		if (millis != null && !millis.isZero()) {
			return millis;
		}
		String value = answer.header(HttpHeaders.RETRY_AFTER);
		Duration seconds = number(value, 0);
		if (seconds != null) {
			return seconds;
		}
		Instant until = date(value);
		if (until == null) {
			return millis;
		}
		// Both dates by FLORA's clock where possible: ours may be wrong.
		Instant reference = date(answer.header(HttpHeaders.DATE));
		Duration wait = Duration.between((reference != null) ? reference : now, until);
		return wait.isNegative() ? Duration.ZERO : wait;
	}

	private static @Nullable Duration number(@Nullable String value, int scale) {
		if (value == null || !value.strip().matches("-?\\d{1,100}(\\.\\d{1,100})?")) {
			return null;
		}
		BigDecimal seconds = new BigDecimal(value.strip()).scaleByPowerOfTen(scale).min(LONGEST_SECONDS);
		if (seconds.signum() < 0) {
			return Duration.ZERO;
		}
		return Duration.ofNanos(seconds.movePointRight(9).longValue());
	}

	private static @Nullable Instant date(@Nullable String value) {
		if (value == null) {
			return null;
		}
		try {
			return ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

}
