package ai.flora.client.internal.download;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;

import ai.flora.client.internal.Durations;
import ai.flora.client.internal.transport.ConnectionChecks;
import org.jspecify.annotations.Nullable;

/**
 * The way of downloads to a host.
 *
 * @param resolver says which addresses a host may be reached at
 * @param proxy an HTTP proxy, which then looks hosts up by itself; {@code null} for none.
 * This machine is never reached through it
 * @param connectTimeout longest time for connecting; 24 days at most
 * @since 0.1.0
 */
public record DownloadRoute(Resolver resolver, @Nullable URI proxy, Duration connectTimeout) {

	/**
	 * Bounds the timeout.
	 */
	public DownloadRoute {
		connectTimeout = Durations.boundedForTransports(connectTimeout);
	}

	/**
	 * Tells whether a host is reached through the proxy.
	 * @param host the host
	 * @return whether it is
	 */
	public boolean isProxied(String host) {
		return this.proxy != null && !isThisMachine(host);
	}

	/**
	 * Tells whether a host is this machine by its name, or by its address.
	 * @param host the host
	 * @return whether it is
	 */
	public static boolean isThisMachine(String host) {
		return host.toLowerCase(Locale.ROOT).endsWith(".localhost") || ConnectionChecks.isLoopback(host);
	}

	/**
	 * Looks hosts up.
	 */
	@FunctionalInterface
	public interface Resolver {

		/**
		 * Looks a host up.
		 * @param host a name, or an address without brackets
		 * @return its addresses, all of which may be connected to
		 * @throws UnknownHostException if it has none
		 * @throws RuntimeException if it has one that must not be connected to
		 */
		InetAddress[] resolve(String host) throws UnknownHostException;

	}

}
