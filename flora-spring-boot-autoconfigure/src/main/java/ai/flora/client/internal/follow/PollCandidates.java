package ai.flora.client.internal.follow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The polls that may come next: of each rank, those that are due earliest, of a list or
 * of a single run. A run that a list watches is polled alone only before it is given up,
 * and when it is late. Made for one pass over all runs. Guarded by the follower's lock.
 */
class PollCandidates {

	/**
	 * Failures of a run after which it takes turns with those that have more, so that
	 * none waits for ever.
	 */
	private static final int MANY_FAILURES = 2;

	private final RunPolls runPolls;

	private final ListPolls listPolls;

	private final Earliest<ListScans> usualScans = new Earliest<>();

	private final Earliest<ListScans> seekingScans = new Earliest<>();

	private final Earliest<FollowedRun> usualRuns = new Earliest<>();

	/** Of runs that are due, those with few failures come first. */
	private final Earliest<FollowedRun> deferrableRuns = new Earliest<>(
			(run) -> Math.min(run.times().failuresInARow(), MANY_FAILURES));

	PollCandidates(RunPolls runPolls, ListPolls listPolls) {
		this.runPolls = runPolls;
		this.listPolls = listPolls;
	}

	/** Adds the runs of a project, and its list. */
	void add(ProjectRuns project, long now) {
		boolean watchedByList = project.isWatchedByList(now);
		WatchingScans watching = project.watchingScans();
		if (watchedByList && !watching.isPollInFlight()) {
			this.usualScans.offer(watching, watching.untilPoll(now));
		}
		List<FollowedRun> dueInList = new ArrayList<>(0);
		for (FollowedRun run : project.runs()) {
			if (run.isPollInFlight()) {
				continue;
			}
			if (run.isDueInList(now)) {
				dueInList.add(run);
			}
			else {
				add(run, watchedByList && run.isWatchable(), now);
			}
		}
		DueScans scans = project.dueScans();
		if (!dueInList.isEmpty() || scans.scan() != null) {
			add(scans, dueInList, now);
		}
	}

	/**
	 * Adds a run. Polls of a run that is read in a list anyway are deferrable, and so are
	 * those of a run that was never seen, since there may be no such run: they come after
	 * others.
	 */
	private void add(FollowedRun run, boolean readInList, long now) {
		if (readInList || run.isReportedEnded()) {
			this.deferrableRuns.offer(run, run.untilExtraPoll(now));
		}
		if (readInList) {
			this.usualRuns.offer(run, run.untilFinalPoll(now));
			return;
		}
		Earliest<FollowedRun> earliest = run.isJustStartedOrSeen() ? this.usualRuns : this.deferrableRuns;
		earliest.offer(run, Math.min(run.times().untilPoll(now), run.untilFinalPoll(now)));
	}

	/**
	 * Adds runs that are due, those that are read together under their list: it comes
	 * after others if nothing was seen yet of any of them. A scan that has begun goes on
	 * whether or not its runs are due: meanwhile, others get onto pages that it has read.
	 */
	private void add(DueScans scans, List<FollowedRun> due, long now) {
		Set<FollowedRun> together = Set.copyOf(scans.together(due, now));
		due.forEach((run) -> add(run, together.contains(run), now));
		if (scans.isPollInFlight()) {
			return;
		}
		for (FollowedRun run : together) {
			offer(scans, run, run.times().untilPoll(now));
		}
		ListScan scan = scans.scan();
		if (scan != null) {
			scan.unseen().forEach((run) -> offer(scans, run, scan.begun() - now));
		}
	}

	private void offer(DueScans scans, FollowedRun run, long untilDue) {
		(run.isJustStartedOrSeen() ? this.usualScans : this.seekingScans).offer(scans, untilDue);
	}

	@Nullable Poll<?> usual() {
		return Poll.earlier(this.usualScans.poll(Poll.Rank.USUAL, this.listPolls::poll),
				this.usualRuns.poll(Poll.Rank.USUAL, this.runPolls::poll));
	}

	@Nullable Poll<?> seeking() {
		return this.seekingScans.poll(Poll.Rank.SEEKING, this.listPolls::poll);
	}

	@Nullable Poll<?> deferrable() {
		return this.deferrableRuns.poll(Poll.Rank.DEFERRABLE, this.runPolls::poll);
	}

}
