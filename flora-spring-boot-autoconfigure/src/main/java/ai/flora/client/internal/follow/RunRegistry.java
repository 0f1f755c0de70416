package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import ai.flora.client.internal.RunKind;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The runs that a client follows, by id, and by kind and project. Guarded by the
 * follower's lock.
 */
class RunRegistry {

	private static final Log logger = LogFactory.getLog(RunRegistry.class);

	/** Runs at a time that are followed because FLORA has reported their end. */
	private static final int MAX_REPORTED_ENDED = 10_000;

	/** Expiry takes a pass over all runs, and so is rarer than wake-ups. */
	private static final long EXPIRY_INTERVAL = Duration.ofSeconds(1).toNanos();

	/** After so long without a wake-up, the process was frozen. */
	private static final long FROZEN = Duration.ofSeconds(10).toNanos();

	private final FollowLimits limits;

	private final Supplier<@Nullable String> defaultProject;

	private final RunEndRecorder endRecorder;

	private final Map<String, FollowedRun> runs = new HashMap<>();

	private final Map<List<?>, ProjectRuns> projects = new HashMap<>();

	private final ExpectedDeliveries deliveries = new ExpectedDeliveries();

	/** Set while runs that FLORA posts the end of are polled rarely. */
	private boolean deliveriesReliedOn;

	private int reportedEnded;

	private @Nullable Long lastExpiry;

	private boolean closed;

	RunRegistry(FollowLimits limits, Supplier<@Nullable String> defaultProject, RunEndRecorder endRecorder) {
		this.limits = limits;
		this.defaultProject = defaultProject;
		this.endRecorder = endRecorder;
	}

	int size() {
		return this.runs.size();
	}

	/** Returns whether nothing is followed, nor waited for. */
	boolean isEmpty() {
		return this.runs.isEmpty() && this.deliveries.isEmpty();
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
		boolean filed = run.listKind().isFiled();
		move(run, (projectId != null || !filed) ? projectId : this.defaultProject.get());
	}

	/** Moves a run to its project, among those of its kind. */
	void move(FollowedRun run, @Nullable String projectId) {
		RunKind kind = run.listKind();
		ProjectRuns project = this.projects.computeIfAbsent(Arrays.asList(kind, projectId),
				(key) -> new ProjectRuns(kind, projectId, this.limits));
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
		if (project.isEmpty() && !project.isPolled()) {
			this.projects.values().remove(project);
		}
	}

	/** FLORA will post the end of a run: it is polled rarely, once deliveries arrive. */
	void expectDelivery(FollowedRun run, long safetyInterval) {
		run.postedEnd().askedFor(safetyInterval);
		listenersChanged(run);
	}

	/** Somebody listens to changes of a run from now on, or does not any more. */
	void listenersChanged(FollowedRun run) {
		run.relyOnDelivery(this.deliveriesReliedOn);
	}

	/** A poll has shown the end of a run before the delivery that was expected. */
	void endSeenBeforeDelivery(FollowedRun run, long now) {
		this.deliveries.endSeen(run.runId(), now);
	}

	/** A delivery has arrived, about a run that may be followed or not. */
	void deliveryAccepted(String runId) {
		this.deliveries.accepted(runId);
		relyOnDeliveries();
	}

	private void relyOnDeliveries() {
		boolean arriving = this.deliveries.isArriving();
		if (arriving != this.deliveriesReliedOn) {
			this.deliveriesReliedOn = arriving;
			this.runs.values().forEach((run) -> run.relyOnDelivery(arriving));
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

	/**
	 * Ends handles whose time is over, removes runs that have timed out, or that nobody
	 * asks for any more, and counts deliveries that are missing. Does so once a second,
	 * however often it is called.
	 */
	void expire(long now, Notifications notifications) {
		if (this.lastExpiry != null && now - this.lastExpiry < EXPIRY_INTERVAL) {
			return;
		}
		if (this.lastExpiry != null && now - this.lastExpiry >= FROZEN) {
			// Or there was nothing to wake up for, so that this changes nothing.
			this.runs.values().forEach((run) -> run.resumed(now));
			this.deliveries.resumed();
		}
		this.lastExpiry = now;
		this.deliveries.expire(now);
		relyOnDeliveries();
		Duration timeout = Duration.ofNanos(this.limits.timeout());
		List<FollowedRun> timedOut = new ArrayList<>();
		List<FollowedRun> abandoned = new ArrayList<>();
		for (FollowedRun run : this.runs.values()) {
			if (run.isWaitOver(now)) {
				run.endHandles(run.timeout(timeout), notifications);
			}
			if (run.isTimedOut(now)) {
				timedOut.add(run);
			}
			else if (run.isAbandoned()) {
				abandoned.add(run);
			}
		}
		abandoned.forEach(this::remove);
		for (FollowedRun run : timedOut) {
			if (run.isReportedEnded()) {
				logger.warn("Run " + run.runId() + " has ended, but its end was never seen: " + run.describeLastPoll());
				this.endRecorder.neverSeen(run, now, notifications);
			}
			remove(run);
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
		this.deliveries.clear();
		this.reportedEnded = 0;
		return left;
	}

}
