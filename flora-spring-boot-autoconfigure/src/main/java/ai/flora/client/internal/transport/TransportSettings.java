package ai.flora.client.internal.transport;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;

import org.springframework.util.Assert;

/**
 * The address of FLORA, the key, and the limits of each call.
 *
 * @param baseUrl base URL of the API
 * @param apiKey supplies the API key at each attempt
 * @param callTimeout one deadline over a call's attempts and waits, positive; a hundred
 * years at most
 * @param maxResponseSize most bytes to read of a response, positive
 * @param retry how a failed call is tried again
 * @param names how messages call the settings
 * @since 0.1.0
 */
public record TransportSettings(URI baseUrl, Supplier<String> apiKey, Duration callTimeout, long maxResponseSize,
		RetrySettings retry, SettingNames names) {

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
	 * Begins a call.
	 * @param options options of the call, whose own timeout takes precedence
	 * @param timing the clock
	 */
	Deadline deadline(RequestOptions options, Timing timing) {
		Duration timeout = options.timeout();
		return Deadline.in((timeout != null) ? timeout : this.callTimeout, timing);
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
