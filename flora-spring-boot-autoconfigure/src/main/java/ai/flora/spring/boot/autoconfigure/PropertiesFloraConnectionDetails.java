package ai.flora.spring.boot.autoconfigure;

import java.net.URI;

import ai.flora.client.InvalidFloraConnectionException;
import ai.flora.client.InvalidFloraConnectionException.Setting;
import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.transport.ConnectionChecks;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Connection details from {@link FloraProperties}.
 */
class PropertiesFloraConnectionDetails implements FloraConnectionDetails {

	private final FloraProperties properties;

	PropertiesFloraConnectionDetails(FloraProperties properties) {
		this.properties = properties;
	}

	/**
	 * Tells whether a bean of the application's replaces the two properties. That is
	 * asked of the definitions: when a failed start is analyzed, the beans may be gone.
	 */
	static boolean areReplaced(BeanFactory beanFactory) {
		return beanFactory instanceof ListableBeanFactory beans && BeanFactoryUtils
			.beanNamesForTypeIncludingAncestors(beans, PropertiesFloraConnectionDetails.class, true, false).length == 0;
	}

	@Override
	public URI getBaseUrl() {
		String baseUrl = PastedText.trimmed(this.properties.getBaseUrl());
		String problem = ConnectionChecks.problemWithBaseUrl(baseUrl, this.properties.isAllowInsecureBaseUrl());
		if (problem != null) {
			// Not every text becomes a URI that the builder could check.
			throw new InvalidFloraConnectionException(Setting.BASE_URL, problem);
		}
		return URI.create(baseUrl);
	}

	@Override
	public String getApiKey() {
		String apiKey = this.properties.getApiKey();
		if (apiKey == null) {
			throw new InvalidFloraConnectionException(Setting.API_KEY, "is not set");
		}
		return apiKey;
	}

}
