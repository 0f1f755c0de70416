package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;

import ai.flora.client.transport.RetrySettings;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;

/**
 * The transports that every table is tried on.
 */
enum Transport {

	JDK,

	APACHE;

	static final String KEY = "sk_test_5f2c9a7e1b";

	FloraClientBuilder builder(URI baseUrl) {
		FloraClientBuilder builder = new FloraClientBuilder().baseUrl(baseUrl)
			.apiKey(KEY)
			.connectTimeout(Duration.ofSeconds(2))
			.retry(new RetrySettings(3, Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMinutes(5)));
		return (this == APACHE) ? builder.requestFactory(Transport::apache) : builder;
	}

	private static ClientHttpRequestFactory apache(Duration connectTimeout, Duration readTimeout) {
		return new HttpComponentsClientHttpRequestFactory(HttpClientBuilder.create()
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
				.setDefaultConnectionConfig(ConnectionConfig.custom()
					.setConnectTimeout(Timeout.of(connectTimeout))
					.setSocketTimeout(Timeout.of(readTimeout))
					.build())
				.build())
			.build());
	}

}
