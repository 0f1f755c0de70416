package ai.flora.client.internal.transport;

import java.util.Map;

/**
 * The names of a client's settings in messages: a property, where one has set them, or
 * the builder's method.
 *
 * @param names names of settings that the builder's methods have not set
 * @since 0.1.0
 */
public record SettingNames(Map<ClientSetting, String> names) {

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
	 * @param setting the setting
	 * @return the name, such as {@code flora.api-key}
	 */
	public String of(ClientSetting setting) {
		return this.names.getOrDefault(setting, "FloraClientBuilder." + setting.method());
	}

}
