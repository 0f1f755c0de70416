package ai.flora.client.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Tells transports' exceptions apart.
 */
final class NetworkFailures {

	private NetworkFailures() {
	}

	static boolean isTimeout(IOException thrown) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (cause instanceof HttpTimeoutException || cause instanceof SocketTimeoutException
					|| cause instanceof TimeoutException) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether there may have been a connection to send the request on. What is not known
	 * counts as one.
	 */
	static boolean isConnected(IOException thrown) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			// Apache's ConnectTimeoutException is a SocketTimeoutException with a name of
			// its own.
			if (cause instanceof ConnectException || cause instanceof NoRouteToHostException
					|| cause instanceof UnknownHostException || cause instanceof HttpConnectTimeoutException
					|| cause instanceof UnresolvedAddressException || cause instanceof SSLHandshakeException
					|| cause.getClass().getSimpleName().equals("ConnectTimeoutException")) {
				return false;
			}
		}
		return true;
	}

}
