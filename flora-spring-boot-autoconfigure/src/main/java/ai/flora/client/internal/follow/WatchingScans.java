package ai.flora.client.internal.follow;

import java.util.Collection;

/**
 * Scans that watch the runs of a project: there is one whenever it costs less than the
 * time for which ends may have gone unnoticed. Guarded by the follower's lock.
 */
class WatchingScans extends ListScans {

	private final ListEconomics economics;

	WatchingScans(ProjectRuns project, ListEconomics economics, FollowLimits limits) {
		super(project, limits);
		this.economics = economics;
	}

	/**
	 * Nanoseconds until the next page is to be read; negative if it is overdue.
	 */
	long untilPoll(long now) {
		ListScan scan = scan();
		return (scan != null) ? scan.begun() - now : this.economics.untilScan(now);
	}

	@Override
	void scanEnded(long now) {
		ListScan scan = scan();
		// Counted from the scan's beginning: its first page is as old as that.
		this.economics.scanned((scan != null) ? scan.begun() : now);
		super.scanEnded(now);
	}

	@Override
	Collection<FollowedRun> wanted(long now) {
		return project().runs().stream().filter(FollowedRun::isWatchable).toList();
	}

	@Override
	boolean isNextPageWorthwhile(Collection<FollowedRun> unseen, long now) {
		return this.economics.isNextPageWorthwhile(unseen, now);
	}

	@Override
	void notSeen(FollowedRun run, boolean covered, ListScan scan, long now) {
		if (covered) {
			run.missedInList(now);
		}
		else if (scan.isFruitless()) {
			run.lists().giveUp();
		}
		else {
			run.lists().expectAfter(scan.read());
		}
	}

}
