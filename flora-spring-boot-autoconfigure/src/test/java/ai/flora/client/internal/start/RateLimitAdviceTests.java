package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.Collections;

import ai.flora.client.FloraRateLimitException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.time.VirtualTiming;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What the message of a 429 advises, in virtual time: what has ended the call.
 */
class RateLimitAdviceTests {

	private static final Duration SHORT = Duration.ofMinutes(2);

	private static final Duration LONG = Duration.ofHours(1);

	private static final String LONGER = "Ask less often, or allow more by FloraClientBuilder.callTimeout "
			+ "or RequestOptions.withTimeout.";

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	@Test
	void moreAttemptsHelpAfterTheLastOne() {
		assertThat(advice(3, null)).isEqualTo("Ask less often, or allow more by FloraClientBuilder.retry.maxAttempts.");
		start(SHORT, 4, Duration.ofMinutes(5), RequestOptions.defaults());
	}

	@Test
	void attemptsOfACallAreNoSetting() {
		this.flora.answer(Collections.nCopies(1, Reply.RATE_LIMITED));
		assertThat(advice(RequestOptions.defaults().withMaxAttempts(1))).isEqualTo("Ask less often.");
	}

	@Test
	void longerCallTimeoutHelpsWhereTheWaitDoesNotFit() {
		assertThat(advice(1, "200")).isEqualTo(LONGER);
		start(LONG, 3, Duration.ofMinutes(5), RequestOptions.defaults());
	}

	@Test
	void longerTimeoutHelpsWhereNoTimeForAnAttemptIsLeftAfterTheWait() {
		assertThat(advice(1, "119.5")).isEqualTo(LONGER);
		start(LONG, 3, Duration.ofMinutes(5), RequestOptions.defaults());
	}

	@Test
	void longerTimeoutOfTheCallHelpsWhereTheWaitDoesNotFitIntoIt() {
		this.flora.retryAfter = "9";
		this.flora.answer(Collections.nCopies(1, Reply.RATE_LIMITED));
		assertThat(advice(RequestOptions.defaults().withTimeout(Duration.ofSeconds(5)))).isEqualTo(LONGER);
	}

	@Test
	void longerTimeoutAloneDoesNotHelpAfterTheLastAttempt() {
		assertThat(advice(3, "50"))
			.isEqualTo(LONGER.replaceFirst("\\.$", ", and FloraClientBuilder.retry.maxAttempts."));
		start(LONG, 4, Duration.ofMinutes(5), RequestOptions.defaults());
	}

	@Test
	void bothHelpWhereTheWaitIsLongerThanEach() {
		assertThat(advice(1, "600")).isEqualTo("Ask less often, or allow more by "
				+ "FloraClientBuilder.retry.maxRetryAfter, and FloraClientBuilder.callTimeout "
				+ "or RequestOptions.withTimeout.");
		start(LONG, 3, Duration.ofMinutes(11), RequestOptions.defaults());
	}

	/** The refusals come once more for the call that follows the advice. */
	private String advice(int refusals, @Nullable String retryAfter) {
		this.flora.retryAfter = retryAfter;
		this.flora.answer(Collections.nCopies(refusals, Reply.RATE_LIMITED));
		String advice = advice(RequestOptions.defaults());
		this.flora.answer(Collections.nCopies(refusals, Reply.RATE_LIMITED));
		return advice;
	}

	private String advice(RequestOptions options) {
		FloraRateLimitException ex = catchThrowableOfType(FloraRateLimitException.class,
				() -> start(SHORT, 3, Duration.ofMinutes(5), options));
		assertThat(this.flora.unused()).isZero();
		return String.valueOf(ex.getMessage()).replaceFirst("(?s).* ms\\. ", "");
	}

	private void start(Duration callTimeout, int maxAttempts, Duration maxRetryAfter, RequestOptions options) {
		RetrySettings retry = new RetrySettings(maxAttempts, Duration.ofMillis(500), Duration.ofSeconds(30),
				maxRetryAfter);
		this.flora.starter(callTimeout, retry, null).start(GenerationRequest.image("A harbour"), options);
	}

}
