package ai.flora.client.internal.follow;

import java.time.Instant;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.follow.notification.Notifications;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Concludes from what a poll has shown of a run, alone or in a list, whether and how its
 * following goes on. Guarded by the follower's lock.
 */
class RunUpdates {

	private static final Log logger = LogFactory.getLog(RunUpdates.class);

	private final RunSource source;

	private final RunRegistry runs;

	private final ExpectedDeliveries expectedDeliveries;

	private final RunEndRecorder endRecorder;

	/** Set once a refusal of the key was logged, which concerns all runs. */
	private boolean refusalLogged;

	RunUpdates(RunSource source, RunRegistry runs, ExpectedDeliveries expectedDeliveries, RunEndRecorder endRecorder) {
		this.source = source;
		this.runs = runs;
		this.expectedDeliveries = expectedDeliveries;
		this.endRecorder = endRecorder;
	}

	/**
	 * A poll has shown the run.
	 * @param polledBy whether a poll of it alone, or of a list
	 * @param begun when the poll began: what it shows may be as old as that
	 */
	void seen(FollowedRun run, Run seen, NoticedBy polledBy, long begun, long now, Notifications notifications) {
		this.refusalLogged = false;
		if (polledBy == NoticedBy.LIST && seen.status() == RunStatus.COMPLETED && seen.outputs().isEmpty()) {
			// Lists may leave outputs out, which a poll of the run alone shows.
			run.pollAloneNow();
			return;
		}
		Instant floraNow = this.source.now();
		run.seen(seen, now, floraNow, notifications);
		if (seen.status().isTerminal()) {
			NoticedBy by = run.isReportedEnded() ? NoticedBy.WEBHOOK : polledBy;
			ended(run, seen, by, floraNow, now, notifications);
		}
		else {
			run.stillRunning(begun, now);
		}
	}

	private void ended(FollowedRun run, Run ended, NoticedBy by, Instant floraNow, long now,
			Notifications notifications) {
		if (run.endReport().failure() != null && ended.status() != RunStatus.FAILED) {
			logger.warn("FLORA has posted that run " + run.runId() + " failed, and shows it as " + ended.status()
					+ ". Whoever waited for it was told that it failed.");
		}
		this.runs.remove(run);
		// Where the end is recorded, its delivery has come, or is awaited already.
		if (run.endReport().isAskedFor() && !run.isReportedEnded() && !this.endRecorder.isRecorded(run.runId())) {
			this.expectedDeliveries.endSeen(run.runId(), ended.completedAt(), floraNow, now);
		}
		try {
			this.endRecorder.ended(run, ended, by, floraNow, now, notifications);
		}
		finally {
			run.end(new FollowOutcome.Terminal(ended), notifications);
		}
	}

	/**
	 * A poll of the run has failed: the next one waits. The run is given up if it can
	 * never be read, if FLORA knows no such run and has never shown it, or if
	 * questionable failures last.
	 * @param begun when the poll began: what FLORA does not show may be as old as that
	 */
	void failed(FollowedRun run, FloraException failure, long begun, long now, Notifications notifications) {
		FailedPolls failed = run.failed(failure);
		PollVerdict verdict = PollVerdict.of(failure);
		if (failure instanceof FloraRateLimitException) {
			// All polls pause already, so that this run need not wait any longer.
			run.times().postpone(now);
			return;
		}
		boolean lag = PollVerdict.isNotFound(failure) && (run.mayBeShownLater(begun) || run.isListOutstanding(now));
		if (verdict == PollVerdict.PASSING || lag) {
			run.times().backOff(now);
		}
		else if (verdict == PollVerdict.FINAL) {
			giveUp(run, new FollowOutcome.Unreadable(run.runId(), failure), now, notifications);
		}
		else if (run.isReportedEnded()) {
			reportedEndUnreadable(run, failure, now);
		}
		else if (verdict == PollVerdict.GONE && !run.isShown()) {
			giveUp(run, new FollowOutcome.Unreadable(run.runId(), failure), now, notifications);
		}
		else {
			// Among these are runs that FLORA has shown, and does not know any more.
			run.times().backOff(now);
			questionable(run, failed, now, notifications);
		}
	}

	/**
	 * The list that may show the run could not be read. That counts for a run that only
	 * the list can find: it is not believed to be nowhere before the list was read,
	 * unless FLORA refuses the list.
	 */
	void listFailed(FollowedRun run, FloraException failure, long now, Notifications notifications) {
		FailedPolls failed = run.failed(failure);
		if (!run.isSought()) {
			return;
		}
		if (PollVerdict.isRefused(failure)) {
			run.lists().giveUp();
		}
		else if (PollVerdict.of(failure) != PollVerdict.PASSING && !run.isReportedEnded()) {
			questionable(run, failed, now, notifications);
		}
	}

	private void giveUp(FollowedRun run, FollowOutcome outcome, long now, Notifications notifications) {
		if (run.isReportedEnded()) {
			logger.warn("Run " + run.runId() + " has ended, but can never be read");
			this.endRecorder.endedAsReported(run, now, notifications);
		}
		this.runs.remove(run);
		run.end(outcome, notifications);
	}

	/**
	 * FLORA refuses to show a run whose end it has reported, perhaps because of the key:
	 * it is polled on until its time is over.
	 */
	private void reportedEndUnreadable(FollowedRun run, FloraException failure, long now) {
		if (run.endReport().refused()) {
			logger.warn("Run " + run.runId() + " has ended, but cannot be read; it is polled again: "
					+ failure.getMessage());
		}
		run.times().backOffAfterRefusal(now);
	}

	private void questionable(FollowedRun run, FailedPolls failed, long now, Notifications notifications) {
		boolean first = failed.addQuestionable(now);
		if (failed.isLasting(now)) {
			FloraException last = failed.last();
			giveUp(run, (PollVerdict.of(last) == PollVerdict.GONE) ? new FollowOutcome.Unreadable(run.runId(), last)
					: new FollowOutcome.Stopped(run.runId(), failed.summary(now), last), now, notifications);
			return;
		}
		if (first) {
			warn(run, failed.last());
		}
	}

	private void warn(FollowedRun run, FloraException failure) {
		boolean refused = failure instanceof FloraAuthenticationException
				|| failure instanceof FloraPermissionDeniedException;
		if (!refused || !this.refusalLogged) {
			logger.warn("Run " + run.runId() + (refused ? " and others that are followed" : "")
					+ " cannot be read; polled again, and given up if that lasts: " + failure.getMessage());
		}
		this.refusalLogged |= refused;
	}

}
