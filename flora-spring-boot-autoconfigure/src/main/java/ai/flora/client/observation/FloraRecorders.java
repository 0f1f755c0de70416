package ai.flora.client.observation;

import io.micrometer.core.instrument.MeterRegistry;

/**
 * Who is told of what a client does, besides its observations.
 *
 * @param retries told of retries
 * @param runs told of the ends of followed runs
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/guides/generations/">FLORA: Generations</a>
 */
public record FloraRecorders(FloraRetryRecorder retries, FloraRunRecorder runs) {

	/**
	 * Recorders that record nothing.
	 * @return the recorders
	 */
	public static FloraRecorders none() {
		return new FloraRecorders(FloraRetryRecorder.NOOP, FloraRunRecorder.NOOP);
	}

	/**
	 * Recorders that write meters, to be made once for all clients of a registry.
	 * Micrometer's core is needed for this alone.
	 * @param registry where the meters are registered
	 * @return the recorders
	 */
	public static FloraRecorders micrometer(MeterRegistry registry) {
		return new FloraRecorders(new MicrometerFloraRetryRecorder(registry), new MicrometerFloraRunRecorder(registry));
	}

}
