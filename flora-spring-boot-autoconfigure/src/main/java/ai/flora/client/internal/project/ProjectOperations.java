package ai.flora.client.internal.project;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

import ai.flora.client.Page;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.internal.operation.QueryParameters;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.FloraJson;
import ai.flora.client.project.Project;
import ai.flora.client.project.ProjectQuery;

import org.springframework.http.MediaType;

/**
 * FLORA's operations on projects. They end when the client is closed, for starts may wait
 * for them.
 */
final class ProjectOperations {

	private ProjectOperations() {
	}

	static Operation<Page<Project>> list(String subject, ProjectQuery query) {
		QueryParameters parameters = new QueryParameters().add("workspace_id", query.workspaceId())
			.add("query", query.text())
			.add("cursor", query.cursor())
			.add("limit", query.limit());
		return new Operation<>("projects.list", subject, null, (client) -> parameters.get(client, "/projects"),
				(response) -> FloraJson.readPage(response, "projects", Project.class,
						(project) -> PathSegments.isPossible(project.projectId())),
				false, true);
	}

	static Operation<Project> retrieve(String projectId) {
		return new Operation<>("projects.retrieve", "Project " + projectId, null,
				(client) -> client.get().uri("/projects/{projectId}", projectId),
				(response) -> read(response, (project) -> project.projectId().equals(projectId)), false, true);
	}

	/**
	 * Makes a project.
	 * @param idempotencyKey the key, the same for all attempts
	 */
	static Operation<Project> create(String subject, String workspaceId, String name, String idempotencyKey) {
		// Always the same bytes: FLORA may compare them.
		Map<String, String> fields = new LinkedHashMap<>();
		fields.put("name", name);
		fields.put("workspace_id", workspaceId);
		byte[] body = FloraJson.write(fields);
		return new Operation<>("projects.create", subject, null,
				(client) -> Operation.withKey(client.post().uri("/projects"), idempotencyKey)
					.contentType(MediaType.APPLICATION_JSON)
					.contentLength(body.length)
					.body((out) -> out.write(body)),
				(response) -> read(response,
						(project) -> project.workspaceId() == null || project.workspaceId().equals(workspaceId)),
				false, true);
	}

	/** Runs must not be filed into another project than the one that was asked for. */
	private static Project read(BufferedResponse response, Predicate<Project> expected) {
		Project project = FloraJson.read(response, Project.class);
		if (!PathSegments.isPossible(project.projectId())) {
			throw AttemptFailedException.unreadable("it names no project (" + response.contentType() + ")");
		}
		if (!expected.test(project)) {
			throw AttemptFailedException.unreadable("it is about another project, " + project.projectId());
		}
		return project;
	}

}
