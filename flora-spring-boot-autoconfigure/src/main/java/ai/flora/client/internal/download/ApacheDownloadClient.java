package ai.flora.client.internal.download;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import ai.flora.client.internal.transport.InterruptibleHttpClient;
import ai.flora.client.internal.transport.UserAgent;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SchemePortResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.DefaultHttpClientConnectionOperator;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionOperator;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.config.RegistryBuilder;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.ssl.SSLContexts;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Apache's client, which connects to the addresses that the resolver has given. Each
 * exchange has a connection of its own, so that none stays open after a file.
 */
final class ApacheDownloadClient implements DownloadClient {

	private static final int MAX_HEADERS = 200;

	private static final int MAX_LINE = 16 * 1024;

	private final CloseableHttpClient client;

	ApacheDownloadClient(DownloadRoute route) {
		this.client = InterruptibleHttpClient.of(HttpClients.custom()
			.setConnectionManager(connections(route))
			.setRoutePlanner(new Routes(route))
			.setDefaultRequestConfig(RequestConfig.custom().setProtocolUpgradeEnabled(false).build())
			.setConnectionReuseStrategy((request, response, context) -> false)
			.setUserAgent(UserAgent.VALUE)
			.disableAuthCaching()
			.disableAutomaticRetries()
			.disableContentCompression()
			.disableCookieManagement()
			.disableRedirectHandling()
			.build());
	}

	private static PoolingHttpClientConnectionManager connections(DownloadRoute route) {
		return new DirectConnections().setDnsResolver(new Addresses(route))
			// The system's default could present a client certificate.
			.setTlsSocketStrategy(new DefaultClientTlsStrategy(SSLContexts.createDefault()))
			.setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
				.http1Config(Http1Config.custom().setMaxHeaderCount(MAX_HEADERS).setMaxLineLength(MAX_LINE).build())
				.build())
			.setDefaultConnectionConfig(
					ConnectionConfig.custom().setConnectTimeout(Timeout.of(route.connectTimeout())).build())
			.setMaxConnPerRoute(Integer.MAX_VALUE)
			.setMaxConnTotal(Integer.MAX_VALUE)
			.build();
	}

	@Override
	public DownloadResponse get(URI url, Map<String, String> headers) throws IOException {
		HttpGet request = new HttpGet(url);
		headers.forEach(request::setHeader);
		ClassicHttpResponse response = this.client.executeOpen(null, request, null);
		// To close a response is to read the rest of it, unless the request was
		// cancelled.
		Closeable exchange = () -> {
			request.cancel();
			response.close();
		};
		Map<String, String> received = new LinkedHashMap<>();
		for (Header header : response.getHeaders()) {
			received.merge(header.getName().toLowerCase(Locale.ROOT), header.getValue(),
					(first, second) -> first + ", " + second);
		}
		InputStream body = (response.getEntity() != null) ? response.getEntity().getContent()
				: InputStream.nullInputStream();
		return new DownloadResponse(response.getCode(), received, body, exchange);
	}

	@Override
	public void close() {
		this.client.close(CloseMode.IMMEDIATE);
	}

	/**
	 * Asks no proxy of the JVM's for a connection, as a socket does by itself.
	 */
	private static final class DirectConnections extends PoolingHttpClientConnectionManagerBuilder {

		@Override
		protected HttpClientConnectionOperator createConnectionOperator(SchemePortResolver ports, DnsResolver names,
				TlsSocketStrategy tls) {
			return new DefaultHttpClientConnectionOperator((proxy) -> new Socket(Proxy.NO_PROXY), ports, names,
					RegistryBuilder.<TlsSocketStrategy>create().register("https", tls).build());
		}

	}

	/**
	 * Resolves hosts by the route, so that only addresses that it allows are connected
	 * to. The proxy is the application's own choice, and not checked.
	 */
	private record Addresses(DownloadRoute route) implements DnsResolver {

		@Override
		public InetAddress[] resolve(String host) throws UnknownHostException {
			URI proxy = this.route.proxy();
			boolean isProxy = proxy != null && proxy.getHost().equalsIgnoreCase(host);
			return isProxy ? InetAddress.getAllByName(host) : this.route.resolver().resolve(host);
		}

		@Override
		public String resolveCanonicalHostname(String host) {
			return host;
		}

	}

	/**
	 * Chooses between a direct connection and the proxy.
	 */
	private static final class Routes extends DefaultRoutePlanner {

		private final DownloadRoute route;

		Routes(DownloadRoute route) {
			super(null);
			this.route = route;
		}

		@Override
		protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
			URI proxy = this.route.proxy();
			return (proxy != null && this.route.isProxied(target.getHostName()))
					? new HttpHost(proxy.getHost(), proxy.getPort()) : null;
		}

	}

}
