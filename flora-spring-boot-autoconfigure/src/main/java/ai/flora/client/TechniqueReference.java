package ai.flora.client;

import java.io.Serializable;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The technique that a run names.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #of}.
 *
 * @param techniqueId identifier, such as {@code tech_abc}; {@code null} if FLORA left it
 * out
 * @param name the name that people see; {@code null} if FLORA left it out
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TechniqueReference(@JsonProperty("technique_id") @Nullable String techniqueId,
		@JsonProperty("name") @Nullable String name) implements Serializable {

	/**
	 * Makes a reference, as a test needs one.
	 * @param techniqueId identifier, such as {@code tech_abc}
	 * @param name the name that people see; {@code null} for none
	 * @return the reference
	 */
	public static TechniqueReference of(String techniqueId, @Nullable String name) {
		return new TechniqueReference(techniqueId, name);
	}

}
