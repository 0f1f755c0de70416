package ai.flora.client.internal.follow;

import org.jspecify.annotations.Nullable;

/**
 * Of the runs that are looked at alone, the one that is due first, and the one among
 * those that can wait: they were never seen, so that there may be no such runs, or lists
 * show them. Guarded by the follower's lock.
 */
class SinglePolls {

	private @Nullable FollowedRun first;

	private long untilFirst = Long.MAX_VALUE;

	private @Nullable FollowedRun patient;

	private long untilPatient = Long.MAX_VALUE;

	void add(FollowedRun run, long until) {
		if (until < this.untilFirst) {
			this.first = run;
			this.untilFirst = until;
		}
	}

	void addPatient(FollowedRun run, long until) {
		if (this.patient == null || isBefore(run, until, this.patient)) {
			this.patient = run;
			this.untilPatient = until;
		}
	}

	/** Of those that are due, one that was asked for less often in vain comes first. */
	private boolean isBefore(FollowedRun run, long until, FollowedRun other) {
		int more = run.times().failures() - other.times().failures();
		return (more != 0 && until <= 0 && this.untilPatient <= 0) ? more < 0 : until < this.untilPatient;
	}

	@Nullable NextPoll first(RunPolls looks) {
		return next(this.first, this.untilFirst, looks);
	}

	@Nullable NextPoll patient(RunPolls looks) {
		return next(this.patient, this.untilPatient, looks);
	}

	private static @Nullable NextPoll next(@Nullable FollowedRun run, long until, RunPolls looks) {
		return (run != null) ? new NextPoll(until, () -> looks.begin(run)) : null;
	}

}
