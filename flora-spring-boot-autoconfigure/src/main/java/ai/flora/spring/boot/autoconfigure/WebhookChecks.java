package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.util.List;

import ai.flora.client.internal.transport.ConnectionChecks;

import org.springframework.util.StringUtils;

/**
 * Checks {@link FloraProperties.Webhook} where it is used: what is not used may be wrong.
 */
final class WebhookChecks {

	private WebhookChecks() {
	}

	/**
	 * Checks the webhook secrets.
	 * @param askedFor the property that needs them, and its verb
	 * @return the secrets
	 */
	static List<String> checkSecrets(List<String> secrets, String askedFor) {
		if (secrets.isEmpty()) {
			throw InvalidFloraConfigurationException.webhookSecrets("is not set, although " + askedFor);
		}
		if (!secrets.stream().allMatch(StringUtils::hasText)) {
			throw InvalidFloraConfigurationException.webhookSecrets("holds a blank one");
		}
		if (secrets.stream().anyMatch((secret) -> secret.contains("${"))) {
			throw InvalidFloraConfigurationException.webhookSecrets("holds a placeholder that nothing resolves");
		}
		return secrets;
	}

	/**
	 * Checks the URL that FLORA posts to.
	 * @param baseUrl where FLORA is: a FLORA on loopback may post to loopback without TLS
	 */
	static void checkCallbackUrl(String url, URI baseUrl) {
		String problem = ConnectionChecks.problemWithBaseUrl(url, true);
		boolean http = url.regionMatches(true, 0, "http:", 0, 5);
		if (problem == null && http && !(isOnLoopback(URI.create(url)) && isOnLoopback(baseUrl))) {
			problem = "is not https";
		}
		if (problem != null) {
			throw InvalidFloraConfigurationException.callbackUrl(problem);
		}
	}

	private static boolean isOnLoopback(URI url) {
		return ConnectionChecks.problemWithBaseUrl("http://" + url.getRawAuthority(), false) == null;
	}

}
