package ai.flora.client.internal.transport;

import java.util.Map;

/**
 * How messages call the settings of a client: a property, where one has set them, or the
 * builder's method.
 *
 * @param names names of settings that the builder's methods have not set, by the name of
 * the method
 * @since 0.1.0
 */
public record SettingNames(Map<String, String> names) {

	/** The names of a client that only a builder has set up. */
	public static final SettingNames OF_BUILDER = new SettingNames(Map.of());

	/**
	 * Copies the names.
	 */
	public SettingNames {
		names = Map.copyOf(names);
	}

	/**
	 * The name of a setting.
	 * @param method the builder's method, such as {@code apiKey}
	 * @return the name, such as {@code flora.api-key}
	 */
	public String of(String method) {
		return this.names.getOrDefault(method, "FloraClientBuilder." + method);
	}

}
