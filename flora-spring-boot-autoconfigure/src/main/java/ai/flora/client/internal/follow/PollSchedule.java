package ai.flora.client.internal.follow;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Decides which poll comes next, of all that the runs of a client ask for, and when the
 * rate limiter allows it. Guarded by the follower's lock.
 */
class PollSchedule {

	/** Polls of a rank before each one of the ranks behind it, if both are due. */
	private static final int POLLS_BEFORE_LOWER_RANK = 2;

	/**
	 * Failures of a run after which it takes turns with those that have more, so that
	 * none waits for ever.
	 */
	private static final int MANY_FAILURES = 2;

	private final PollRateLimiter rateLimiter;

	private final RunRegistry runs;

	private final RunPolls runPolls;

	private final ListPolls listPolls;

	private final LateCostPolls lateCostPolls;

	/** By rank, the polls since the last one of the ranks behind it. */
	private final Map<Poll.Rank, Integer> inARow = new EnumMap<>(Poll.Rank.class);

	PollSchedule(PollRateLimiter rateLimiter, RunRegistry runs, RunPolls runPolls, ListPolls listPolls,
			LateCostPolls lateCostPolls) {
		this.rateLimiter = rateLimiter;
		this.runs = runs;
		this.runPolls = runPolls;
		this.listPolls = listPolls;
		this.lateCostPolls = lateCostPolls;
	}

	boolean isEmpty() {
		return this.runs.isEmpty() && this.lateCostPolls.isEmpty();
	}

	/**
	 * Returns the nanoseconds until the rate limiter allows a poll. Until then, it is not
	 * worth while to find out which poll comes next, which takes a pass over all runs.
	 */
	long untilAllowed(long now) {
		return this.rateLimiter.untilAllowed(now);
	}

	/**
	 * Returns the next poll, which may not be due yet.
	 * @return the poll, or {@code null} if there is none before a running one has ended
	 */
	@Nullable Poll<?> next(long now) {
		if (!this.rateLimiter.isAvailable(now)) {
			return null;
		}
		NextPolls next = new NextPolls();
		for (ProjectRuns project : this.runs.projects()) {
			next.add(project, now);
		}
		return first(next.usual(), first(next.seeking(), first(next.deferrable(), this.lateCostPolls.next(now))));
	}

	/**
	 * Returns the poll that comes first: of two that are due, the one of the higher rank,
	 * but for every third time, so that no rank is kept waiting by another.
	 */
	private @Nullable Poll<?> first(@Nullable Poll<?> higher, @Nullable Poll<?> lower) {
		if (higher == null || lower == null || higher.untilDue() > 0 || lower.untilDue() > 0) {
			return Poll.earlier(higher, lower);
		}
		return (this.inARow.getOrDefault(higher.rank(), 0) < POLLS_BEFORE_LOWER_RANK) ? higher : lower;
	}

	/** Begins a poll. */
	void begin(Poll<?> poll, long now, Consumer<Poll<?>> listener) {
		poll.begin(now, listener);
		this.rateLimiter.take(now);
		for (Poll.Rank rank : Poll.Rank.values()) {
			if (rank.compareTo(poll.rank()) < 0) {
				this.inARow.put(rank, 0);
			}
		}
		this.inARow.merge(poll.rank(), 1, Integer::sum);
	}

	/** A poll has ended, or is slow, and another one may begin in its place. */
	void giveBackPlace() {
		this.rateLimiter.giveBack();
	}

	void pause(long now, long pause) {
		this.rateLimiter.pause(now, pause);
	}

	/**
	 * Finds what is due first: a list and a run of each rank.
	 */
	private final class NextPolls {

		private final Earliest<ListScans> usualScans = new Earliest<>();

		private final Earliest<ListScans> seekingScans = new Earliest<>();

		private final Earliest<FollowedRun> usualRuns = new Earliest<>();

		/** Of runs that are due, those with few failures come first. */
		private final Earliest<FollowedRun> deferrableRuns = new Earliest<>(
				(run) -> Math.min(run.times().failuresInARow(), MANY_FAILURES));

		void add(ProjectRuns project, long now) {
			boolean watchedByList = project.isWatchedByList(now);
			WatchingScans watching = project.watchingScans();
			if (watchedByList && !watching.isPollInFlight()) {
				this.usualScans.offer(watching, watching.untilPoll(now));
			}
			List<FollowedRun> due = new ArrayList<>(0);
			for (FollowedRun run : project.runs()) {
				if (run.isPollInFlight()) {
					continue;
				}
				if (run.isDueInList(now)) {
					due.add(run);
				}
				else {
					add(run, watchedByList && run.isListed(), now);
				}
			}
			DueScans scans = project.dueScans();
			if (!due.isEmpty() || scans.scan() != null) {
				addDue(scans, due, now);
			}
		}

		/**
		 * Adds runs that are due, those that are read together under their list: it comes
		 * after others if nothing was seen yet of any of them. A scan that has begun goes
		 * on whether or not its runs are due: meanwhile, others get onto pages that it
		 * has read.
		 */
		private void addDue(DueScans scans, List<FollowedRun> due, long now) {
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

		/**
		 * Adds a run. Polls of a run that lists show anyway are deferrable, and so are
		 * those of a run that was never seen, since there may be no such run: they come
		 * after others.
		 */
		private void add(FollowedRun run, boolean listed, long now) {
			if (listed || run.isReportedEnded()) {
				this.deferrableRuns.offer(run, run.untilExtraPoll(now));
			}
			if (listed) {
				this.usualRuns.offer(run, run.untilFinalPoll(now));
				return;
			}
			Earliest<FollowedRun> earliest = run.isJustStartedOrSeen() ? this.usualRuns : this.deferrableRuns;
			earliest.offer(run, Math.min(run.times().untilPoll(now), run.untilFinalPoll(now)));
		}

		@Nullable Poll<?> usual() {
			return Poll.earlier(this.usualScans.poll(Poll.Rank.USUAL, PollSchedule.this.listPolls::poll),
					this.usualRuns.poll(Poll.Rank.USUAL, PollSchedule.this.runPolls::poll));
		}

		@Nullable Poll<?> seeking() {
			return this.seekingScans.poll(Poll.Rank.SEEKING, PollSchedule.this.listPolls::poll);
		}

		@Nullable Poll<?> deferrable() {
			return this.deferrableRuns.poll(Poll.Rank.DEFERRABLE, PollSchedule.this.runPolls::poll);
		}

	}

}
