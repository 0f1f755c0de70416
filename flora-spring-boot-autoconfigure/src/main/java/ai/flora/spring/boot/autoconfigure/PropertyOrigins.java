package ai.flora.spring.boot.autoconfigure;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/**
 * Tells where a property was set.
 */
final class PropertyOrigins {

	private final Environment environment;

	private final BlankProperties blankProperties;

	PropertyOrigins(Environment environment) {
		this.environment = environment;
		this.blankProperties = new BlankProperties(environment);
	}

	/**
	 * The place that a property's value comes from.
	 * @param property name of the property
	 * @return the place, or empty if the property is not set
	 */
	Optional<String> of(String property) {
		return find(property, (found) -> !this.blankProperties.isBlank(found.getValue()));
	}

	/**
	 * The place where a property is set to nothing.
	 * @param property name of the property
	 * @return the place, or empty if there is none
	 */
	Optional<String> ofBlank(String property) {
		return find(property, (found) -> this.blankProperties.isBlank(found.getValue()));
	}

	private Optional<String> find(String property, Predicate<ConfigurationProperty> condition) {
		ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.flatMap((source) -> Optional.ofNullable(source.getConfigurationProperty(name)).stream())
			.filter(condition)
			.findFirst()
			.map(PropertyOrigins::describe);
	}

	private static String describe(ConfigurationProperty property) {
		if (property.getOrigin() != null) {
			return property.getOrigin().toString();
		}
		Object source = (property.getSource() != null) ? property.getSource().getUnderlyingSource() : null;
		return (source instanceof org.springframework.core.env.PropertySource<?> named)
				? "the property source '" + named.getName() + "'" : "an unknown source";
	}

}
