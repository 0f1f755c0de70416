package ai.flora.spring.boot.autoconfigure;

import java.net.URI;

import ai.flora.client.internal.transport.ConnectionChecks;

/**
 * Connection details from {@link FloraProperties}.
 */
class PropertiesFloraConnectionDetails implements FloraConnectionDetails {

	private final FloraProperties properties;

	PropertiesFloraConnectionDetails(FloraProperties properties) {
		this.properties = properties;
	}

	@Override
	public URI getBaseUrl() {
		String baseUrl = this.properties.baseUrl();
		String problem = ConnectionChecks.problemWithBaseUrl(baseUrl, this.properties.allowInsecureBaseUrl());
		if (problem != null) {
			throw InvalidFloraConfigurationException.baseUrl(problem);
		}
		return URI.create(baseUrl);
	}

	@Override
	public String getApiKey() {
		String apiKey = this.properties.apiKey();
		String problem = ConnectionChecks.problemWithApiKey(apiKey);
		if (problem != null || apiKey == null) {
			throw InvalidFloraConfigurationException.apiKey((problem != null) ? problem : "is not set");
		}
		return apiKey;
	}

}
