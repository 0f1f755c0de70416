package ai.flora.client.transport;

import java.net.URI;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.UriBuilderFactory;

/**
 * Sets up the {@code RestClient} that exchanges are made with.
 */
final class FloraRestClient {

	private FloraRestClient() {
	}

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
	static RestClient create(TransportSettings settings, HttpStack http, ClientHttpRequestFactory factory,
			ApiKey apiKey) {
		RestClient.Builder builder = RestClient.builder().requestFactory(factory);
		http.customizer().first().accept(builder);
		builder.uriBuilderFactory(uriBuilderFactory(settings.baseUrl()))
			.defaultHeader(HttpHeaders.USER_AGENT, UserAgent.VALUE)
			.defaultHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE);
		http.customizer().last().accept(builder);
		return builder
			.requestInterceptors(
					(interceptors) -> interceptors.add(new AuthorizationInterceptor(settings.baseUrl(), apiKey)))
			.build();
	}

}
