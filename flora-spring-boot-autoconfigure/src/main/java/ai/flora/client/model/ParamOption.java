package ai.flora.client.model;

import java.io.Serializable;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An allowed value of a model's parameter.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #of}.
 *
 * @param value the value, as text; empty if FLORA left it out
 * @param label the name that people see; {@code null} if FLORA left it out
 * @param description what the value does; {@code null} if there is none
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParamOption(@JsonProperty("value") String value, @JsonProperty("label") @Nullable String label,
		@JsonProperty("description") @Nullable String description) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public ParamOption {
		value = Objects.requireNonNullElse(value, "");
	}

	/**
	 * Makes an option, as a test needs one.
	 * @param value the value, also its label
	 * @return the option, without a description
	 */
	public static ParamOption of(String value) {
		return new ParamOption(value, value, null);
	}

}
