package ai.flora.client.internal.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;

import ai.flora.client.internal.transport.UserAgent;

import org.springframework.http.HttpHeaders;

/**
 * The JDK's client. It takes no resolver: a host is looked up and checked right before
 * each exchange, whose own look-up gets the same addresses from the JVM's cache. Where
 * that cache is switched off, or forgets them in between, a host may get a connection to
 * somewhere else, but no request, unless there is a certificate for the host's name.
 */
final class JdkDownloadClient implements DownloadClient {

	private final DownloadRoute route;

	private final HttpClient client;

	JdkDownloadClient(DownloadRoute route) {
		this.route = route;
		this.client = HttpClient.newBuilder()
			.version(HttpClient.Version.HTTP_1_1)
			.followRedirects(HttpClient.Redirect.NEVER)
			.proxy(new Proxies(route))
			.sslContext(trust())
			.connectTimeout(route.connectTimeout())
			.build();
	}

	/** Not the system's default, which may show a certificate. */
	private static SSLContext trust() {
		try {
			SSLContext context = SSLContext.getInstance("TLS");
			context.init(null, null, null);
			return context;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("There is no TLS in this JVM", ex);
		}
	}

	@Override
	public DownloadResponse get(URI url, Map<String, String> headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(url).header(HttpHeaders.USER_AGENT, UserAgent.VALUE);
		headers.forEach(request::header);
		if (!this.route.isProxied(url.getHost())) {
			this.route.resolver().resolve(url.getHost());
		}
		HttpResponse<InputStream> response = this.client.send(request.build(), BodyHandlers.ofInputStream());
		Map<String, String> received = new LinkedHashMap<>();
		response.headers().map().forEach((name, values) -> received.put(name, String.join(", ", values)));
		return new DownloadResponse(response.statusCode(), received, response.body(), response.body());
	}

	/** Nothing closes this client before Java 21. It has no threads of a caller's. */
	@Override
	public void close() {
	}

	/**
	 * The proxy of the route, or none: never that of the JVM's properties.
	 */
	private static final class Proxies extends ProxySelector {

		private final DownloadRoute route;

		Proxies(DownloadRoute route) {
			this.route = route;
		}

		@Override
		public List<Proxy> select(URI url) {
			URI proxy = this.route.proxy();
			return List.of((proxy != null && this.route.isProxied(url.getHost()))
					? new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), proxy.getPort()))
					: Proxy.NO_PROXY);
		}

		@Override
		public void connectFailed(URI url, SocketAddress address, IOException failure) {
			// The exchange fails with it.
		}

	}

}
