package ai.flora.client.internal.download;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import org.springframework.util.ClassUtils;

/**
 * An HTTP client for hosts that somebody else has named. Whatever the application has, it
 * is one of these two: Apache's, which connects to the addresses that it is given, or the
 * JDK's, which looks the host up once more by itself. It trusts whom the JVM trusts. It
 * has no key, no certificate and no cookies, none of the application's customizers,
 * interceptors or credentials, follows no redirects, tries nothing twice, and
 * decompresses nothing. Thread-safe.
 *
 * @since 0.1.0
 */
public interface DownloadClient extends AutoCloseable {

	/**
	 * Sends one request. An interrupt ends it.
	 * @param url where to
	 * @param headers headers beside the name of this client
	 * @return the response, to be closed
	 * @throws IOException if there is none
	 * @throws InterruptedException if the thread is interrupted
	 */
	DownloadResponse get(URI url, Map<String, String> headers) throws IOException, InterruptedException;

	/**
	 * Closes connections.
	 */
	@Override
	void close();

	/**
	 * The better one of the two that can be had.
	 * @param route how to get to hosts
	 * @return a client
	 */
	static DownloadClient of(DownloadRoute route) {
		// The class is the youngest of those that are used.
		boolean apache = ClassUtils.isPresent("org.apache.hc.client5.http.ssl.TlsSocketStrategy",
				DownloadClient.class.getClassLoader());
		return apache ? apache(route) : jdk(route);
	}

	/**
	 * Apache's client.
	 * @param route how to get to hosts
	 * @return a client
	 */
	static DownloadClient apache(DownloadRoute route) {
		return new ApacheDownloadClient(route);
	}

	/**
	 * The JDK's client.
	 * @param route how to get to hosts
	 * @return a client
	 */
	static DownloadClient jdk(DownloadRoute route) {
		return new JdkDownloadClient(route);
	}

}
