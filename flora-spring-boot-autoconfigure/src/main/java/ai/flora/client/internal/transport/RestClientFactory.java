package ai.flora.client.internal.transport;

import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.UriBuilderFactory;

/**
 * The {@code RestClient} that exchanges are made with.
 *
 * @param restClient the client
 * @param intercepted whether code of the application's takes part in each exchange, which
 * may take as long as it likes
 */
record RestClientFactory(RestClient restClient, boolean intercepted) {

	/**
	 * Encodes what is put into a template, and nothing else: the base URL may hold
	 * percent signs of its own.
	 */
	private static UriBuilderFactory uriBuilderFactory(URI baseUrl) {
		DefaultUriBuilderFactory factory = new DefaultUriBuilderFactory(baseUrl.toString().replaceAll("/+$", ""));
		factory.setEncodingMode(DefaultUriBuilderFactory.EncodingMode.VALUES_ONLY);
		return factory;
	}

	/**
	 * The request factory comes before the customizers: a test's mock server is one of
	 * them, and sets its own.
	 */
	static RestClientFactory create(TransportSettings settings, HttpSettings http, ClientHttpRequestFactory factory,
			ApiKey apiKey) {
		RestClient.Builder builder = RestClient.builder().requestFactory(HttpSettings.watched(factory));
		http.customizer().first().accept(builder);
		builder.uriBuilderFactory(uriBuilderFactory(settings.baseUrl()))
			.defaultHeader(HttpHeaders.USER_AGENT, UserAgent.VALUE)
			.defaultHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE);
		http.customizer().last().accept(builder);
		AtomicBoolean intercepted = new AtomicBoolean();
		builder.requestInitializers((initializers) -> intercepted.set(!initializers.isEmpty()));
		builder.requestInterceptors((interceptors) -> {
			intercepted.compareAndSet(false, !interceptors.isEmpty());
			interceptors.add(new AuthorizationInterceptor(settings.baseUrl(), apiKey));
		});
		return new RestClientFactory(builder.build(), intercepted.get());
	}

}
