package ai.flora.client.observation;

import java.time.Duration;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * Times deliveries as {@code flora.webhook.deliveries}. Thread-safe.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/webhooks/">FLORA: Webhooks</a>
 */
public class MicrometerFloraWebhookRecorder implements FloraWebhookRecorder {

	private final MeterProvider<Timer> deliveries;

	/**
	 * Creates a recorder.
	 * @param registry registry of the timer
	 */
	public MicrometerFloraWebhookRecorder(MeterRegistry registry) {
		this.deliveries = Timer.builder("flora.webhook.deliveries")
			.description("Webhook deliveries, from their arrival to their answer")
			.withRegistry(registry);
	}

	@Override
	public void delivered(String event, String outcome, Duration took) {
		this.deliveries.withTags(Tags.of("event", event, "outcome", outcome)).record(took);
	}

}
