package ai.flora.client.internal.transport;

/**
 * The settings of a client that messages name.
 *
 * @since 0.1.0
 */
public enum ClientSetting {

	/** The base URL of the API. */
	BASE_URL("baseUrl"),

	/** The API key. */
	API_KEY("apiKey"),

	/** The deadline of a call. */
	CALL_TIMEOUT("callTimeout"),

	/** The most attempts of a call. */
	MAX_ATTEMPTS("retry.maxAttempts"),

	/** The longest wait that FLORA may ask for. */
	MAX_RETRY_AFTER("retry.maxRetryAfter"),

	/** The largest response that is read. */
	MAX_RESPONSE_SIZE("maxResponseSize"),

	/** The HTTP client. */
	REQUEST_FACTORY("requestFactory"),

	/** The treatment of starts that ask for more than their model does. */
	MODEL_CHECK("modelCheck"),

	/** The largest output that is read or saved. */
	OUTPUT_MAX_SIZE("outputMaxSize"),

	/** The longest time for reading or saving an output. */
	OUTPUT_TIMEOUT("outputTimeout"),

	/** The directory of the outputs of completed runs. */
	OUTPUTS_DIRECTORY("outputsDirectory");

	private final String method;

	ClientSetting(String method) {
		this.method = method;
	}

	/**
	 * The builder's method for the setting, with the name of a part if that is meant.
	 * @return the name, such as {@code apiKey} or {@code retry.maxAttempts}
	 */
	public String method() {
		return this.method;
	}

}
