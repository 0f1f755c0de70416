package ai.flora.client.internal.download;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

import org.springframework.util.ClassUtils;

/**
 * An HTTP client for hosts that come from outside. Whatever the application uses, it is
 * one of these two: Apache's, which connects to the addresses that it is given, or the
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
	 * Apache's client if it is on the class path, which connects to no other address than
	 * those that were checked; otherwise the JDK's.
	 * @param route how to get to hosts
	 * @return a client
	 */
	static DownloadClient of(DownloadRoute route) {
		// The newest class that Apache's needs: an older version of Apache's lacks it.
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
