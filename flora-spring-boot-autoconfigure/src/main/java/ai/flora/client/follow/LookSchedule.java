package ai.flora.client.follow;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Which look comes next, of all that the runs of a client ask for, and when the budget
 * allows it. Guarded by the follower's lock.
 */
class LookSchedule {

	/** Looks before each one that can wait, if both are due. */
	private static final int USUAL_BEFORE_PATIENT = 2;

	private final RequestBudget budget;

	private final FollowedRuns runs;

	private final RunLooks runLooks;

	private final ListLooks listLooks;

	private final CostLooks costLooks;

	private int usualInARow;

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
		if (!this.budget.isAvailable(now)) {
			return null;
		}
		SingleLooks singles = new SingleLooks();
		NextLook usual = this.costLooks.next(now);
		for (RunGroup group : this.runs.groups()) {
			boolean listed = group.isWalking() || group.isListWorthwhile(now);
			if (listed && !group.isLooking()) {
				usual = NextLook.earlier(usual,
						new NextLook(group.untilWalk(now), () -> this.listLooks.begin(group, now)));
			}
			group.findSingles(now, !listed, singles);
		}
		usual = NextLook.earlier(usual, singles.first(this.runLooks));
		NextLook patient = singles.patient(this.runLooks);
		NextLook first = NextLook.earlier(usual, patient);
		if (usual != null && patient != null && usual.until() <= 0 && patient.until() <= 0) {
			first = (this.usualInARow < USUAL_BEFORE_PATIENT) ? usual : patient;
		}
		return (first != null) ? begins(first, first == patient, now) : null;
	}

	private NextLook begins(NextLook next, boolean patient, long now) {
		return new NextLook(next.until(), () -> {
			Look<?> look = next.begin().get();
			this.budget.take(now);
			this.usualInARow = patient ? 0 : Math.min(this.usualInARow + 1, USUAL_BEFORE_PATIENT);
			return look;
		});
	}

	/** A look has ended, and others may begin in its place. */
	void ended() {
		this.budget.giveBack();
	}

	void pause(long now, Duration pause) {
		this.budget.pause(now, pause);
	}

}
