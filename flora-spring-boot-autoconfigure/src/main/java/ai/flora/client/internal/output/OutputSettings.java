package ai.flora.client.internal.output;

import java.net.URI;
import java.time.Duration;

import ai.flora.client.internal.Durations;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

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
	 * Checks a proxy.
	 * @param proxy the proxy
	 * @param name its name in the message
	 * @throws IllegalArgumentException if it is none of http, with host and port alone
	 */
	public static void checkProxy(URI proxy, String name) {
		boolean plain = proxy.getRawUserInfo() == null && proxy.getRawQuery() == null && proxy.getRawFragment() == null
				&& ("".equals(proxy.getRawPath()) || "/".equals(proxy.getRawPath()));
		Assert.isTrue(
				"http".equalsIgnoreCase(proxy.getScheme()) && proxy.getHost() != null && proxy.getPort() > 0 && plain,
				name + " must have a scheme, host and port, and nothing else, such as http://proxy:3128");
	}

}
