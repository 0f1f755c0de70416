package ai.flora.client.internal.transport;

import ai.flora.client.internal.Durations;
import ai.flora.client.RetrySettings;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import org.springframework.util.Assert;

/**
 * Where FLORA is, as whom to ask it, and how patiently.
 *
 * @param baseUrl base URL of the API
 * @param apiKey asked for the API key at each attempt
 * @param callTimeout one deadline over a call's attempts and waits, positive; a hundred
 * years at most
 * @param maxResponseSize most bytes to read of an answer, positive
 * @param retry how a failed call is tried again
 * @since 0.1.0
 */
public record TransportSettings(URI baseUrl, Supplier<String> apiKey, Duration callTimeout, long maxResponseSize,
		RetrySettings retry) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if the timeout or the size is not positive
	 */
	public TransportSettings {
		Assert.isTrue(callTimeout.compareTo(Duration.ZERO) > 0, "'callTimeout' must be positive");
		Assert.isTrue(maxResponseSize > 0, "'maxResponseSize' must be positive");
		callTimeout = Durations.bounded(callTimeout);
		retry = new RetrySettings(retry.maxAttempts(), Durations.bounded(retry.initialDelay()),
				Durations.bounded(retry.maxDelay()), Durations.bounded(retry.maxRetryAfter()));
	}

	/**
	 * Does not name the key.
	 */
	@Override
	public String toString() {
		return "TransportSettings[baseUrl=" + this.baseUrl + ", callTimeout=" + this.callTimeout + ", maxResponseSize="
				+ this.maxResponseSize + ", retry=" + this.retry + "]";
	}

}
