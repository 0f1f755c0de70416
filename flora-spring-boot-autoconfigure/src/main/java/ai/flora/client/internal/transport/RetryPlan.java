package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.RetrySettings;
import org.jspecify.annotations.Nullable;

import org.springframework.util.backoff.BackOffExecution;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Decides whether and when one call is tried again. Spring's retry template is not used,
 * since its waits know neither the failure nor a deadline.
 */
class RetryPlan {

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
	 * @return the wait, or {@code null} if there is no next attempt
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
		if (!(failure instanceof Failure.ErrorResponse error)) {
			return computed;
		}
		Duration wish = RetryAfter.of(error.response(), now);
		if (wish == null) {
			return (error.status() == 429) ? RetryAfter.WHEN_RATE_LIMITED : computed;
		}
		if (wish.compareTo(this.settings.maxRetryAfter()) > 0) {
			return null;
		}
		return wish.isZero() ? computed : wish;
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
