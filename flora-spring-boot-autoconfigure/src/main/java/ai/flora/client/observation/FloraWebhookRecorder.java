package ai.flora.client.observation;

import java.time.Duration;

/**
 * Told of webhook deliveries, on the thread that answers.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/webhooks/">FLORA: Webhooks</a>
 */
@FunctionalInterface
public interface FloraWebhookRecorder {

	/**
	 * Records nothing.
	 */
	FloraWebhookRecorder NOOP = (event, outcome, took) -> {
	};

	/**
	 * A delivery was answered.
	 * @param event {@code run.completed}, {@code run.failed}, {@code other}, or
	 * {@code none} if it could not be read
	 * @param outcome {@code accepted}, {@code duplicate}, {@code bad_signature},
	 * {@code expired}, {@code malformed} or {@code overloaded}
	 * @param took time from its arrival to its answer
	 */
	void delivered(String event, String outcome, Duration took);

}
