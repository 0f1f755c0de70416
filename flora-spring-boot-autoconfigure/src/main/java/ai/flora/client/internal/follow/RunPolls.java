package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Looks at runs one by one, and what follows from having seen a run, in whichever way.
 * Guarded by the follower's lock.
 */
class RunPolls {

	private static final Log logger = LogFactory.getLog(RunPolls.class);

	/** Between looks at a run that has ended, but that FLORA refuses to show. */
	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

	private final RunSource source;

	private final RunRegistry runs;

	private final RunEndRecorder ends;

	private final FollowSettings settings;

	/** Whether it was said that the key is refused, which concerns all runs. */
	private boolean refusalTold;

	RunPolls(RunSource source, RunRegistry runs, RunEndRecorder ends, FollowSettings settings) {
		this.source = source;
		this.runs = runs;
		this.ends = ends;
		this.settings = settings;
	}

	Poll<Run> begin(FollowedRun run) {
		Poll<Run> look = new Poll<>(() -> this.source.retrieve(run.runId()), (seen, failure, now, news) -> {
			run.looking(false);
			if (!this.runs.contains(run)) {
				return;
			}
			run.followed().lookedAtAlone(now);
			if (seen != null) {
				run.lists().seenAlone();
				saw(run, seen, "poll", now, news);
			}
			else if (failure != null) {
				failed(run, failure, now, news);
			}
			run.changed();
		});
		run.looking(true);
		return look;
	}

	void saw(FollowedRun run, Run seen, String lookedBy, long now, Notifications news) {
		this.refusalTold = false;
		String by = run.isAnnounced() ? "webhook" : lookedBy;
		boolean ended = seen.status().isTerminal();
		if (ended && lookedBy.equals("list") && seen.status() == RunStatus.COMPLETED && seen.outputs().isEmpty()) {
			// Lists may leave outputs out: look at the run itself.
			run.lookAtAlone();
			return;
		}
		Instant floraNow = this.source.now();
		run.seen(seen, now, floraNow, news);
		if (ended) {
			this.runs.forget(run);
			try {
				this.ends.ended(run, seen, by, floraNow, now, news);
			}
			finally {
				news.add(() -> run.handles().end(new FollowOutcome.Terminal(seen)));
			}
		}
		else {
			run.goesOn(now, this.settings);
		}
	}

	void failed(FollowedRun run, FloraException failure, long now, Notifications news) {
		FailedPolls failed = run.failed(failure);
		PollVerdict verdict = PollVerdict.of(failure);
		if (failure instanceof FloraRateLimitException) {
			// All looks pause, so that no run has to wait any longer.
			run.times().postpone(now, this.settings);
			return;
		}
		boolean lag = PollVerdict.isNotFound(failure) && run.mayBeShownLater(now);
		if (verdict == PollVerdict.PASSING || lag) {
			run.times().backOff(now, this.settings);
		}
		else if (verdict == PollVerdict.FINAL) {
			end(run, new FollowOutcome.Unreadable(run.runId(), failure), news);
		}
		else if (run.isAnnounced()) {
			announcedFailed(run, failure, now);
		}
		else if (verdict == PollVerdict.GONE) {
			end(run, new FollowOutcome.Unreadable(run.runId(), failure), news);
		}
		else {
			doubt(run, failed, now, news);
		}
	}

	private void end(FollowedRun run, FollowOutcome ending, Notifications news) {
		if (run.isAnnounced()) {
			logger.warn("Run " + run.runId() + " has ended, but can never be read");
		}
		this.runs.forget(run);
		news.add(() -> run.handles().end(ending));
	}

	private void announcedFailed(FollowedRun run, FloraException failure, long now) {
		if (run.refuse()) {
			logger.warn("Run " + run.runId() + " has ended, but cannot be read; it is looked at again: "
					+ failure.getMessage());
		}
		Duration usual = this.settings.maxInterval();
		run.times()
			.backOff(now, this.settings.minInterval(), (usual.compareTo(LONGEST_PAUSE) < 0) ? LONGEST_PAUSE : usual);
	}

	private void doubt(FollowedRun run, FailedPolls failed, long now, Notifications news) {
		boolean first = failed.doubt(now);
		if (failed.isLasting(now)) {
			end(run, new FollowOutcome.Stopped(run.runId(), failed.summary(now), failed.last()), news);
			return;
		}
		if (first) {
			warn(run, failed.last());
		}
		run.times().backOff(now, this.settings);
	}

	private void warn(FollowedRun run, FloraException failure) {
		boolean refused = failure instanceof FloraAuthenticationException
				|| failure instanceof FloraPermissionDeniedException;
		if (!refused || !this.refusalTold) {
			logger.warn("Run " + run.runId() + (refused ? " and others that are followed" : "")
					+ " cannot be read; looked at again, and given up if that lasts: " + failure.getMessage());
		}
		this.refusalTold |= refused;
	}

}
