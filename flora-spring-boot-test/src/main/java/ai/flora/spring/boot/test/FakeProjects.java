package ai.flora.spring.boot.test;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.project.Project;
import org.jspecify.annotations.Nullable;

/**
 * The projects of a {@link FakeFlora}: its own, those that the test says there are, and
 * those that were made. Thread-safe.
 */
class FakeProjects {

	private final KnownIds ids;

	private final FakeClock clock;

	private final Instant begun;

	private final List<Project> made = new ArrayList<>();

	FakeProjects(KnownIds ids, FakeClock clock) {
		this.ids = ids;
		this.clock = clock;
		this.begun = clock.now();
	}

	/** All projects, in the order of their making. */
	synchronized List<Project> all() {
		List<Project> all = new ArrayList<>();
		all.add(given(KnownIds.PROJECT_ID).toBuilder().name("Fake project").build());
		this.ids.addedProjects()
			.stream()
			.filter((id) -> this.made.stream().noneMatch((project) -> project.projectId().equals(id)))
			.map(this::given)
			.forEach(all::add);
		all.addAll(this.made);
		return all;
	}

	private Project given(String id) {
		return Project.builder()
			.projectId(id)
			.name(id)
			.workspaceId(KnownIds.WORKSPACE_ID)
			.createdAt(this.begun)
			.build();
	}

	/** The project of an id, whether or not lists show it; {@code null} for none. */
	@Nullable Project find(String id) {
		Project listed = all().stream().filter((project) -> project.projectId().equals(id)).findFirst().orElse(null);
		return (listed != null || !id.startsWith("prj_") || !this.ids.contains(id)) ? listed : given(id);
	}

	synchronized Project make(String workspaceId, String name) {
		Project project = Project.builder()
			.projectId("prj_made%04d".formatted(this.made.size() + 1))
			.name(name)
			.workspaceId(workspaceId)
			.origin("api")
			.createdAt(this.clock.now())
			.build();
		this.made.add(project);
		this.ids.add(project.projectId());
		return project;
	}

	synchronized void reset() {
		this.made.forEach((project) -> this.ids.remove(project.projectId()));
		this.made.clear();
	}

}
