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
 * Builds FLORA's {@code RestClient}.
 */
class RestClientFactory {

	private final TransportSettings settings;

	private final HttpSettings http;

	private final ApiKey apiKey;

	RestClientFactory(TransportSettings settings, HttpSettings http, ApiKey apiKey) {
		this.settings = settings;
		this.http = http;
		this.apiKey = apiKey;
	}

	/**
	 * Builds the client. The request factory comes before the customizers: a test's mock
	 * server is a customizer, and sets a factory of its own.
	 * @param requestFactory the HTTP client
	 */
	Connection create(ClientHttpRequestFactory requestFactory) {
		RestClient.Builder builder = RestClient.builder().requestFactory(RequestFactories.watched(requestFactory));
		this.http.customizer().first().forEach((customizer) -> customizer.accept(builder));
		builder.uriBuilderFactory(uriBuilderFactory(this.settings.baseUrl()))
			.defaultHeader(HttpHeaders.USER_AGENT, UserAgent.VALUE)
			.defaultHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE);
		this.http.customizer().last().forEach((customizer) -> customizer.accept(builder));
		boolean closesAtOnce = RequestFactories.closesAtOnce(requestFactory);
		AtomicBoolean intercepted = new AtomicBoolean();
		builder.requestInitializers((initializers) -> intercepted.set(!initializers.isEmpty()));
		builder.requestInterceptors((interceptors) -> {
			if (!interceptors.isEmpty()) {
				intercepted.set(true);
				interceptors.add(0, new KeyMaskingInterceptor(this.apiKey));
			}
			interceptors.add(new AuthorizationInterceptor(this.settings.baseUrl(), this.apiKey, closesAtOnce));
		});
		return new Connection(builder.build(), RequestFactories.obeysDeadlines(requestFactory), closesAtOnce,
				intercepted.get(), this.http.readTimeout());
	}

	/**
	 * Encodes the variables of a template, and nothing else: the base URL may hold
	 * percent signs of its own.
	 */
	private static UriBuilderFactory uriBuilderFactory(URI baseUrl) {
		DefaultUriBuilderFactory factory = new DefaultUriBuilderFactory(baseUrl.toString().replaceAll("/+$", ""));
		factory.setEncodingMode(DefaultUriBuilderFactory.EncodingMode.VALUES_ONLY);
		return factory;
	}

}
