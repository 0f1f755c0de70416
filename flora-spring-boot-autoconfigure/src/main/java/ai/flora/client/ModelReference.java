package ai.flora.client;

import java.io.Serializable;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The model that a run names.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #of}.
 *
 * @param modelId identifier, such as {@code t2i-flux-2-pro}; {@code null} if FLORA did
 * not name it
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelReference(@JsonProperty("model_id") @Nullable String modelId) implements Serializable {

	/**
	 * Makes a reference, as a test needs one.
	 * @param modelId identifier, such as {@code t2i-flux-2-pro}
	 * @return the reference
	 */
	public static ModelReference of(String modelId) {
		return new ModelReference(modelId);
	}

}
