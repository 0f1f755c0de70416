package ai.flora.client;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The types of output that a generation makes.
 *
 * @since 0.1.0
 */
public enum GenerationType {

	/**
	 * Images.
	 */
	IMAGE,

	/**
	 * Videos.
	 */
	VIDEO,

	/**
	 * Sound.
	 */
	AUDIO,

	/**
	 * Text.
	 */
	TEXT;

	/**
	 * FLORA's name for the type.
	 * @return the name, such as {@code image}
	 */
	@JsonValue
	public String wireName() {
		return name().toLowerCase(Locale.ROOT);
	}

}
