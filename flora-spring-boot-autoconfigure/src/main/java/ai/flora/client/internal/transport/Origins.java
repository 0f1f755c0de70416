package ai.flora.client.internal.transport;

import java.net.URI;
import java.net.URISyntaxException;

import org.jspecify.annotations.Nullable;

/**
 * Origins of URLs: only that of the base URL may have the key.
 */
final class Origins {

	private Origins() {
	}

	static String of(URI uri) {
		int port = uri.getPort();
		if (port == -1) {
			port = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
		}
		return uri.getScheme() + "://" + uri.getHost() + ":" + port;
	}

	/**
	 * A URL that FLORA has sent, if it leads to the same origin.
	 * @return the URL; {@code null} if it leads elsewhere, or is none
	 */
	static @Nullable URI sameOrigin(URI baseUrl, @Nullable String sent) {
		try {
			URI url = (sent != null) ? new URI(sent) : null;
			return (url != null && url.getRawUserInfo() == null && of(url).equalsIgnoreCase(of(baseUrl))) ? url : null;
		}
		catch (URISyntaxException ex) {
			return null;
		}
	}

}
