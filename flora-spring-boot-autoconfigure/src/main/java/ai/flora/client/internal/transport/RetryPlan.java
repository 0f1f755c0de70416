package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.RetrySettings;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.response.RetryAfter;
import ai.flora.client.internal.time.Deadline;
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

	/** Set if the options of the call name the attempts. */
	private final boolean attemptsOfCall;

	private @Nullable BackOffExecution backOff;

	RetryPlan(RetrySettings settings, @Nullable Integer maxAttempts) {
		this.settings = settings;
		this.maxAttempts = (maxAttempts != null) ? maxAttempts : settings.maxAttempts();
		this.attemptsOfCall = maxAttempts != null;
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

	/**
	 * The settings that keep a call from waiting as long, or from trying as often, as it
	 * takes after a 429.
	 * @return the settings; none if the call's own options allow no more attempts
	 */
	List<ClientSetting> limits(Failure.ErrorResponse refusal, int attempts, Deadline deadline, Instant now) {
		boolean lastAttempt = attempts >= this.maxAttempts;
		if (lastAttempt && this.attemptsOfCall) {
			return List.of();
		}
		Duration wish = RetryAfter.of(refusal.response(), now);
		List<ClientSetting> limits = new ArrayList<>();
		if (wish != null && wish.compareTo(this.settings.maxRetryAfter()) > 0) {
			limits.add(ClientSetting.MAX_RETRY_AFTER);
		}
		if (!deadline.hasTimeAfter((wish != null) ? wish : RetryAfter.WHEN_RATE_LIMITED)) {
			limits.add(ClientSetting.CALL_TIMEOUT);
		}
		if (lastAttempt) {
			limits.add(ClientSetting.MAX_ATTEMPTS);
		}
		return limits;
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
