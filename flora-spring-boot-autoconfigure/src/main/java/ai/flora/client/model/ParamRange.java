package ai.flora.client.model;

import java.io.Serializable;
import java.math.BigDecimal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The allowed numbers of one property of an object.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #of}.
 *
 * @param defaultValue number of a start that gives none; {@code null} if FLORA left it
 * out
 * @param min least number; {@code null} for no bound
 * @param max greatest number; {@code null} for no bound
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParamRange(@JsonProperty("default") @Nullable BigDecimal defaultValue,
		@JsonProperty("min") @Nullable BigDecimal min,
		@JsonProperty("max") @Nullable BigDecimal max) implements Serializable {

	/**
	 * Makes a range, as a test needs one.
	 * @param min the least number; {@code null} for no bound
	 * @param max the greatest number; {@code null} for no bound
	 * @return the range, without a default
	 */
	public static ParamRange of(@Nullable BigDecimal min, @Nullable BigDecimal max) {
		return new ParamRange(null, min, max);
	}

}
