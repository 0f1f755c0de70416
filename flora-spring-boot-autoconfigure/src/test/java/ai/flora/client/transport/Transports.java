package ai.flora.client.transport;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

import ai.flora.client.assembly.FloraClientBuilder;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;

/**
 * The transports that the client is tested on.
 */
public enum Transports {

	JDK {
		@Override
		public ClientHttpRequestFactory requestFactory(Duration connect, Duration read) {
			return jdk(HttpClient.newBuilder().connectTimeout(connect).build(), read);
		}
	},

	APACHE {
		@Override
		public ClientHttpRequestFactory requestFactory(Duration connect, Duration read) {
			return apache(pool(connect).build(), read);
		}
	};

	public static final String KEY = "sk_test_0123456789abcdef";

	public abstract ClientHttpRequestFactory requestFactory(Duration connect, Duration read);

	public static ClientHttpRequestFactory jdk(HttpClient client, Duration read) {
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(client);
		factory.setReadTimeout(read);
		return factory;
	}

	public static PoolingHttpClientConnectionManagerBuilder pool(Duration connect) {
		return PoolingHttpClientConnectionManagerBuilder.create()
			.setDefaultConnectionConfig(
					ConnectionConfig.custom().setConnectTimeout(org.apache.hc.core5.util.Timeout.of(connect)).build());
	}

	public static ClientHttpRequestFactory apache(PoolingHttpClientConnectionManager pool, Duration read) {
		HttpComponentsClientHttpRequestFactory factory = new HttpComponentsClientHttpRequestFactory(HttpClients.custom()
			.disableAutomaticRetries()
			.disableRedirectHandling()
			.setConnectionManager(pool)
			.build());
		factory.setReadTimeout(read);
		return factory;
	}

	/**
	 * A builder whose clients try three times, without noticeable waits.
	 */
	public FloraClientBuilder builder(String baseUrl) {
		return new FloraClientBuilder().baseUrl(URI.create(baseUrl))
			.apiKey(KEY)
			.requestFactory(this::requestFactory)
			.connectTimeout(Duration.ofSeconds(5))
			.readTimeout(Duration.ofSeconds(20))
			.callTimeout(Duration.ofSeconds(30))
			.retry(new RetrySettings(3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(5)));
	}

}
