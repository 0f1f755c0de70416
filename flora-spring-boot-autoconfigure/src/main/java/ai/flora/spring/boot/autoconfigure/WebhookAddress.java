package ai.flora.spring.boot.autoconfigure;

import java.util.List;

/**
 * Tells where the application's web server receives requests for the application.
 */
@FunctionalInterface
interface WebhookAddress {

	/**
	 * The paths that lead into the application, for which nothing but
	 * {@code flora.webhook.path} is to be added.
	 * @return the context path with the servlet path, or the base path; mostly one,
	 * without a slash at its end, and empty for the root
	 */
	List<String> prefixes();

}
