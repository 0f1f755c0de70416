package ai.flora.spring.boot.test;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The request that started a run.
 *
 * @param type what to make, in FLORA's words; {@code technique} or {@code action} for
 * runs of these
 * @param prompt description of what to make; empty for techniques and actions
 * @param workspaceId workspace that is billed
 * @param projectId project that the run is filed under
 * @param model identifier of the model, technique or action; {@code null} for the
 * workspace's default
 * @param params the model's parameters, the technique's inputs, or inputs and parameters
 * of the action, as JSON gave them; those that were null are left out
 * @param callbackUrl where the end of the run is to be posted; {@code null} for nowhere
 * @since 0.1.0
 */
public record StartRequest(String type, String prompt, String workspaceId, String projectId, @Nullable String model,
		Map<String, Object> params, @Nullable String callbackUrl) {

	/**
	 * Copies the parameters.
	 */
	public StartRequest {
		params = Map.copyOf(params);
	}

	/**
	 * The model that makes it.
	 * @return the request's model, or the workspace's default for its type
	 */
	public String modelId() {
		return (this.model != null) ? this.model : "fake-" + this.type;
	}

}
