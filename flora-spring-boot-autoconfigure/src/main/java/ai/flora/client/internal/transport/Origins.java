package ai.flora.client.internal.transport;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * Origins of URLs: only that of the base URL may have the key.
 *
 * @since 0.1.0
 */
public final class Origins {

	private Origins() {
	}

	static String of(URI uri) {
		return uri.getScheme() + "://" + uri.getHost() + ":" + port(uri);
	}

	private static int port(URI uri) {
		if (uri.getPort() != -1) {
			return uri.getPort();
		}
		return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
	}

	static boolean areSame(URI one, URI other) {
		return isSame(one.getScheme(), other.getScheme()) && isSame(one.getHost(), other.getHost())
				&& port(one) == port(other);
	}

	private static boolean isSame(@Nullable String one, @Nullable String other) {
		return one != null && one.equalsIgnoreCase(other);
	}

	/**
	 * A URL that FLORA has sent, if it leads to the same origin.
	 * @param baseUrl the base URL
	 * @param sent what FLORA has sent; {@code null} for nothing
	 * @return the URL; {@code null} if it leads elsewhere, or is none
	 */
	public static @Nullable URI sameOrigin(URI baseUrl, @Nullable String sent) {
		try {
			URI url = (sent != null) ? new URI(sent) : null;
			return (url != null && url.getRawUserInfo() == null && areSame(url, baseUrl)) ? url : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
