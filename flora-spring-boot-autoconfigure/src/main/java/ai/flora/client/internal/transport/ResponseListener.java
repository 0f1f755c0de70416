package ai.flora.client.internal.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Learns from all answers what concerns the whole client.
 *
 * @param clock FLORA's clock
 * @param rateLimited told how long FLORA wants the client to wait
 */
record ResponseListener(ServerClock clock, Consumer<Duration> rateLimited) {

	/**
	 * Learns from an answer.
	 * @param sent when its request was sent, on the monotonic clock
	 * @param received when it was there, on the same clock
	 * @param now the wall clock
	 */
	void answered(BufferedResponse answer, long sent, long received, Instant now) {
		this.clock.answered(answer, sent, received);
		if (answer.status() == 429) {
			Duration asked = RetryAfter.of(answer, now);
			this.rateLimited.accept((asked != null) ? asked : RetryPlan.DELAY_WHEN_RATE_LIMITED);
		}
	}

}
