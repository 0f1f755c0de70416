package ai.flora.spring.boot.test;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

import ai.flora.client.internal.transport.ConnectionChecks;

/**
 * Tells which URLs FLORA can reach, by what is written alone: no name is looked up.
 */
final class FetchableUrls {

	private static final Pattern PRIVATE_NAME = Pattern.compile("[^.]+|.*\\.(localhost|local|internal)");

	private FetchableUrls() {
	}

	/**
	 * Tells whether FLORA reaches a file, the fake's own ones included.
	 * @param origin scheme, host and port of the fake
	 */
	static boolean contain(String url, String origin) {
		return url.startsWith(origin + "/") || isPublic(url);
	}

	/** Tells whether it is an https URL of a public host. */
	static boolean isPublic(String url) {
		try {
			URI uri = new URI(url);
			return "https".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null && isPublicHost(uri.getHost());
		}
		catch (URISyntaxException ex) {
			return false;
		}
	}

	private static boolean isPublicHost(String host) {
		if (host.startsWith("[") || ConnectionChecks.isIpv4(host)) {
			return isPublicAddress(host);
		}
		String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
		return !PRIVATE_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches();
	}

	private static boolean isPublicAddress(String literal) {
		try {
			InetAddress address = InetAddress.getByName(literal);
			byte[] bytes = address.getAddress();
			boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
			return !(uniqueLocal || address.isAnyLocalAddress() || address.isLoopbackAddress()
					|| address.isLinkLocalAddress() || address.isSiteLocalAddress() || address.isMulticastAddress());
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

}
