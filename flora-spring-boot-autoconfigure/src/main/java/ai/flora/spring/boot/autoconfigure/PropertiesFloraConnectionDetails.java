package ai.flora.spring.boot.autoconfigure;

import java.net.URI;

import ai.flora.client.InvalidFloraConnectionException;
import ai.flora.client.InvalidFloraConnectionException.Setting;
import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.transport.ConnectionChecks;

/**
 * Connection details from {@link FloraProperties}.
 */
class PropertiesFloraConnectionDetails implements FloraConnectionDetails {

	/** The property of the key. */
	static final String API_KEY = "flora.api-key";

	/** The property of the base URL. */
	static final String BASE_URL = "flora.base-url";

	private final FloraProperties properties;

	PropertiesFloraConnectionDetails(FloraProperties properties) {
		this.properties = properties;
	}

	@Override
	public URI getBaseUrl() {
		String baseUrl = PastedText.trimmed(this.properties.getBaseUrl());
		String problem = ConnectionChecks.problemWithBaseUrl(baseUrl, this.properties.isAllowInsecureBaseUrl());
		if (problem != null) {
			// Some of these texts make no URI, which the builder could check.
			throw new InvalidFloraConnectionException(Setting.BASE_URL, problem, BASE_URL);
		}
		return URI.create(baseUrl);
	}

	@Override
	public String getApiKey() {
		String apiKey = this.properties.getApiKey();
		if (apiKey == null) {
			throw new InvalidFloraConnectionException(Setting.API_KEY, "is not set", API_KEY);
		}
		return apiKey;
	}

}
