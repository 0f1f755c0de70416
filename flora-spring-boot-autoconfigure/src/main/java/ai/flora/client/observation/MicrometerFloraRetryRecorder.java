package ai.flora.client.observation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Counts retries as {@code flora.client.retries}. Thread-safe.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
public class MicrometerFloraRetryRecorder implements FloraRetryRecorder {

	private final MeterProvider<Counter> retries;

	/**
	 * Creates a recorder.
	 * @param registry registry of the counter
	 */
	public MicrometerFloraRetryRecorder(MeterRegistry registry) {
		this.retries = Counter.builder("flora.client.retries")
			.description("Attempts beyond the first of calls to FLORA")
			.withRegistry(registry);
	}

	@Override
	public void retrying(String operation, String reason) {
		this.retries.withTags(Tags.of("operation", operation, "reason", reason)).increment();
	}

}
