package ai.flora.client.internal.transport;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;

import ai.flora.client.RetrySettings;
import ai.flora.client.assembly.FloraClientBuilder;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.eclipse.jetty.client.HttpProxy;
import org.jspecify.annotations.Nullable;
import reactor.netty.transport.ProxyProvider;

import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.boot.http.client.HttpRedirects;
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
	},

	JETTY {
		@Override
		public ClientHttpRequestFactory requestFactory(Duration connect, Duration read) {
			return requestFactory(settings(connect, read), null);
		}
	},

	REACTOR {
		@Override
		public ClientHttpRequestFactory requestFactory(Duration connect, Duration read) {
			return requestFactory(settings(connect, read), null);
		}
	},

	/** {@code HttpURLConnection}, which nothing can interrupt. */
	SIMPLE {
		@Override
		public ClientHttpRequestFactory requestFactory(Duration connect, Duration read) {
			return requestFactory(settings(connect, read), null);
		}
	};

	/** Of the builders' clients. Nothing that a test does on purpose takes as long. */
	static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

	public static final String KEY = "sk_test_0123456789abcdef";

	public abstract ClientHttpRequestFactory requestFactory(Duration connect, Duration read);

	public static HttpClientSettings settings(Duration connect, Duration read) {
		return HttpClientSettings.defaults().withTimeouts(connect, read).withRedirects(HttpRedirects.DONT_FOLLOW);
	}

	/**
	 * As Boot builds it.
	 * @param settings timeouts and certificates
	 * @param proxy port of an HTTP proxy on this machine, or {@code null} for none
	 */
	public ClientHttpRequestFactory requestFactory(HttpClientSettings settings, @Nullable Integer proxy) {
		return switch (this) {
			case JDK -> ClientHttpRequestFactoryBuilder.jdk().withHttpClientCustomizer((client) -> {
				if (proxy != null) {
					client.proxy(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy)));
				}
			}).build(settings);
			case APACHE -> ClientHttpRequestFactoryBuilder.httpComponents().withHttpClientCustomizer((client) -> {
				client.disableAutomaticRetries();
				if (proxy != null) {
					client.setProxy(new HttpHost("127.0.0.1", proxy));
				}
			}).build(settings);
			case JETTY -> ClientHttpRequestFactoryBuilder.jetty().withHttpClientCustomizer((client) -> {
				if (proxy != null) {
					client.getProxyConfiguration().addProxy(new HttpProxy("127.0.0.1", proxy));
				}
			}).build(settings);
			case REACTOR -> ClientHttpRequestFactoryBuilder.reactor()
				.withHttpClientCustomizer((client) -> (proxy != null)
						? client.disableRetry(true)
							.proxy((spec) -> spec.type(ProxyProvider.Proxy.HTTP).host("127.0.0.1").port(proxy))
						: client.disableRetry(true))
				.build(settings);
			case SIMPLE -> ClientHttpRequestFactoryBuilder.simple().withCustomizer((factory) -> {
				if (proxy != null) {
					factory.setProxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("127.0.0.1", proxy)));
				}
			}).build(settings);
		};
	}

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
			.connectTimeout(READ_TIMEOUT)
			.readTimeout(READ_TIMEOUT)
			.callTimeout(Duration.ofSeconds(30))
			.retry(new RetrySettings(3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(5)));
	}

}
