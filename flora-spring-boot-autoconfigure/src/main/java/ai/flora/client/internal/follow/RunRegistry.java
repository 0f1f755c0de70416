package ai.flora.client.internal.follow;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import ai.flora.client.internal.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * The runs that a client follows, by id, and by kind and project. Guarded by the
 * follower's lock.
 */
class RunRegistry {

	/** Runs at a time that are followed because FLORA has reported their end. */
	private static final int MAX_REPORTED_ENDED = 10_000;

	private final FollowLimits limits;

	private final Supplier<@Nullable String> defaultProject;

	private final Map<String, FollowedRun> runs = new HashMap<>();

	private final Map<List<?>, ProjectRuns> projects = new HashMap<>();

	private int reportedEnded;

	private boolean closed;

	RunRegistry(FollowLimits limits, Supplier<@Nullable String> defaultProject) {
		this.limits = limits;
		this.defaultProject = defaultProject;
	}

	int size() {
		return this.runs.size();
	}

	boolean isEmpty() {
		return this.runs.isEmpty();
	}

	Collection<FollowedRun> all() {
		return this.runs.values();
	}

	Collection<ProjectRuns> projects() {
		return this.projects.values();
	}

	@Nullable FollowedRun get(String runId) {
		return this.runs.get(runId);
	}

	/** Returns whether the run is still followed, and no other run in its place. */
	boolean contains(FollowedRun run) {
		return this.runs.get(run.runId()) == run;
	}

	void add(FollowedRun run) {
		this.runs.put(run.runId(), run);
		moveByOrigin(run);
	}

	/** Changes what is known of a run, and moves it if another list is to show it now. */
	void change(FollowedRun run, Runnable change) {
		RunKind before = run.listKind();
		change.run();
		if (run.listKind() != before) {
			moveByOrigin(run);
		}
	}

	/** Moves a run to the project of its start, or else to the client's own. */
	void moveByOrigin(FollowedRun run) {
		String projectId = run.origin().projectId();
		move(run, (projectId != null) ? projectId : this.defaultProject.get());
	}

	/**
	 * Moves a run to its project, among those of its kind; to all of them if their
	 * projects share a list.
	 */
	void move(FollowedRun run, @Nullable String projectId) {
		RunKind kind = run.listKind();
		String listed = kind.isFiled() ? projectId : null;
		ProjectRuns project = this.projects.computeIfAbsent(Arrays.asList(kind, listed),
				(key) -> new ProjectRuns(kind, listed, this.limits));
		ProjectRuns before = run.moveTo(project);
		if (before != null && before != project) {
			leave(run, before);
		}
		project.add(run);
	}

	private void leave(FollowedRun run, ProjectRuns project) {
		project.remove(run);
		removeIfUnused(project);
	}

	void removeIfUnused(ProjectRuns project) {
		if (project.isEmpty() && !project.isPollInFlight()) {
			this.projects.values().remove(project);
		}
	}

	/**
	 * Returns whether there is a run that is followed because FLORA has reported its end.
	 */
	boolean hasReportedEnded() {
		return this.reportedEnded > 0;
	}

	/** Returns whether no further run may be added because FLORA has reported its end. */
	boolean isFullOfReportedEnded() {
		return this.reportedEnded >= MAX_REPORTED_ENDED;
	}

	/** FLORA has reported the end of a run: it is followed until that is seen. */
	void markEndReported(FollowedRun run, long now) {
		this.reportedEnded += run.isReportedEnded() ? 0 : 1;
		run.markEndReported(now);
	}

	void remove(FollowedRun run) {
		this.runs.remove(run.runId());
		this.reportedEnded -= run.isReportedEnded() ? 1 : 0;
		ProjectRuns project = run.moveTo(null);
		if (project != null) {
			leave(run, project);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Removes all runs, for good.
	 * @return the runs that were followed
	 */
	List<FollowedRun> close() {
		List<FollowedRun> left = List.copyOf(this.runs.values());
		this.closed = true;
		this.runs.clear();
		this.projects.clear();
		this.reportedEnded = 0;
		return left;
	}

}
