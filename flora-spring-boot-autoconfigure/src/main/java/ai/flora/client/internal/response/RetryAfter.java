package ai.flora.client.internal.response;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * The wait that a response asks for: {@code retry-after-ms}, or {@code Retry-After} as
 * seconds or as a date.
 *
 * @since 0.1.0
 */
public final class RetryAfter {

	/** The wait after a response with status 429 that asks for none. */
	public static final Duration WHEN_RATE_LIMITED = Duration.ofSeconds(5);

	private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(1_000_000_000L);

	private RetryAfter() {
	}

	/**
	 * Reads the wait that a response asks for.
	 * @param response the response
	 * @param now the local time, by which a date is taken if FLORA tells no time
	 * @return the wait, possibly zero; {@code null} if the response asks for none
	 */
	public static @Nullable Duration of(BufferedResponse response, Instant now) {
		Duration millis = number(response.header("retry-after-ms"), -3);
		if (millis != null && !millis.isZero()) {
			return millis;
		}
		Duration seconds = number(response.header(HttpHeaders.RETRY_AFTER), 0);
		if (seconds != null) {
			return seconds;
		}
		Instant until = response.date(HttpHeaders.RETRY_AFTER);
		if (until == null) {
			return millis;
		}
		// Both dates by FLORA's clock where possible: the local clock may be wrong.
		Instant reference = response.date(HttpHeaders.DATE);
		Duration wait = Duration.between((reference != null) ? reference : now, until);
		return wait.isNegative() ? Duration.ZERO : wait;
	}

	private static @Nullable Duration number(@Nullable String value, int scale) {
		if (value == null || !value.strip().matches("-?\\d{1,100}(\\.\\d{1,100})?")) {
			return null;
		}
		BigDecimal seconds = new BigDecimal(value.strip()).scaleByPowerOfTen(scale).min(MAX_SECONDS);
		if (seconds.signum() < 0) {
			return Duration.ZERO;
		}
		return Duration.ofNanos(seconds.movePointRight(9).longValue());
	}

}
