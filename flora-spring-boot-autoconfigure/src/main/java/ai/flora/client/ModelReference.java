package ai.flora.client;

import java.io.Serializable;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A model, as runs name theirs.
 *
 * @param modelId identifier, such as {@code t2i-flux-2-pro}; {@code null} if FLORA did
 * not name it
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelReference(@JsonProperty("model_id") @Nullable String modelId) implements Serializable {
}
