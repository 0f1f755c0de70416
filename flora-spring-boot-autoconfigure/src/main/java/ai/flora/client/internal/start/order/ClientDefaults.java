package ai.flora.client.internal.start.order;

import org.jspecify.annotations.Nullable;

/**
 * Workspace and project of requests and queries that name none, as configured.
 *
 * @param workspaceId the workspace; {@code null} if it is not known yet
 * @param projectId the project; {@code null} if there is none
 * @since 0.1.0
 */
public record ClientDefaults(@Nullable String workspaceId, @Nullable String projectId) {
}
