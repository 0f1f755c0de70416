package ai.flora.spring.boot.autoconfigure;

import ai.flora.client.InvalidFloraConnectionException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Says which property led to a key or base URL that was refused, or which bean stands in
 * for the property, or which client it is that has a setting of its own. The exception
 * tells: an own client may have its key from the property, and the auto-configured one's
 * name.
 */
class InvalidFloraConnectionFailureAnalyzer extends AbstractFailureAnalyzer<InvalidFloraConnectionException> {

	private final FloraPropertyFailureAnalyzer ofProperties;

	InvalidFloraConnectionFailureAnalyzer(Environment environment) {
		this.ofProperties = new FloraPropertyFailureAnalyzer(environment);
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidFloraConnectionException cause) {
		FloraPropertyException property = property(cause);
		return (property != null) ? this.ofProperties.analyze(rootFailure, property)
				: ofClient(failedBean(rootFailure), cause);
	}

	private static @Nullable FloraPropertyException property(InvalidFloraConnectionException cause) {
		String problem = cause.problem();
		return switch (cause.source()) {
			case PropertiesFloraConnectionDetails.API_KEY -> FloraPropertyException.apiKey(problem);
			case PropertiesFloraConnectionDetails.BASE_URL -> FloraPropertyException.baseUrl(problem);
			case FloraClientBuilderConfigurer.API_KEY_OF_DETAILS -> FloraPropertyException.apiKeyOfDetails(problem);
			case FloraClientBuilderConfigurer.BASE_URL_OF_DETAILS -> FloraPropertyException.baseUrlOfDetails(problem);
			default -> null;
		};
	}

	/** The bean whose creation failed first; others may only depend on it. */
	private static @Nullable String failedBean(Throwable failure) {
		String bean = null;
		for (Throwable link = failure; link != null; link = link.getCause()) {
			if (link instanceof BeanCreationException creation) {
				bean = creation.getBeanName();
			}
		}
		return bean;
	}

	private static FailureAnalysis ofClient(@Nullable String bean, InvalidFloraConnectionException cause) {
		String client = (bean != null) ? "The FLORA client of the bean '" + bean + "'" : "A FLORA client";
		String where = (bean != null) ? " for the bean '" + bean + "'" : "";
		return new FailureAnalysis(client + " cannot be built. " + cause.getMessage() + ".",
				"Correct " + cause.source() + where + ".", cause);
	}

}
