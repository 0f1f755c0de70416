package ai.flora.spring.boot.autoconfigure;

import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import reactor.netty.http.client.HttpClient;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpComponentsClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.ReactorClientHttpRequestFactoryBuilder;
import org.springframework.util.ClassUtils;

/**
 * Keeps transports from repeating requests by themselves: Apache HttpComponents resends
 * on 429 and 503, Reactor Netty after a reset. Each would be an attempt that nobody
 * counts, and for a start of a run perhaps a second charge.
 */
final class AutomaticRetries {

	private static final boolean APACHE = isPresent("org.apache.hc.client5.http.impl.classic.HttpClientBuilder");

	private static final boolean REACTOR = isPresent("reactor.netty.http.client.HttpClient");

	private AutomaticRetries() {
	}

	static ClientHttpRequestFactoryBuilder<?> switchedOff(ClientHttpRequestFactoryBuilder<?> builder) {
		if (APACHE && Apache.supports(builder)) {
			return Apache.switchedOff(builder);
		}
		if (REACTOR && Reactor.supports(builder)) {
			return Reactor.switchedOff(builder);
		}
		return builder;
	}

	private static boolean isPresent(String name) {
		return ClassUtils.isPresent(name, AutomaticRetries.class.getClassLoader());
	}

	private static final class Apache {

		static boolean supports(ClientHttpRequestFactoryBuilder<?> builder) {
			return builder instanceof HttpComponentsClientHttpRequestFactoryBuilder;
		}

		static ClientHttpRequestFactoryBuilder<?> switchedOff(ClientHttpRequestFactoryBuilder<?> builder) {
			return ((HttpComponentsClientHttpRequestFactoryBuilder) builder)
				.withHttpClientCustomizer(HttpClientBuilder::disableAutomaticRetries);
		}

	}

	private static final class Reactor {

		static boolean supports(ClientHttpRequestFactoryBuilder<?> builder) {
			return builder instanceof ReactorClientHttpRequestFactoryBuilder;
		}

		static ClientHttpRequestFactoryBuilder<?> switchedOff(ClientHttpRequestFactoryBuilder<?> builder) {
			return ((ReactorClientHttpRequestFactoryBuilder) builder)
				.withHttpClientCustomizer((HttpClient client) -> client.disableRetry(true));
		}

	}

}
