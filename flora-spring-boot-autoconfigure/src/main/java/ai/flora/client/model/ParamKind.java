package ai.flora.client.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of value of a model's parameters.
 *
 * @since 0.1.0
 */
public enum ParamKind {

	/**
	 * A text.
	 */
	STRING("string"),

	/**
	 * A list of texts.
	 */
	STRINGS("string[]"),

	/**
	 * A boolean.
	 */
	BOOL("bool"),

	/**
	 * A whole number.
	 */
	INT("int"),

	/**
	 * A whole number, or {@code null}.
	 */
	OPTIONAL_INT("int?"),

	/**
	 * A whole number that random numbers start from.
	 */
	SEED("seed"),

	/**
	 * A number.
	 */
	FLOAT("float"),

	/**
	 * An object of numbers.
	 */
	DICT("dict"),

	/**
	 * A kind that this version does not know, or none.
	 */
	UNKNOWN("unknown");

	private final String wireName;

	ParamKind(String wireName) {
		this.wireName = wireName;
	}

	/**
	 * FLORA's name for the kind.
	 * @return the name, such as {@code int?}
	 */
	@JsonValue
	public String wireName() {
		return this.wireName;
	}

	@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
	static ParamKind fromWire(@Nullable String name) {
		for (ParamKind kind : values()) {
			if (kind.wireName.equalsIgnoreCase(name)) {
				return kind;
			}
		}
		return UNKNOWN;
	}

}
