package ai.flora.client.internal.project;

import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.Page;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.project.Project;
import ai.flora.client.project.ProjectQuery;

/**
 * Projects, as callers see them.
 *
 * @since 0.1.0
 */
public class DefaultFloraProjectsClient implements FloraProjectsClient {

	private final Supplier<ProjectCalls> calls;

	/**
	 * Creates a client.
	 * @param calls does the work; asked for with each use
	 */
	public DefaultFloraProjectsClient(Supplier<ProjectCalls> calls) {
		this.calls = calls;
	}

	@Override
	public Page<Project> list(ProjectQuery query) {
		BlockingCalls.checkCall("projects.list(…)");
		return this.calls.get().list(query);
	}

	@Override
	public Stream<Project> stream(ProjectQuery query) {
		return PageSpliterator.stream("Projects", query.cursor(), (cursor) -> {
			BlockingCalls.checkCall("projects.stream(…).toList()");
			return this.calls.get().list(query.withCursor(cursor));
		});
	}

	@Override
	public Project retrieve(String projectId) {
		BlockingCalls.checkCall("projects.retrieve(…)");
		PathSegments.check("projectId", projectId);
		return this.calls.get().retrieve(projectId);
	}

	@Override
	public Project create(String name) {
		BlockingCalls.checkCall("projects.create(…)");
		return this.calls.get().create(name);
	}

	@Override
	public Project findOrCreate(String name) {
		BlockingCalls.checkCall("projects.findOrCreate(…)");
		return this.calls.get().findOrCreate(name);
	}

}
