package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Scans for runs that fall due one by one, since nothing watches them: their ends were
 * reported, their deliveries should have come, or they are sought. The first run is read
 * alone at once; runs that fall due until the next poll is allowed are read together, if
 * that takes fewer requests. A run that is sought is always read here: there may be no
 * such run unless FLORA has posted it, so that a pause follows a search in vain. Guarded
 * by the follower's lock.
 */
class DueScans extends ListScans {

	private static final long LONGEST_PAUSE = Duration.ofSeconds(15).toNanos();

	private final long pause;

	/** Until then, no run is sought that may not exist: the last one was in vain. */
	private @Nullable Long pausedUntil;

	DueScans(ProjectRuns project, FollowLimits limits) {
		super(project, limits);
		this.pause = Math.min(limits.maxInterval(), LONGEST_PAUSE);
	}

	/**
	 * Chooses the runs that are read together: those that the scan under way looks for,
	 * and the others if a scan takes fewer requests than they are. A scan whose runs were
	 * all seen elsewhere, or wait after a poll of their own, ends.
	 * @param due the runs of the project that are due
	 */
	List<FollowedRun> together(List<FollowedRun> due, long now) {
		ListScan scan = scan();
		List<FollowedRun> together = new ArrayList<>();
		List<FollowedRun> others = due;
		if (scan != null) {
			others = new ArrayList<>();
			for (FollowedRun run : due) {
				(scan.isUnseen(run) ? together : others).add(run);
			}
			if (!isPollInFlight() && scan.unseen().stream().noneMatch((run) -> isWanted(run, now))) {
				scanEnded(now);
			}
		}
		others = others.stream().filter((run) -> !isPaused(run, now)).toList();
		if (isWorthwhile(others, now)) {
			together.addAll(others);
		}
		return together;
	}

	/** Returns whether a run waits, since a search for such a run was in vain. */
	private boolean isPaused(FollowedRun run, long now) {
		return mayNotExist(run) && this.pausedUntil != null && now - this.pausedUntil < 0;
	}

	private static boolean mayNotExist(FollowedRun run) {
		return run.isSought() && !run.isReportedEnded();
	}

	private boolean isWorthwhile(List<FollowedRun> due, long now) {
		if (due.isEmpty() || project().isListAvoided(now) || isAvoided(now)) {
			return false;
		}
		if (due.stream().anyMatch(FollowedRun::isSought)) {
			return true;
		}
		return due.size() >= 2 && due.size() > due.stream().mapToInt(FollowedRun::listPage).max().orElse(1);
	}

	@Override
	Collection<FollowedRun> wanted(long now) {
		return project().runs().stream().filter((run) -> isWanted(run, now) && !isPaused(run, now)).toList();
	}

	/**
	 * Returns whether a scan is for a run: for all that are sought, or those that are not
	 * due when it begins would wait for the next pause.
	 */
	private boolean isWanted(FollowedRun run, long now) {
		return project().contains(run) && (run.isDueInList(now) || run.isListOutstanding(now));
	}

	@Override
	boolean isNextPageWorthwhile(Collection<FollowedRun> unseen, long now) {
		return true;
	}

	@Override
	void notSeen(FollowedRun run, boolean covered, ListScan scan, long now) {
		if (mayNotExist(run)) {
			this.pausedUntil = now + this.pause;
		}
		// A run that is not due yet keeps its own turn, unless lists should show it by
		// now.
		if (run.isDueInList(now) || (mayNotExist(run) && !run.mayBeShownLater(scan.begun()))) {
			run.lists().lacked(scan.begun());
		}
	}

}
