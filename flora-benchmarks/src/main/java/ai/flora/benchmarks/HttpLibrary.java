package ai.flora.benchmarks;

import java.time.Duration;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequestFactory;

/**
 * The HTTP libraries that Spring Boot knows.
 */
public enum HttpLibrary {

	/** The JDK's client: Boot's choice where no other library is there. */
	JDK(ClientHttpRequestFactoryBuilder.jdk()),

	/** Apache HttpComponents. */
	APACHE(ClientHttpRequestFactoryBuilder.httpComponents()),

	/** Jetty's client. */
	JETTY(ClientHttpRequestFactoryBuilder.jetty()),

	/** Reactor Netty. */
	REACTOR(ClientHttpRequestFactoryBuilder.reactor()),

	/** The JDK's old {@code HttpURLConnection}. */
	SIMPLE(ClientHttpRequestFactoryBuilder.simple());

	private final ClientHttpRequestFactoryBuilder<?> factories;

	HttpLibrary(ClientHttpRequestFactoryBuilder<?> factories) {
		this.factories = factories;
	}

	ClientHttpRequestFactory requestFactory(Duration connectTimeout, Duration readTimeout) {
		return this.factories
			.build(HttpClientSettings.defaults().withConnectTimeout(connectTimeout).withReadTimeout(readTimeout));
	}

}
