package ai.flora.client.internal.follow;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

/**
 * Scans for runs that are due although FLORA posts their ends: the ends were posted, or
 * the deliveries should have come. The first run is read alone at once; runs that fall
 * due until the next poll is allowed are read together, if that takes fewer requests.
 * Guarded by the follower's lock.
 */
class PostedScans extends ListScans {

	private final FollowLimits limits;

	/** Failed scans in a row. */
	private int failures;

	/** Until then, such runs are polled one by one. */
	private @Nullable Long avoidedUntil;

	PostedScans(ProjectRuns project, FollowLimits limits) {
		super(project);
		this.limits = limits;
	}

	/**
	 * Chooses the runs that are read together: those that the scan under way looks for,
	 * and the others if a scan takes fewer requests than they are. A scan whose runs were
	 * all seen elsewhere ends.
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
			if (together.isEmpty() && !isPolled()) {
				scanEnded(now);
			}
		}
		if (isWorthwhile(others, now)) {
			together.addAll(others);
		}
		return together;
	}

	private boolean isWorthwhile(List<FollowedRun> due, long now) {
		if (due.size() < 2 || project().isListAvoided(now)
				|| (this.avoidedUntil != null && now - this.avoidedUntil < 0)) {
			return false;
		}
		return due.size() > due.stream().mapToInt(FollowedRun::listPage).max().orElse(1);
	}

	@Override
	Collection<FollowedRun> wanted(long now) {
		return project().runs().stream().filter((run) -> run.isDueThoughPosted(now)).toList();
	}

	@Override
	boolean isNextPageWorthwhile(Collection<FollowedRun> unseen, long now) {
		return true;
	}

	@Override
	void notSeen(FollowedRun run, boolean covered, ListScan scan, long now) {
		run.giveUpLists();
	}

	@Override
	void endPoll(boolean read) {
		super.endPoll(read);
		this.failures = read ? 0 : this.failures;
	}

	@Override
	void backOff(FloraException failure, long now) {
		wanted(now).forEach((run) -> run.failed(failure));
		this.avoidedUntil = now + this.limits.minIntervalDoubled(this.failures++, this.limits.maxInterval());
	}

}
