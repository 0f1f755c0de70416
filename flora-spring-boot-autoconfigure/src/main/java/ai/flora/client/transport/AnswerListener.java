package ai.flora.client.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Learns from all answers what concerns the whole client.
 *
 * @param clock FLORA's clock
 * @param rateLimited told how long FLORA wants the client to wait
 */
record AnswerListener(ServerClock clock, Consumer<Duration> rateLimited) {

	void answered(Answer answer, Instant sent, Instant received) {
		this.clock.answered(answer, sent, received);
		if (answer.status() == 429) {
			Duration asked = RetryAfter.of(answer, received);
			this.rateLimited.accept((asked != null) ? asked : RetryPlan.DELAY_WHEN_RATE_LIMITED);
		}
	}

}
