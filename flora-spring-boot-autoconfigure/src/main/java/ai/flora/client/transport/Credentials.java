package ai.flora.client.transport;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * What is wrong with an API key, or with a base URL that is to receive it. The sentences
 * go on after "it", and never quote the value.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/authentication/">FLORA:
 * Authentication</a>
 */
public final class Credentials {

	private Credentials() {
	}

	/**
	 * Looks for what makes a key unusable. Its form is FLORA's own affair: it only has to
	 * fit into a header.
	 * @param key the key; {@code null} if it is not set
	 * @return what is wrong, or {@code null} if nothing is
	 */
	public static @Nullable String problemWithApiKey(@Nullable String key) {
		if (key == null) {
			return "is not set";
		}
		if (key.isBlank()) {
			return "is blank";
		}
		if (key.contains("${")) {
			return "is an unresolved placeholder: what stands between '${' and '}' is not set";
		}
		if (key.strip().toLowerCase(Locale.ROOT).startsWith("bearer ")) {
			return "starts with 'Bearer ', which the client adds by itself";
		}
		if (key.chars().anyMatch((c) -> c <= ' ' || c >= 0x7f)) {
			return "holds white space, or a character that cannot be sent in a header";
		}
		return null;
	}

	/**
	 * Looks for what makes a URL one that the key must not be sent to.
	 * @param baseUrl the base URL; {@code null} if it is not set
	 * @param allowInsecure whether http is allowed to every host
	 * @return what is wrong, or {@code null} if nothing is
	 */
	public static @Nullable String problemWithBaseUrl(@Nullable String baseUrl, boolean allowInsecure) {
		if (!StringUtils.hasText(baseUrl)) {
			return "is blank";
		}
		if (baseUrl.contains("${")) {
			return "holds an unresolved placeholder: what stands between '${' and '}' is not set";
		}
		try {
			return problemWith(new URI(baseUrl), allowInsecure);
		}
		catch (URISyntaxException ex) {
			return "is not a URL";
		}
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
	 * Addresses are parsed, names never looked up: who answers for a name can change
	 * after this check.
	 */
	private static boolean isLoopback(String host) {
		if (host.equalsIgnoreCase("localhost")) {
			return true;
		}
		if (!host.startsWith("[") && !host.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
			return false;
		}
		try {
			return InetAddress.getByName(host).isLoopbackAddress();
		}
		catch (java.net.UnknownHostException ex) {
			return false;
		}
	}

}
