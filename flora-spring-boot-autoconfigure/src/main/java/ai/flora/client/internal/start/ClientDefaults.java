package ai.flora.client.internal.start;

import ai.flora.client.GenerationQuery;
import ai.flora.client.internal.PastedText;
import org.jspecify.annotations.Nullable;

/**
 * Workspace and project of requests and queries that name none.
 *
 * @param workspaceId the workspace; {@code null} if it is not known yet
 * @param projectId the project; {@code null} if there is none
 * @since 0.1.0
 */
public record ClientDefaults(@Nullable String workspaceId, @Nullable String projectId) {

	/**
	 * Narrows a query down to the default workspace and project, unless it names others.
	 * @param query the query
	 * @return the query with what it left open
	 */
	public GenerationQuery narrow(GenerationQuery query) {
		String workspaceId = PastedText.id(query.workspaceId());
		String projectId = PastedText.id(query.projectId());
		return query.withWorkspaceId((workspaceId != null) ? workspaceId : this.workspaceId)
			.withProjectId((projectId != null) ? projectId : this.projectId);
	}

}
