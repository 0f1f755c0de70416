package ai.flora.spring.boot.autoconfigure;

import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;

/**
 * Keeps HTTP clients from repeating requests by themselves: Apache HttpComponents resends
 * on 429 and 503, Reactor Netty after a reset. Each would be an attempt that nobody
 * counts, and for a start of a run perhaps a second charge.
 */
final class AutomaticRetries {

	private AutomaticRetries() {
	}

	static ClientHttpRequestFactoryBuilder<?> switchedOff(ClientHttpRequestFactoryBuilder<?> builder) {
		if (builder instanceof HttpComponentsClientHttpRequestFactoryBuilder apache) {
			return Apache.switchedOff(apache);
		}
		if (builder instanceof ReactorClientHttpRequestFactoryBuilder reactor) {
			return Reactor.switchedOff(reactor);
		}
		return builder;
	}

	private static final class Apache {

		static ClientHttpRequestFactoryBuilder<?> switchedOff(HttpComponentsClientHttpRequestFactoryBuilder builder) {
			return builder.withHttpClientCustomizer(HttpClientBuilder::disableAutomaticRetries);
		}

	}

	private static final class Reactor {

		static ClientHttpRequestFactoryBuilder<?> switchedOff(ReactorClientHttpRequestFactoryBuilder builder) {
			return builder.withHttpClientCustomizer((HttpClient client) -> client.disableRetry(true));
		}

	}

}
