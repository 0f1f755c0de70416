package ai.flora.client.internal.follow;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Which look comes next, of all that the runs of a client ask for, and when the budget
 * allows it. Guarded by the follower's lock.
 */
class PollSchedule {

	/** Looks before each one that can wait, if both are due. */
	private static final int USUAL_BEFORE_PATIENT = 2;

	private final PollRateLimiter budget;

	private final RunRegistry runs;

	private final RunPolls runLooks;

	private final ListPolls listLooks;

	private final LateCostPolls costLooks;

	private int usualInARow;

	PollSchedule(PollRateLimiter budget, RunRegistry runs, RunPolls runLooks, ListPolls listLooks,
			LateCostPolls costLooks) {
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
	@Nullable NextPoll next(long now) {
		if (!this.budget.isAvailable(now)) {
			return null;
		}
		SinglePolls singles = new SinglePolls();
		NextPoll usual = this.costLooks.next(now);
		for (ProjectRuns group : this.runs.groups()) {
			boolean listed = group.isWalking() || group.isListWorthwhile(now);
			if (listed && !group.isLooking()) {
				usual = NextPoll.earlier(usual,
						new NextPoll(group.untilWalk(now), () -> this.listLooks.begin(group, now)));
			}
			group.findSingles(now, !listed, singles);
		}
		usual = NextPoll.earlier(usual, singles.first(this.runLooks));
		NextPoll patient = singles.patient(this.runLooks);
		NextPoll first = NextPoll.earlier(usual, patient);
		if (usual != null && patient != null && usual.until() <= 0 && patient.until() <= 0) {
			first = (this.usualInARow < USUAL_BEFORE_PATIENT) ? usual : patient;
		}
		return (first != null) ? begins(first, first == patient, now) : null;
	}

	private NextPoll begins(NextPoll next, boolean patient, long now) {
		return new NextPoll(next.until(), () -> {
			Poll<?> look = next.begin().get();
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
