package ai.flora.spring.boot.autoconfigure;

import java.util.Optional;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/**
 * Says which property of FLORA cannot be used, where it was set, and what to do; never
 * its value.
 */
class InvalidFloraConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<InvalidFloraConfigurationException> {

	private final Environment environment;

	InvalidFloraConfigurationFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidFloraConfigurationException cause) {
		String description = "FLORA cannot be used: the property " + cause.property() + " " + cause.problem() + "."
				+ origin(cause).map((origin) -> " Its value came from " + origin + ".").orElse("");
		return new FailureAnalysis(description, cause.action(), cause);
	}

	private Optional<String> origin(InvalidFloraConfigurationException cause) {
		if (cause.replaced()) {
			return Optional.empty();
		}
		ConfigurationPropertyName name = ConfigurationPropertyName.of(cause.property());
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.map((source) -> source.getConfigurationProperty(name))
			.filter((found) -> found != null)
			.findFirst()
			.map(InvalidFloraConfigurationFailureAnalyzer::describe);
	}

	private static String describe(@Nullable ConfigurationProperty property) {
		if (property == null) {
			return "an unknown source";
		}
		if (property.getOrigin() != null) {
			return property.getOrigin().toString();
		}
		Object source = (property.getSource() != null) ? property.getSource().getUnderlyingSource() : null;
		return (source instanceof org.springframework.core.env.PropertySource<?> named)
				? "the property source '" + named.getName() + "'" : "an unknown source";
	}

}
