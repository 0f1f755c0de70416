package ai.flora.client.internal.operation;

import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Response to {@code GET /workspaces}.
 *
 * @param workspaces the workspaces that the key covers; {@code null} if the response is
 * something else
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Workspaces(@JsonProperty("workspaces") @Nullable List<@Nullable Workspace> workspaces) {

	List<String> ids() {
		List<@Nullable Workspace> known = (this.workspaces != null) ? this.workspaces : List.of();
		return known.stream()
			.filter(Objects::nonNull)
			.map(Workspace::workspaceId)
			.filter(Objects::nonNull)
			.filter(PathSegments::isPossible)
			.toList();
	}

	/**
	 * A workspace.
	 *
	 * @param workspaceId identifier such as {@code ws_abc}
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	record Workspace(@JsonProperty("workspace_id") @Nullable String workspaceId) {
	}

}
