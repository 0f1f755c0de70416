package ai.flora.client.follow;

import java.time.Duration;
import java.time.Instant;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Looks at runs one by one, and what follows from having seen a run, in whichever way.
 * Guarded by the follower's lock.
 */
class RunLooks {

	private static final Log logger = LogFactory.getLog(RunLooks.class);

	/** Between looks at a run that has ended, but that FLORA refuses to show. */
	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

	private final RunSource source;

	private final FollowedRuns runs;

	private final RunEnds ends;

	private final FollowSettings settings;

	RunLooks(RunSource source, FollowedRuns runs, RunEnds ends, FollowSettings settings) {
		this.source = source;
		this.runs = runs;
		this.ends = ends;
		this.settings = settings;
	}

	Look<Run> begin(FollowedRun run) {
		run.looking(true);
		return new Look<>(() -> this.source.retrieve(run.runId()), (seen, failure, now, news) -> {
			run.looking(false);
			if (!this.runs.contains(run)) {
				return;
			}
			if (seen != null) {
				run.lists().seenAlone();
				saw(run, seen, "poll", now, news);
			}
			else if (failure != null) {
				failed(run, failure, now, news);
			}
			run.changed();
		});
	}

	void saw(FollowedRun run, Run seen, String lookedBy, long now, News news) {
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
			this.ends.ended(run, seen, by, floraNow, now, news);
			news.add(() -> run.handles().end(new Ending.Terminal(seen)));
		}
		else {
			run.goesOn(now, this.settings);
		}
	}

	void failed(FollowedRun run, FloraException failure, long now, News news) {
		boolean refused = failure instanceof FloraAuthenticationException
				|| failure instanceof FloraPermissionDeniedException;
		boolean gone = failure instanceof FloraNotFoundException && !run.mayBeShownLater(now);
		if ((refused || gone) && run.isAnnounced()) {
			if (run.refuse()) {
				logger.warn("Run " + run.runId() + " has ended, but cannot be read; it is looked at again: "
						+ failure.getMessage());
			}
			Duration usual = this.settings.maxInterval();
			run.times()
				.backOff(now, this.settings.minInterval(),
						(usual.compareTo(LONGEST_PAUSE) < 0) ? LONGEST_PAUSE : usual);
			return;
		}
		if (refused || gone) {
			this.runs.forget(run);
			news.add(() -> run.handles().end(new Ending.Refused(failure)));
			return;
		}
		run.times().backOff(now, this.settings);
	}

}
