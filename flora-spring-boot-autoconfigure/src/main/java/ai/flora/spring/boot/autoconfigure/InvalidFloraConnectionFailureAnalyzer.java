package ai.flora.spring.boot.autoconfigure;

import java.util.Set;

import ai.flora.client.InvalidFloraConnectionException;
import ai.flora.client.InvalidFloraConnectionException.Setting;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Says which property led to a key or base URL that was refused, or which bean stands in
 * for the property, or which other client it is that has them.
 */
class InvalidFloraConnectionFailureAnalyzer extends AbstractFailureAnalyzer<InvalidFloraConnectionException> {

	private static final Set<String> AUTO_CONFIGURED = Set.of("floraClient", "floraClientBuilder",
			"floraConnectionDetails");

	private final BeanFactory beanFactory;

	private final FloraPropertyFailureAnalyzer ofProperties;

	InvalidFloraConnectionFailureAnalyzer(BeanFactory beanFactory, Environment environment) {
		this.beanFactory = beanFactory;
		this.ofProperties = new FloraPropertyFailureAnalyzer(environment);
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidFloraConnectionException cause) {
		String bean = FailedBean.of(rootFailure);
		if (bean != null && !AUTO_CONFIGURED.contains(bean)) {
			return new FailureAnalysis(
					"The FLORA client of the bean '" + bean + "' cannot be built. " + cause.getMessage() + ".",
					"Correct what the bean '" + bean + "' gives to its FloraClientBuilder.", cause);
		}
		return this.ofProperties.analyze(rootFailure, property(cause));
	}

	private FloraPropertyException property(InvalidFloraConnectionException cause) {
		boolean replaced = PropertiesFloraConnectionDetails.areReplaced(this.beanFactory);
		if (cause.setting() == Setting.API_KEY) {
			return replaced ? FloraPropertyException.apiKeyOfDetails(cause.problem())
					: FloraPropertyException.apiKey(cause.problem());
		}
		return replaced ? FloraPropertyException.baseUrlOfDetails(cause.problem())
				: FloraPropertyException.baseUrl(cause.problem());
	}

}
