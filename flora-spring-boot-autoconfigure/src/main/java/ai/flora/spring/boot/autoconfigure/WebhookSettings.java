package ai.flora.spring.boot.autoconfigure;

import java.net.URI;
import java.util.List;

import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.transport.ConnectionChecks;
import org.jspecify.annotations.Nullable;

import org.springframework.util.StringUtils;

/**
 * Checks what {@link FloraProperties.Webhook} says.
 *
 * @param webhook the properties
 */
record WebhookSettings(FloraProperties.Webhook webhook) {

	List<String> secrets(String askedFor) {
		List<String> secrets = this.webhook.secrets();
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

	private static @Nullable String problem(String url, URI baseUrl) {
		String problem = ConnectionChecks.problemWithBaseUrl(url, true);
		boolean http = url.regionMatches(true, 0, "http:", 0, 5);
		if (problem == null && http && !(isOnLoopback(URI.create(url)) && isOnLoopback(baseUrl))) {
			return "is not https";
		}
		return problem;
	}

	private static boolean isOnLoopback(URI url) {
		return ConnectionChecks.problemWithBaseUrl("http://" + url.getRawAuthority(), false) == null;
	}

	/**
	 * Lets FLORA post the ends of runs, if there is a URL for that.
	 * @param builder builds the client whose runs they are
	 * @param baseUrl where FLORA is
	 */
	void applyTo(FloraClientBuilder builder, URI baseUrl) {
		String url = this.webhook.callbackUrl();
		if (!StringUtils.hasText(url)) {
			return;
		}
		String problem = problem(url, baseUrl);
		if (problem != null) {
			throw InvalidFloraConfigurationException.callbackUrl(problem);
		}
		builder.callbacks(URI.create(url), secrets("flora.webhook.callback-url is"));
	}

}
