package ai.flora.client;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The types of an output.
 *
 * @since 0.1.0
 */
public enum OutputType {

	/**
	 * A link to an image.
	 */
	IMAGE("imageUrl"),

	/**
	 * A link to a video.
	 */
	VIDEO("videoUrl"),

	/**
	 * A link to a sound.
	 */
	AUDIO("audioUrl"),

	/**
	 * The text itself.
	 */
	TEXT("text"),

	/**
	 * A link to a document.
	 */
	DOCUMENT("documentUrl"),

	/**
	 * A type that this version does not know, or none.
	 */
	UNKNOWN("unknown");

	private final String wireName;

	OutputType(String wireName) {
		this.wireName = wireName;
	}

	@JsonValue
	String wireName() {
		return this.wireName;
	}

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	static OutputType fromWire(@Nullable String name) {
		for (OutputType type : values()) {
			if (type.wireName.equalsIgnoreCase(name)) {
				return type;
			}
		}
		return UNKNOWN;
	}

}
