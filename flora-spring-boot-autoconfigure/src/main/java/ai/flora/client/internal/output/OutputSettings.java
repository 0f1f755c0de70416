package ai.flora.client.internal.output;

import java.net.URI;
import java.time.Duration;

import ai.flora.client.internal.Durations;
import org.jspecify.annotations.Nullable;

/**
 * Limits of downloads, and their route.
 *
 * @param maxSize most bytes of an output, positive
 * @param timeout longest time for reading an output, positive; a hundred years at most
 * @param proxy an HTTP proxy; {@code null} for none
 * @param connectTimeout longest time for connecting, positive
 * @since 0.1.0
 */
public record OutputSettings(long maxSize, Duration timeout, @Nullable URI proxy, Duration connectTimeout) {

	/**
	 * Bounds the timeout.
	 */
	public OutputSettings {
		timeout = Durations.bounded(timeout);
	}

	/**
	 * Looks for what makes a URL one that is no proxy's. The sentence goes on after "it",
	 * and does not quote the URL, which may hold a password.
	 * @param proxy the proxy
	 * @return what is wrong, or {@code null} if it is http, with host and port alone
	 */
	public static @Nullable String problemWithProxy(URI proxy) {
		if (!"http".equalsIgnoreCase(proxy.getScheme())) {
			return "is not http";
		}
		if (proxy.getRawAuthority() != null && proxy.getRawAuthority().contains("@")) {
			return "holds user information before the host";
		}
		if (proxy.getHost() == null) {
			return "has no host";
		}
		if (proxy.getPort() <= 0) {
			return "has no port";
		}
		boolean plain = proxy.getRawQuery() == null && proxy.getRawFragment() == null
				&& ("".equals(proxy.getRawPath()) || "/".equals(proxy.getRawPath()));
		return plain ? null : "holds more than a scheme, a host and a port";
	}

}
