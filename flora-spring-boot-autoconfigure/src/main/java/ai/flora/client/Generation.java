package ai.flora.client;

import java.io.Serializable;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * A run in a workspace's history, with where it belongs. Like {@link Run}, any Jackson 3
 * mapper reads and writes it in FLORA's own form.
 *
 * @param run the run
 * @param workspaceId workspace that was billed for it; {@code null} if FLORA left it out
 * @param projectId project that it belongs to; {@code null} if FLORA left it out
 * @param model the model that made it; {@code null} if FLORA did not name it
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Generation(@JsonUnwrapped Run run, @JsonProperty("workspace_id") @Nullable String workspaceId,
		@JsonProperty("project_id") @Nullable String projectId,
		@JsonProperty("model") @Nullable ModelReference model) implements Serializable {

	/**
	 * The run's identifier.
	 * @return the id, such as {@code run_abc123}
	 */
	public String runId() {
		return this.run.runId();
	}

	/**
	 * The model's identifier.
	 * @return the id, or empty if FLORA did not name the model
	 */
	public Optional<String> modelId() {
		return Optional.ofNullable(this.model).map(ModelReference::modelId);
	}

}
