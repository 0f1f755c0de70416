package ai.flora.client.internal.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import ai.flora.client.internal.Causes;

/**
 * Tells the exceptions of HTTP clients apart.
 *
 * @since 0.1.0
 */
public final class NetworkFailures {

	private static final Set<String> NAMES_OF_TIMEOUTS = Set.of("ConnectTimeoutException", "ReadTimeoutException");

	private NetworkFailures() {
	}

	/**
	 * Tells whether time was up.
	 * @param thrown by an exchange
	 * @return whether a timeout of the HTTP client's ended it
	 */
	public static boolean isTimeout(IOException thrown) {
		// Netty's exceptions have other supertypes, and Netty is optional.
		return Causes.any(thrown,
				(cause) -> cause instanceof HttpTimeoutException || cause instanceof SocketTimeoutException
						|| cause instanceof TimeoutException
						|| NAMES_OF_TIMEOUTS.contains(cause.getClass().getSimpleName()));
	}

	/**
	 * Tells why a request got no response.
	 */
	static Obstacle obstacle(Throwable thrown) {
		Obstacle obstacle = Obstacle.UNKNOWN;
		for (Throwable cause : Causes.chain(thrown)) {
			if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
				// The JDK's client wraps it as a failure to connect.
				return Obstacle.NAME;
			}
			if (cause instanceof SSLException || cause instanceof CertificateException) {
				return Obstacle.TLS;
			}
			if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
				obstacle = Obstacle.CONNECT;
			}
		}
		return obstacle;
	}

	/**
	 * A reason why a request gets no response.
	 */
	enum Obstacle {

		/** The name of the host leads to no address. */
		NAME,

		/** Nothing accepts connections at the address. */
		CONNECT,

		/** Client and server do not agree on TLS, or the certificate is not trusted. */
		TLS,

		/** The connection broke, or the exception does not tell. */
		UNKNOWN

	}

	/**
	 * Tells whether a response cannot be decompressed.
	 */
	static boolean isBrokenCompression(Throwable thrown) {
		return Causes.any(thrown, (cause) -> cause instanceof ZipException
				|| cause.getClass().getSimpleName().equals("DecompressionException"));
	}

	/**
	 * Tells whether a TLS handshake failed: then FLORA has read nothing of the request.
	 */
	static boolean isHandshake(Throwable thrown) {
		return Causes.any(thrown, SSLHandshakeException.class::isInstance);
	}

	/**
	 * Tells whether there may have been a connection to send the request on, for an
	 * exchange that was not watched. An unknown exception counts as connected.
	 * @param thrown by the exchange itself, not by an application's interceptor
	 */
	static boolean isConnected(Throwable thrown) {
		// Apache's ConnectTimeoutException is a SocketTimeoutException with a name of its
		// own.
		return !Causes.any(thrown,
				(cause) -> cause instanceof ConnectException || cause instanceof NoRouteToHostException
						|| cause instanceof UnknownHostException || cause instanceof HttpConnectTimeoutException
						|| cause instanceof UnresolvedAddressException || cause instanceof SSLHandshakeException
						|| cause.getClass().getSimpleName().equals("ConnectTimeoutException"));
	}

}
