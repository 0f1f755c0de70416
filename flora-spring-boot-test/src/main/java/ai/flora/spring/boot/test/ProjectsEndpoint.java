package ai.flora.spring.boot.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import ai.flora.client.project.Project;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Responds to requests about projects. Guarded by the service's lock.
 */
class ProjectsEndpoint {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final FakeProjects projects;

	private final KnownIds ids;

	private final FakeClock clock;

	private final IdempotencyKeys keys = new IdempotencyKeys();

	ProjectsEndpoint(FakeProjects projects, KnownIds ids, FakeClock clock) {
		this.projects = projects;
		this.ids = ids;
		this.clock = clock;
	}

	void reset() {
		this.keys.clear();
		this.projects.reset();
	}

	FakeResponse respond(ReceivedRequest request) {
		return switch (request.operation()) {
			case PROJECTS_LIST -> list(request.query());
			case PROJECTS_RETRIEVE -> retrieve(request.lastSegment());
			default -> create(request);
		};
	}

	private FakeResponse list(Map<String, String> query) {
		String workspaceId = query.get("workspace_id");
		if (workspaceId == null || !workspaceId.startsWith("ws_")) {
			return invalid("workspace_id", "is required, and must start with ws_");
		}
		String text = query.getOrDefault("query", "").toLowerCase(Locale.ROOT);
		List<Project> found = new ArrayList<>(this.projects.all()
			.stream()
			.filter((project) -> workspaceId.equals(project.workspaceId()))
			.filter((project) -> project.name().toLowerCase(Locale.ROOT).contains(text))
			.toList());
		Collections.reverse(found);
		return new PageQuery("projects", query).of(found, ProjectsEndpoint::json);
	}

	private FakeResponse retrieve(String projectId) {
		Project project = this.projects.find(projectId);
		return (project != null) ? FakeResponse.json(json(project).toString()) : FakeResponse.notFound("project");
	}

	/** A refused request leaves its key unused. */
	private FakeResponse create(ReceivedRequest request) {
		JsonNode body = read(request.body());
		if (body == null) {
			return FakeResponse.error(400, "invalid_json", "The body is not a JSON object.");
		}
		boolean inBody = request.path().startsWith("/projects");
		Map<String, String> errors = new LinkedHashMap<>();
		body.propertyNames().forEach((name) -> {
			if (!(inBody ? Set.of("name", "workspace_id") : Set.of("name")).contains(name)) {
				errors.put(name, "is not a field of this operation");
			}
		});
		String name = body.path("name").isString() ? body.path("name").asString() : "";
		if (name.isEmpty()) {
			errors.put("name", "is required, a string, and not empty");
		}
		String workspaceId = inBody ? body.path("workspace_id").asString("") : request.secondSegment();
		if (!workspaceId.startsWith("ws_")) {
			errors.put("workspace_id", "is required, and must start with ws_");
		}
		if (!errors.isEmpty()) {
			Map.Entry<String, String> first = errors.entrySet().iterator().next();
			return invalid(first.getKey(), first.getValue());
		}
		if (!this.ids.contains(workspaceId)) {
			return FakeResponse.error(404, "not_found", "FakeFlora has no workspace " + workspaceId
					+ "; if FLORA has it, say fake.has(\"" + workspaceId + "\")");
		}
		return make(workspaceId, name, request.header("Idempotency-Key").orElse(""), this.clock.now());
	}

	private FakeResponse make(String workspaceId, String name, String key, Instant now) {
		if (!key.isEmpty() && !this.keys.use(key, FloraOperation.PROJECTS_CREATE, workspaceId, "", now)) {
			return FakeResponse.error(409, "idempotency_duplicate", "The idempotency key was used before.");
		}
		return FakeResponse.created(json(this.projects.make(workspaceId, name)).toString());
	}

	private static ObjectNode json(Project project) {
		Instant createdAt = project.createdAt();
		return JSON.createObjectNode()
			.put("project_id", project.projectId())
			.put("name", project.name())
			.put("workspace_id", project.workspaceId())
			.put("origin", project.origin())
			.put("created_at", (createdAt != null) ? createdAt.toEpochMilli() : 0)
			.putNull("last_modified");
	}

	private static @Nullable JsonNode read(String body) {
		try {
			JsonNode json = JSON.readTree(body);
			return json.isObject() ? json : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static FakeResponse invalid(String field, String message) {
		return FakeResponse.error(400, "input_validation_error", field + ": " + message,
				List.of(Map.of("field", field, "message", message)));
	}

}
