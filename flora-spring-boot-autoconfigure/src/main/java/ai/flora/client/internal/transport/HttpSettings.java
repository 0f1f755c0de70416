package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import ai.flora.client.internal.Durations;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * The HTTP client that exchanges are made with.
 *
 * @param requestFactory makes the request factory, on first use
 * @param storageFactory makes the request factory of exchanges with FLORA's storage, on
 * first use: one whose read timeout does not end a long upload
 * @param readTimeout the read timeout that the factory was given; {@code null} if it is
 * not known
 * @param customizer customizes FLORA's {@code RestClient}
 * @param executor runs exchanges that may have to be abandoned when the deadline passes
 * @since 0.1.0
 */
public record HttpSettings(Supplier<ClientHttpRequestFactory> requestFactory,
		Supplier<ClientHttpRequestFactory> storageFactory, @Nullable Duration readTimeout,
		RestClientCustomization customizer, Executor executor) {

	/**
	 * Bounds the timeout.
	 */
	public HttpSettings {
		readTimeout = (readTimeout != null) ? Durations.boundedForTransports(readTimeout) : null;
	}

	/**
	 * The two moments to customize a {@code RestClient.Builder}.
	 *
	 * @param first before the client's own settings: customizers that are meant for all
	 * clients of an application
	 * @param last after them: customizers that are meant for FLORA's client
	 */
	public record RestClientCustomization(List<Consumer<RestClient.Builder>> first,
			List<Consumer<RestClient.Builder>> last) {
	}

}
