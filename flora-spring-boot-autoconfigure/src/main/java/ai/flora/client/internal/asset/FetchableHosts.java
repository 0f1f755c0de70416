package ai.flora.client.internal.asset;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hosts that FLORA fetches inputs of runs from by itself, as far as its sources agree:
 * its own media, ImageKit, Google Cloud Storage and Amazon S3. A host has to be one of
 * these as a whole, for anybody may own one that only begins or ends like them. Of URLs
 * that can be read in two ways, none counts.
 */
final class FetchableHosts {

	private static final String BUCKET = "([a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?\\.)*";

	private static final String REGION = "[a-z]{2}(-[a-z]+)+-[0-9]{1,2}";

	private static final Pattern HOSTS = Pattern
		.compile("media\\.flora\\.ai|ik\\.imagekit\\.io|" + BUCKET + "storage\\.googleapis\\.com|" + BUCKET + "s3([.-]"
				+ REGION + "|\\.dualstack\\." + REGION + ")?\\.amazonaws\\.com");

	private final URI baseUrl;

	/**
	 * Creates the rule.
	 * @param baseUrl FLORA's base URL: what FLORA serves at its own origin is its own
	 */
	FetchableHosts(URI baseUrl) {
		this.baseUrl = baseUrl;
	}

	boolean contain(URI url) {
		String authority = url.getRawAuthority();
		if (authority == null) {
			return false;
		}
		String host = authority.toLowerCase(Locale.ROOT);
		if (host.equals(String.valueOf(this.baseUrl.getRawAuthority()).toLowerCase(Locale.ROOT))) {
			return String.valueOf(this.baseUrl.getScheme()).equalsIgnoreCase(url.getScheme());
		}
		String plain = host.endsWith(":443") ? host.substring(0, host.length() - 4) : host;
		return "https".equalsIgnoreCase(url.getScheme()) && HOSTS.matcher(plain).matches();
	}

}
