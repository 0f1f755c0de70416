package ai.flora.client.follow;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Which look comes next, of all that the runs of a client ask for, and when the budget
 * allows it. Guarded by the follower's lock.
 */
class LookSchedule {

	private final RequestBudget budget;

	private final FollowedRuns runs;

	private final RunLooks runLooks;

	private final ListLooks listLooks;

	private final CostLooks costLooks;

	LookSchedule(RequestBudget budget, FollowedRuns runs, RunLooks runLooks, ListLooks listLooks, CostLooks costLooks) {
		this.budget = budget;
		this.runs = runs;
		this.runLooks = runLooks;
		this.listLooks = listLooks;
		this.costLooks = costLooks;
	}

	boolean isEmpty() {
		return this.runs.isEmpty() && this.costLooks.isEmpty();
	}

	/**
	 * Nanoseconds until the budget allows a look. Before, it need not be known which one
	 * that will be: to find out takes a pass over all runs.
	 */
	long untilAllowed(long now) {
		return this.budget.untilNext(now);
	}

	/**
	 * The next look, which takes from the budget when it begins.
	 * @return the look, or {@code null} if there is none before one of those going on has
	 * ended
	 */
	@Nullable NextLook next(long now) {
		NextLook first = this.budget.isAvailable(now) ? first(now) : null;
		return (first != null) ? new NextLook(first.until(), () -> {
			this.budget.take(now);
			return first.begin().get();
		}) : null;
	}

	private @Nullable NextLook first(long now) {
		NextLook first = null;
		for (RunGroup group : this.runs.groups()) {
			first = NextLook.earlier(first, first(group, now));
		}
		return NextLook.earlier(first, this.costLooks.next(now));
	}

	private @Nullable NextLook first(RunGroup group, long now) {
		boolean list = group.isListWorthwhile(now);
		NextLook look = null;
		if (!group.isLooking() && (list || group.isWalking())) {
			look = new NextLook(group.untilWalk(now), () -> this.listLooks.begin(group, now));
		}
		FollowedRun single = group.nextSingle(now, !list && !group.isWalking());
		return (single != null)
				? NextLook.earlier(look, new NextLook(single.times().untilLook(now), () -> this.runLooks.begin(single)))
				: look;
	}

	/** A look has ended, and others may begin in its place. */
	void ended() {
		this.budget.giveBack();
	}

	void pause(long now, Duration pause) {
		this.budget.pause(now, pause);
	}

}
