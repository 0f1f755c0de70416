package ai.flora.spring.boot.autoconfigure;

/**
 * A property of FLORA cannot be used. Holds no value: that of the key is a secret, and
 * that of a URL may contain one.
 */
class FloraPropertyException extends RuntimeException {

	private final String property;

	private final String problem;

	private final String action;

	private final boolean replaced;

	private FloraPropertyException(String property, String problem, String action, boolean replaced) {
		super(property + " " + problem);
		this.property = property;
		this.problem = problem;
		this.action = action;
		this.replaced = replaced;
	}

	private FloraPropertyException(String property, String problem, String action) {
		this(property, problem, action, false);
	}

	static FloraPropertyException apiKeyOfDetails(String problem) {
		return new FloraPropertyException("flora.api-key",
				"is replaced by a FloraConnectionDetails bean, whose key " + problem,
				"Correct getApiKey() of the FloraConnectionDetails bean.", true);
	}

	static FloraPropertyException baseUrlOfDetails(String problem) {
		return new FloraPropertyException("flora.base-url",
				"is replaced by a FloraConnectionDetails bean, whose URL " + problem,
				"Correct getBaseUrl() of the FloraConnectionDetails bean.", true);
	}

	static FloraPropertyException apiKey(String problem) {
		return new FloraPropertyException("flora.api-key", problem,
				"Set flora.api-key, or the environment variable FLORA_API_KEY, to the API key of your FLORA workspace, "
						+ "as FLORA shows it: without 'Bearer', quotes or white space. To start without FLORA, set "
						+ "flora.enabled=false.");
	}

	static FloraPropertyException baseUrl(String problem) {
		return new FloraPropertyException("flora.base-url", problem,
				"Set flora.base-url, or the environment variable FLORA_BASE_URL, to an https URL such as "
						+ "https://app.flora.ai/api/v1, without user information, query or fragment; or remove it to "
						+ "use that one. http is for loopback addresses; if the network between is trusted, set "
						+ "flora.allow-insecure-base-url=true.");
	}

	static FloraPropertyException lessThan(String property, String other) {
		return new FloraPropertyException(property, "must not be less than " + other,
				"Increase " + property + ", or reduce " + other + ".");
	}

	static FloraPropertyException sslBundle(String name) {
		return new FloraPropertyException("flora.ssl.bundle", "names the SSL bundle '" + name + "', which is not there",
				"Define the bundle under spring.ssl.bundle, or correct flora.ssl.bundle.");
	}

	static FloraPropertyException outputsDirectory(String problem) {
		return new FloraPropertyException("flora.outputs.directory", problem,
				"Set flora.outputs.directory to a directory that this process can write to, or can make; or remove it, "
						+ "and outputs are not saved.");
	}

	static FloraPropertyException outputsProxy(String problem) {
		return new FloraPropertyException("flora.outputs.proxy", problem,
				"Set flora.outputs.proxy to the scheme, host and port of an HTTP proxy that asks for no password, such "
						+ "as http://proxy.example.com:3128; or remove it, and outputs are fetched directly.");
	}

	static FloraPropertyException webhookPath(String problem) {
		return new FloraPropertyException("flora.webhook.path", problem,
				"Set flora.webhook.path to a path of this application, such as /flora/webhook. The public URL is "
						+ "flora.webhook.callback-url.");
	}

	static FloraPropertyException webhookTolerance() {
		return new FloraPropertyException("flora.webhook.tolerance", "is less than a second",
				"Set flora.webhook.tolerance to at least 1s, with its unit, such as 5m; or remove it to use that. A number "
						+ "without a unit is in milliseconds.");
	}

	static FloraPropertyException webhookSecrets(String problem) {
		return new FloraPropertyException("flora.webhook.secrets", problem,
				"Set flora.webhook.secrets, or the environment variable FLORA_WEBHOOK_SECRETS, to the webhook secret of "
						+ "your FLORA workspace, 'whsec_' included; FLORA shows it once, when an API key is created. To "
						+ "start without webhooks, set flora.webhook.enabled=false, and no flora.webhook.callback-url.");
	}

	static FloraPropertyException webhookSecretsWithGap() {
		return new FloraPropertyException("flora.webhook.secrets", "is a list with a gap, or without an element 0",
				"Count the elements of flora.webhook.secrets from 0, without a gap; or set it to the secrets, separated "
						+ "by commas.");
	}

	static FloraPropertyException webhookWithoutServer() {
		return new FloraPropertyException("flora.webhook.callback-url",
				"is not set, although flora.webhook.enabled is true in an application without a web server, which nobody "
						+ "would ever tell of a delivery",
				"Set flora.webhook.callback-url to the public https URL of the endpoint that hands FLORA's deliveries "
						+ "to FloraClient.received. To start without webhooks, set flora.webhook.enabled=false.");
	}

	static FloraPropertyException callbackUrl(String problem) {
		return new FloraPropertyException("flora.webhook.callback-url", problem,
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
	 * Tells whether a bean stands in for the property, whose own value does not matter
	 * then.
	 */
	boolean replaced() {
		return this.replaced;
	}

	String action() {
		return this.action;
	}

}
