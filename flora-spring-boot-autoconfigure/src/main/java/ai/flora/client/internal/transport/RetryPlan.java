package ai.flora.client.internal.transport;

import ai.flora.client.RetrySettings;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Whether and when one call is tried again; made anew for each call. Spring's retry
 * template is not used, for its waits know neither the failure nor a deadline.
 */
class RetryPlan {

	static final Duration DELAY_WHEN_RATE_LIMITED = Duration.ofSeconds(5);

	private final RetrySettings settings;

	private final int maxAttempts;

	private @Nullable BackOffExecution backOff;

	RetryPlan(RetrySettings settings, @Nullable Integer maxAttempts) {
		this.settings = settings;
		this.maxAttempts = (maxAttempts != null) ? maxAttempts : settings.maxAttempts();
	}

	int maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * The wait before the next attempt.
	 * @return the wait, or {@code null} if there is to be no next attempt
	 */
	@Nullable Duration next(Failure failure, int attempts, Duration remaining, Instant now) {
		if (!failure.isTransient() || attempts >= this.maxAttempts) {
			return null;
		}
		Duration delay = delay(failure, now);
		return (delay != null && delay.compareTo(remaining) < 0) ? delay : null;
	}

	private @Nullable Duration delay(Failure failure, Instant now) {
		Duration computed = Duration.ofMillis(backOff().nextBackOff());
		if (!(failure instanceof Failure.Refused refused)) {
			return computed;
		}
		Duration asked = RetryAfter.of(refused.answer(), now);
		if (asked == null) {
			return (refused.answer().status() == 429) ? DELAY_WHEN_RATE_LIMITED : computed;
		}
		if (asked.compareTo(this.settings.maxRetryAfter()) > 0) {
			return null;
		}
		return asked.isZero() ? computed : asked;
	}

	private BackOffExecution backOff() {
		if (this.backOff == null) {
			ExponentialBackOff exponential = new ExponentialBackOff(this.settings.initialDelay().toMillis(), 2);
			exponential.setMaxInterval(this.settings.maxDelay().toMillis());
			exponential.setJitter(this.settings.initialDelay().toMillis() / 2);
			this.backOff = exponential.start();
		}
		return this.backOff;
	}

}
