package ai.flora.spring.boot.autoconfigure;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Masks FLORA's secrets in actuator output: under every spelling of their properties, and
 * under any other name whose value contains one, such as the command line.
 */
class FloraSanitizingFunction implements SanitizingFunction {

	private final ObjectProvider<FloraConnectionDetails> connection;

	private final Environment environment;

	FloraSanitizingFunction(ObjectProvider<FloraConnectionDetails> connection, Environment environment) {
		this.connection = connection;
		this.environment = environment;
	}

	@Override
	public SanitizableData apply(SanitizableData data) {
		if (data.getValue() == null) {
			return data;
		}
		return (isOurs(data.getKey()) || holdsSecret(data.getValue().toString())) ? data.withSanitizedValue() : data;
	}

	/**
	 * Keys arrive as {@code flora.api-key}, {@code FLORA_API_KEY}, {@code flora.apiKey}
	 * and {@code flora.webhook.secrets[0]}.
	 */
	private static boolean isOurs(String key) {
		String normal = key.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
		return normal.equals("floraapikey") || normal.startsWith("florawebhooksecret");
	}

	private boolean holdsSecret(String value) {
		return secrets().stream().anyMatch(value::contains);
	}

	/**
	 * Property and bean are both looked at: the bean's key may have replaced the other.
	 */
	private Set<String> secrets() {
		return Stream.concat(Stream.of(property(), currentKey()), webhookSecrets().stream())
			.filter(StringUtils::hasText)
			.map(Objects::requireNonNull)
			.map(String::strip)
			.collect(Collectors.toSet());
	}

	private @Nullable String property() {
		try {
			return this.environment.getProperty("flora.api-key");
		}
		catch (RuntimeException ex) {
			// A placeholder that leads to itself is no reason to fail an endpoint.
			return null;
		}
	}

	private List<String> webhookSecrets() {
		try {
			return Binder.get(this.environment)
				.bind("flora.webhook.secrets", Bindable.listOf(String.class))
				.orElse(List.of());
		}
		catch (RuntimeException ex) {
			return List.of();
		}
	}

	private @Nullable String currentKey() {
		try {
			FloraConnectionDetails details = this.connection.getIfUnique();
			return (details != null) ? details.getApiKey() : null;
		}
		catch (RuntimeException ex) {
			// A key that cannot be had now is no reason to fail an endpoint.
			return null;
		}
	}

}
