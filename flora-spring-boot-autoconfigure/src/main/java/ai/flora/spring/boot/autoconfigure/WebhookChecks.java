package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.transport.ConnectionChecks;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks {@link FloraProperties.Webhook} where it is used: what is not used may be wrong.
 */
final class WebhookChecks {

	/** Paths without patterns, whose encoded and decoded forms are the same. */
	private static final Pattern SEGMENTS = Pattern.compile("(/[\\p{L}\\p{N}._~!$&'()+,=:@-]+)+/?");

	private WebhookChecks() {
	}

	/**
	 * Checks the path of the endpoint. People paste URLs there, which may hold a secret.
	 */
	static void checkPath(String path) {
		if (!path.startsWith("/")) {
			throw FloraPropertyException.webhookPath("must start with a slash");
		}
		if (path.replace("/", "").isEmpty()) {
			throw FloraPropertyException.webhookPath("must not be the root, for the endpoint has its path for itself");
		}
		if (!SEGMENTS.matcher(path).matches() || path.matches(".*/\\.\\.?(/.*)?")) {
			throw FloraPropertyException.webhookPath("must be a plain path: without patterns, empty segments, '.' or "
					+ "'..', encoded characters, white space, query or fragment");
		}
	}

	/**
	 * Checks that somebody receives deliveries: this application, or whoever is at the
	 * URL that FLORA posts to.
	 * @param address where the application is; {@code null} if it has no web server for
	 * an endpoint
	 */
	static void checkReceiver(@Nullable WebhookAddress address, @Nullable String callbackUrl) {
		if (address == null && !StringUtils.hasText(callbackUrl)) {
			throw FloraPropertyException.webhookWithoutServer();
		}
	}

	/**
	 * Checks the tolerance. Whoever forgets the unit has set milliseconds, in which
	 * hardly a delivery arrives.
	 */
	static void checkTolerance(Duration tolerance) {
		if (tolerance.compareTo(Duration.ofSeconds(1)) < 0) {
			throw FloraPropertyException.webhookTolerance();
		}
	}

	/**
	 * Checks the webhook secrets.
	 * @param askedFor the property that needs them, and its verb
	 * @return the secrets
	 */
	static List<String> checkSecrets(List<String> secrets, String askedFor) {
		if (secrets.isEmpty()) {
			throw FloraPropertyException.webhookSecrets("is not set, although " + askedFor);
		}
		if (!secrets.stream().allMatch(StringUtils::hasText)) {
			throw FloraPropertyException.webhookSecrets("holds a blank one");
		}
		if (secrets.stream().anyMatch((secret) -> secret.contains("${"))) {
			throw FloraPropertyException.webhookSecrets("holds a placeholder that nothing resolves");
		}
		if (secrets.stream().anyMatch(PastedText::hasQuote)) {
			throw FloraPropertyException.webhookSecrets("holds one that begins or ends with a quote");
		}
		if (secrets.stream().anyMatch((secret) -> secret.chars().anyMatch((c) -> c <= ' ' || c >= 0x7f))) {
			throw FloraPropertyException
				.webhookSecrets("holds one with white space, or with a character that is none of a secret's");
		}
		return secrets;
	}

	/**
	 * Checks the URL that FLORA posts to.
	 * @param baseUrl where FLORA is: a FLORA on loopback may post to loopback without
	 * TLS; {@code null} if that is not known
	 */
	static void checkCallbackUrl(String url, @Nullable URI baseUrl) {
		String problem = ConnectionChecks.problemWithBaseUrl(url, true);
		boolean http = url.regionMatches(true, 0, "http:", 0, 5);
		// Without a base URL no client can be built, and its failure says so.
		if (problem == null && http && !(ConnectionChecks.isOnLoopback(URI.create(url))
				&& (baseUrl == null || ConnectionChecks.isOnLoopback(baseUrl)))) {
			problem = "is not https";
		}
		if (problem != null) {
			throw FloraPropertyException.callbackUrl(problem);
		}
	}

}
