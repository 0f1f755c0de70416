package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The runs that a client follows, and their groups by project. Guarded by the follower's
 * lock.
 */
class RunRegistry {

	private static final Log logger = LogFactory.getLog(RunRegistry.class);

	/** Runs at a time that nobody but a webhook has asked to look at. */
	private static final int MAX_ADOPTED = 10_000;

	/** Nanoseconds: it takes a pass over all runs. */
	private static final long EXPIRY_INTERVAL = 1_000_000_000L;

	private final FollowSettings settings;

	private final @Nullable String defaultProject;

	private final Map<String, FollowedRun> runs = new HashMap<>();

	private final Map<String, ProjectRuns> groups = new HashMap<>();

	private int adopted;

	private @Nullable Long expiredAt;

	private boolean closed;

	RunRegistry(FollowSettings settings, @Nullable String defaultProject) {
		this.settings = settings;
		this.defaultProject = defaultProject;
	}

	int size() {
		return this.runs.size();
	}

	boolean isEmpty() {
		return this.runs.isEmpty();
	}

	Collection<ProjectRuns> groups() {
		return this.groups.values();
	}

	@Nullable FollowedRun get(String runId) {
		return this.runs.get(runId);
	}

	/** Whether it is this one that is followed under its id, still. */
	boolean contains(FollowedRun run) {
		return this.runs.get(run.runId()) == run;
	}

	/**
	 * Adds a run.
	 * @param run the run
	 * @param projectId its project, or {@code null} for the client's own
	 */
	void add(FollowedRun run, @Nullable String projectId) {
		this.runs.put(run.runId(), run);
		join(run, (projectId != null) ? projectId : this.defaultProject);
	}

	/** Moves a run to the group of its project. */
	void join(FollowedRun run, @Nullable String projectId) {
		ProjectRuns group = this.groups.computeIfAbsent((projectId != null) ? projectId : "",
				(key) -> new ProjectRuns(projectId, this.settings));
		ProjectRuns before = run.moveTo(group);
		if (before != null && before != group) {
			leave(run, before);
		}
		group.add(run);
	}

	private void leave(FollowedRun run, ProjectRuns group) {
		group.remove(run);
		discardIfUnused(group);
	}

	void discardIfUnused(ProjectRuns group) {
		if (group.isEmpty() && !group.isLooking()) {
			this.groups.values().remove(group);
		}
	}

	/** Whether no further run may be added that nobody but a webhook asks for. */
	boolean isFullOfAdopted() {
		return this.adopted >= MAX_ADOPTED;
	}

	/** FLORA has said that it has ended: it is followed until that is seen. */
	void announce(FollowedRun run, long now) {
		this.adopted += run.isAnnounced() ? 0 : 1;
		run.announce(now);
	}

	void forget(FollowedRun run) {
		this.runs.remove(run.runId());
		this.adopted -= run.isAnnounced() ? 1 : 0;
		ProjectRuns group = run.moveTo(null);
		if (group != null) {
			leave(run, group);
		}
	}

	/**
	 * Forgets runs that were followed for as long as is allowed, or some seconds longer,
	 * and those of others that nobody wants to know of any more.
	 */
	void expire(long now, Notifications news) {
		if (this.expiredAt != null && now - this.expiredAt < EXPIRY_INTERVAL) {
			return;
		}
		this.expiredAt = now;
		List<FollowedRun> expired = new ArrayList<>();
		List<FollowedRun> unwanted = new ArrayList<>();
		for (FollowedRun run : this.runs.values()) {
			if (run.followed().isOver(now, this.settings.timeout())) {
				expired.add(run);
			}
			else if (run.handles().areAllGone() && !run.isOurs() && !run.isAnnounced()) {
				unwanted.add(run);
			}
		}
		unwanted.forEach(this::forget);
		for (FollowedRun run : expired) {
			if (run.isAnnounced()) {
				logger.warn("Run " + run.runId() + " has ended, but its end was never seen");
			}
			forget(run);
			news.add(() -> run.handles().end(timeout(run)));
		}
	}

	private FollowOutcome timeout(FollowedRun run) {
		return new FollowOutcome.Timeout(run.runId(), this.settings.timeout(), run.handles().latest(), run.failure());
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Forgets all runs, for good.
	 * @return those that were followed
	 */
	List<FollowedRun> close() {
		List<FollowedRun> left = List.copyOf(this.runs.values());
		this.closed = true;
		this.runs.clear();
		this.groups.clear();
		return left;
	}

}
