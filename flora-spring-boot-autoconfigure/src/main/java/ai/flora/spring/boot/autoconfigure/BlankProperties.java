package ai.flora.spring.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import ai.flora.client.internal.PastedText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.core.env.Environment;

/**
 * Takes blank properties of FLORA for unset ones, as FLORA's own SDK does: Docker Compose
 * leaves a variable blank that is set to {@code ${X:-}}. The next source has its say
 * then, and in the end the default. White space and quotes around a value do not belong
 * to it, whatever its type: {@code docker run --env-file} leaves quotes where they are.
 */
final class BlankProperties implements PlaceholdersResolver {

	/** The prefix of FLORA's properties. */
	static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("flora");

	private final PlaceholdersResolver placeholders;

	BlankProperties(Environment environment) {
		this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
	}

	/**
	 * A binder that does not see blank properties.
	 */
	static Binder binder(Environment environment) {
		return new BlankProperties(environment).binder(ConfigurationPropertySources.get(environment));
	}

	/**
	 * A binder that does not see blank properties.
	 * @param sources where properties come from
	 */
	Binder binder(Iterable<ConfigurationPropertySource> sources) {
		List<ConfigurationPropertySource> filtered = new ArrayList<>();
		for (ConfigurationPropertySource source : sources) {
			// Binding would look for each property in the other sources, too.
			if (source.containsDescendantOf(PREFIX) != ConfigurationPropertyState.ABSENT) {
				filtered.add(source.filter((name) -> !isBlank(name, source)));
			}
		}
		return new Binder(filtered, this);
	}

	private boolean isBlank(ConfigurationPropertyName name, ConfigurationPropertySource source) {
		if (!PREFIX.isAncestorOf(name)) {
			return false;
		}
		return name.isLastElementIndexed() ? isBlankList(name.getParent(), source)
				: isBlank(source.getConfigurationProperty(name));
	}

	/**
	 * Blank elements stay beside others: without them, binding would end the list there.
	 */
	private boolean isBlankList(ConfigurationPropertyName list, ConfigurationPropertySource source) {
		for (int i = 0;; i++) {
			ConfigurationProperty element = source.getConfigurationProperty(list.append("[" + i + "]"));
			if (element == null || !isBlank(element)) {
				return element == null && i > 0;
			}
		}
	}

	private boolean isBlank(@Nullable ConfigurationProperty property) {
		return property != null && isBlank(property.getValue());
	}

	boolean isBlank(Object value) {
		try {
			return value instanceof CharSequence && "".equals(resolvePlaceholders(value));
		}
		catch (IllegalArgumentException ex) {
			// A placeholder leads to itself. Binding says so later.
			return false;
		}
	}

	@Override
	public @Nullable Object resolvePlaceholders(@Nullable Object value) {
		Object resolved = this.placeholders.resolvePlaceholders(value);
		return (resolved instanceof CharSequence text) ? PastedText.trimmed(text.toString()) : resolved;
	}

}
