package ai.flora.spring.boot.autoconfigure;

/**
 * A property of FLORA cannot be used. Holds no value: that of the key is a secret, and
 * that of a base URL may contain one.
 */
class InvalidFloraConfigurationException extends RuntimeException {

	private final String property;

	private final String problem;

	private final String action;

	private final boolean replaced;

	private InvalidFloraConfigurationException(String property, String problem, String action, boolean replaced) {
		super(property + " " + problem);
		this.property = property;
		this.problem = problem;
		this.action = action;
		this.replaced = replaced;
	}

	private InvalidFloraConfigurationException(String property, String problem, String action) {
		this(property, problem, action, false);
	}

	static InvalidFloraConfigurationException apiKeyOfDetails(String problem) {
		return new InvalidFloraConfigurationException("flora.api-key",
				"is replaced by a FloraConnectionDetails bean, whose key " + problem,
				"Correct getApiKey() of the FloraConnectionDetails bean.", true);
	}

	static InvalidFloraConfigurationException baseUrlOfDetails(String problem) {
		return new InvalidFloraConfigurationException("flora.base-url",
				"is replaced by a FloraConnectionDetails bean, whose URL " + problem,
				"Correct getBaseUrl() of the FloraConnectionDetails bean.", true);
	}

	static InvalidFloraConfigurationException apiKey(String problem) {
		return new InvalidFloraConfigurationException("flora.api-key", problem,
				"Set flora.api-key, or the environment variable FLORA_API_KEY, to the API key of your FLORA workspace, "
						+ "as FLORA shows it: without 'Bearer', quotes or white space. To start without FLORA, set "
						+ "flora.enabled=false.");
	}

	static InvalidFloraConfigurationException baseUrl(String problem) {
		return new InvalidFloraConfigurationException("flora.base-url", problem,
				"Set flora.base-url, or the environment variable FLORA_BASE_URL, to an https URL such as "
						+ "https://app.flora.ai/api/v1, without user information, query or fragment; or remove it to "
						+ "use that one. http is for loopback addresses; if the network between is trusted, set "
						+ "flora.allow-insecure-base-url=true.");
	}

	static InvalidFloraConfigurationException lessThan(String property, String other) {
		return new InvalidFloraConfigurationException(property, "must not be less than " + other,
				"Increase " + property + ", or reduce " + other + ".");
	}

	static InvalidFloraConfigurationException sslBundle(String name) {
		return new InvalidFloraConfigurationException("flora.ssl.bundle",
				"names the SSL bundle '" + name + "', which is not there",
				"Define the bundle under spring.ssl.bundle, or correct flora.ssl.bundle.");
	}

	static InvalidFloraConfigurationException outputsDirectory(String problem) {
		return new InvalidFloraConfigurationException("flora.outputs.directory", problem,
				"Set flora.outputs.directory to a directory that this process can write to, or can make; or remove it, "
						+ "and outputs are not saved.");
	}

	static InvalidFloraConfigurationException webhookSecrets(String problem) {
		return new InvalidFloraConfigurationException("flora.webhook.secrets", problem,
				"Set flora.webhook.secrets, or the environment variable FLORA_WEBHOOK_SECRETS, to the webhook secret of "
						+ "your FLORA workspace, 'whsec_' included; FLORA shows it once, when an API key is created. To "
						+ "start without webhooks, set flora.webhook.enabled=false.");
	}

	static InvalidFloraConfigurationException webhookWithoutServer() {
		return new InvalidFloraConfigurationException("flora.webhook.callback-url",
				"is not set, although flora.webhook.enabled is true in an application without a web server, which nobody "
						+ "would ever tell of a delivery",
				"Set flora.webhook.callback-url to the public https URL of the endpoint that hands FLORA's deliveries "
						+ "to FloraClient.received. To start without webhooks, set flora.webhook.enabled=false.");
	}

	static InvalidFloraConfigurationException callbackUrl(String problem) {
		return new InvalidFloraConfigurationException("flora.webhook.callback-url", problem,
				"Set flora.webhook.callback-url to the public https URL that leads to flora.webhook.path, such as "
						+ "https://app.example.com/flora/webhook, or remove it. http is for loopback addresses, with a "
						+ "FLORA on loopback.");
	}

	String property() {
		return this.property;
	}

	String problem() {
		return this.problem;
	}

	/**
	 * Whether a bean stands in for the property, whose own value does not matter then.
	 */
	boolean replaced() {
		return this.replaced;
	}

	String action() {
		return this.action;
	}

}
