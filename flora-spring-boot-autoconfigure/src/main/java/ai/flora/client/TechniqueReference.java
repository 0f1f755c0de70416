package ai.flora.client;

import java.io.Serializable;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A technique, as FLORA names it in runs.
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
}
