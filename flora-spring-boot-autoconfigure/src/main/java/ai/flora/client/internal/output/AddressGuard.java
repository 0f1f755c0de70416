package ai.flora.client.internal.output;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

import ai.flora.client.internal.download.DownloadRoute;
import ai.flora.client.internal.transport.ConnectionChecks;
import org.jspecify.annotations.Nullable;

/**
 * Checks where outputs are fetched from: by https from the public internet, and from this
 * machine if the base URL is there, as is that of a fake FLORA. URLs of outputs come from
 * outside: somebody who can choose one must not reach a host that only this process
 * reaches.
 * <p>
 * A host with several addresses is refused if any of them is: the HTTP client chooses the
 * one that it connects to, and no files lie half in a private network. Spellings of
 * addresses that readers of URLs take differently are refused, too.
 */
class AddressGuard implements DownloadRoute.Resolver {

	private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)([a-z0-9_-]{1,63}\\.)*[a-z0-9_-]{1,63}");

	/** Hosts that some readers take for an address, since they end in a number. */
	private static final Pattern NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

	private static final int MAX_PORT = 65_535;

	private final boolean loopbackAllowed;

	private final DownloadRoute.Resolver names;

	/**
	 * Creates a guard.
	 * @param baseUrl FLORA's base URL
	 * @param names looks names up
	 */
	AddressGuard(URI baseUrl, DownloadRoute.Resolver names) {
		this.loopbackAllowed = baseUrl.getHost() != null && ConnectionChecks.isLoopback(baseUrl.getHost());
		this.names = names;
	}

	/**
	 * Checks a URL before anything is looked up or sent.
	 * @throws ForbiddenAddressException if nothing may be fetched there
	 */
	void check(URI url) {
		String host = host(url);
		InetAddress address = address(host);
		if (address != null) {
			check(host, address);
		}
		boolean loopback = DownloadRoute.isThisMachine(host);
		if (loopback && !this.loopbackAllowed) {
			throw new ForbiddenAddressException("leads to this machine, '" + host + "'");
		}
		if (!loopback && !"https".equalsIgnoreCase(url.getScheme())) {
			throw new ForbiddenAddressException("is not https, but leads to '" + host + "'");
		}
	}

	private static String host(URI url) {
		boolean web = "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
		if (!web || url.getRawAuthority() == null) {
			throw new ForbiddenAddressException("is neither https nor http");
		}
		if (url.getRawAuthority().contains("@")) {
			throw new ForbiddenAddressException("holds user information before the host");
		}
		if (url.getHost() == null && url.getRawAuthority().contains("_")) {
			throw new ForbiddenAddressException("has a host with an underscore, which Java's HTTP clients do not take");
		}
		if (url.getHost() == null || url.getPort() == 0 || url.getPort() > MAX_PORT) {
			throw new ForbiddenAddressException("has no host or port that can be connected to");
		}
		String host = url.getHost().toLowerCase(Locale.ROOT);
		if (!host.startsWith("[") && !NAME.matcher(host).matches()) {
			throw new ForbiddenAddressException("has a host that is no name of letters and digits");
		}
		return host;
	}

	/** The address that a host is, or {@code null} if it is a name. */
	private static @Nullable InetAddress address(String host) {
		boolean ipv6 = host.startsWith("[");
		if (!ipv6 && !NUMBER.matcher(host).matches()) {
			return null;
		}
		if (ipv6 ? host.contains("%") : !ConnectionChecks.isIpv4(host)) {
			throw new ForbiddenAddressException("has an address that is not written as everybody reads it, '" + host
					+ "': IPv4 is four decimal numbers, IPv6 has no zone");
		}
		try {
			return InetAddress.getByName(host);
		}
		catch (UnknownHostException ex) {
			throw new ForbiddenAddressException("has no address that can be connected to, '" + host + "'");
		}
	}

	/**
	 * Checks an address of a host.
	 * @throws ForbiddenAddressException if it must not be connected to
	 */
	void check(String host, InetAddress address) {
		String problem = (address.isLoopbackAddress() && this.loopbackAllowed) ? null : AddressRules.problem(address);
		if (problem != null) {
			throw new ForbiddenAddressException("leads to '" + host + "', whose address is " + problem);
		}
	}

	@Override
	public InetAddress[] resolve(String host) throws UnknownHostException {
		InetAddress[] addresses = this.names.resolve(host);
		if (addresses.length == 0) {
			throw new UnknownHostException(host);
		}
		for (InetAddress address : addresses) {
			check(host, address);
		}
		return addresses;
	}

}
