package ai.flora.client.internal.transport;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;

import ai.flora.client.internal.PastedText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Finds the problem with an API key, or with a base URL that is to receive it. The
 * sentences go on after "it", and never quote the value.
 *
 * @since 0.1.0
 */
public final class ConnectionChecks {

	private static final String IPV4 = "(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}";

	private static final String QUOTED = "begins or ends with a quote";

	private ConnectionChecks() {
	}

	/**
	 * Looks for what makes a key unusable, once it is {@link PastedText#trimmed}. Its
	 * form is FLORA's own affair: it only has to fit into a header.
	 * @param key the key; {@code null} if it is not set
	 * @return what is wrong, or {@code null} if nothing is
	 */
	public static @Nullable String problemWithApiKey(@Nullable String key) {
		return (key != null) ? problemWithTrimmedApiKey(PastedText.trimmed(key)) : "is not set";
	}

	private static @Nullable String problemWithTrimmedApiKey(String key) {
		if (key.isEmpty()) {
			return "is blank";
		}
		if (PastedText.hasQuote(key)) {
			return QUOTED;
		}
		if (key.contains("${")) {
			return "is an unresolved placeholder: what stands between '${' and '}' is not set";
		}
		if (key.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
			return "starts with 'Bearer ', which the client adds by itself";
		}
		if (!fitsIntoHeader(key)) {
			return "holds white space, or a character that cannot be sent in a header";
		}
		return null;
	}

	private static boolean fitsIntoHeader(String key) {
		for (int i = 0; i < key.length(); i++) {
			if (key.charAt(i) <= ' ' || key.charAt(i) >= 0x7f) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Looks for what makes a URL one that the key must not be sent to.
	 * @param baseUrl the base URL; {@code null} if it is not set
	 * @param allowInsecure whether http is allowed to every host
	 * @return what is wrong, or {@code null} if nothing is
	 */
	public static @Nullable String problemWithBaseUrl(@Nullable String baseUrl, boolean allowInsecure) {
		if (baseUrl == null) {
			return "is not set";
		}
		if (!StringUtils.hasText(baseUrl)) {
			return "is blank";
		}
		if (baseUrl.contains("${")) {
			return "holds an unresolved placeholder: what stands between '${' and '}' is not set";
		}
		if (PastedText.hasQuote(baseUrl)) {
			return QUOTED;
		}
		if (hasWhiteSpace(baseUrl)) {
			return "is not a URL: it holds white space";
		}
		try {
			return problemWith(new URI(baseUrl), allowInsecure);
		}
		catch (URISyntaxException ex) {
			return "is not a URL";
		}
	}

	private static boolean hasWhiteSpace(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (Character.isWhitespace(text.charAt(i)) || Character.isSpaceChar(text.charAt(i))) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable String problemWith(URI url, boolean allowInsecure) {
		if (!url.isAbsolute() || url.isOpaque() || url.getRawAuthority() == null) {
			return "is not an absolute URL: it has no scheme or no host";
		}
		if (url.getRawAuthority().contains("@")) {
			return "holds user information before the host";
		}
		if (url.getHost() == null) {
			return "has no host that can be looked up";
		}
		String addressProblem = problemWithAddress(url);
		if (addressProblem != null) {
			return addressProblem;
		}
		if (url.getRawQuery() != null || url.getRawFragment() != null) {
			return "holds a query or a fragment";
		}
		boolean http = "http".equalsIgnoreCase(url.getScheme());
		if (!http && !"https".equalsIgnoreCase(url.getScheme())) {
			return "is neither https nor http";
		}
		if (http && !allowInsecure && !isLoopback(url.getHost())) {
			return "is not https: the API key would cross the network in clear";
		}
		return null;
	}

	/**
	 * Looks for what HTTP clients, and resolvers of names, each read in their own way: it
	 * would be refused, or lead elsewhere, with the first call.
	 */
	private static @Nullable String problemWithAddress(URI url) {
		String host = url.getHost();
		if (url.getRawAuthority().endsWith(":") || url.getPort() == 0 || url.getPort() > 65_535) {
			return "has a colon behind the host, but no port from 1 to 65535";
		}
		if (host.endsWith(".")) {
			return "has a host that ends with a dot";
		}
		if (host.startsWith("[") && host.contains("%")) {
			return "has an IPv6 address with a zone";
		}
		if (host.startsWith("[") && (host.contains(".") || address(host) instanceof Inet4Address)) {
			return "has an IPv4 address that is written as IPv6: write its four numbers alone";
		}
		if (host.matches("[0-9.]+") && !isIpv4(host)) {
			return "has a host of digits that is no IPv4 address of four numbers from 0 to 255, without zeros before them";
		}
		return null;
	}

	/**
	 * Tells whether a host is this machine. Names are never looked up: their addresses
	 * can change after this check.
	 * @param host the host of a URL
	 * @return whether it is {@code localhost}, or an address of loopback
	 */
	public static boolean isLoopback(String host) {
		if (host.equalsIgnoreCase("localhost")) {
			return true;
		}
		InetAddress address = (host.startsWith("[") || isIpv4(host)) ? address(host) : null;
		return address != null && address.isLoopbackAddress();
	}

	/**
	 * Tells whether the key may be sent in clear to the host and port of a URL, by what
	 * is written alone.
	 * @param url the URL
	 * @return whether its host is this machine, and all HTTP clients take it for that
	 */
	public static boolean isOnLoopback(URI url) {
		return problemWithBaseUrl("http://" + url.getRawAuthority(), false) == null;
	}

	/**
	 * Tells whether a host is an IPv4 address as everybody writes it: four decimal
	 * numbers without zeros before them.
	 * @param host the host of a URL
	 * @return whether it is
	 */
	public static boolean isIpv4(String host) {
		return host.matches(IPV4);
	}

	private static @Nullable InetAddress address(String literal) {
		try {
			return InetAddress.getByName(literal);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

}
