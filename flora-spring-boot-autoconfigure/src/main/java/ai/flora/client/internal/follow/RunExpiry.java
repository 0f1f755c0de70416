package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.internal.follow.notification.Notifications;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Ends what has waited for as long as is allowed: handles, runs, and deliveries. Guarded
 * by the follower's lock.
 */
class RunExpiry {

	private static final Log logger = LogFactory.getLog(RunExpiry.class);

	/** Expiry takes a pass over all runs, and so is rarer than wake-ups. */
	private static final long INTERVAL = Duration.ofSeconds(1).toNanos();

	/**
	 * After so long without a wake-up, or before the first one, the process was frozen;
	 * or it had nothing to wake up for, and all runs are new, so that they have their
	 * whole time anyway.
	 */
	private static final long FROZEN = Duration.ofSeconds(10).toNanos();

	private final FollowLimits limits;

	private final RunRegistry runs;

	private final ExpectedDeliveries expectedDeliveries;

	private final RunEndRecorder endRecorder;

	private @Nullable Long last;

	RunExpiry(FollowLimits limits, RunRegistry runs, ExpectedDeliveries expectedDeliveries,
			RunEndRecorder endRecorder) {
		this.limits = limits;
		this.runs = runs;
		this.expectedDeliveries = expectedDeliveries;
		this.endRecorder = endRecorder;
	}

	/** Returns whether there is nothing that could expire. */
	boolean isEmpty() {
		return this.runs.isEmpty() && this.expectedDeliveries.isEmpty();
	}

	/**
	 * Ends handles whose time is over, removes runs that have timed out, or that nobody
	 * asks for any more, and counts deliveries that are missing. Does so once a second,
	 * however often it is called.
	 */
	void expire(long now, Notifications notifications) {
		if (this.last != null && now - this.last < INTERVAL) {
			return;
		}
		this.last = now;
		this.expectedDeliveries.expire(now);
		List<FollowedRun> timedOut = new ArrayList<>();
		List<FollowedRun> abandoned = new ArrayList<>();
		for (FollowedRun run : this.runs.all()) {
			if (run.isWaitOver(now)) {
				run.endHandles(run.timeout(Duration.ofNanos(this.limits.timeout())), notifications);
			}
			if (run.isTimedOut(now)) {
				timedOut.add(run);
			}
			else if (run.isAbandoned()) {
				abandoned.add(run);
			}
		}
		abandoned.forEach(this.runs::remove);
		timedOut.forEach((run) -> giveUp(run, now, notifications));
	}

	/**
	 * Notices that the process was frozen, before anything expires, or is concluded from
	 * what has come meanwhile.
	 * @return whether it was frozen since it was asked last
	 */
	boolean noticeFreeze(long now) {
		if (this.last != null && now - this.last < FROZEN) {
			return false;
		}
		this.last = now;
		this.runs.all().forEach((run) -> run.resumed(now));
		this.expectedDeliveries.resumed(now);
		return true;
	}

	private void giveUp(FollowedRun run, long now, Notifications notifications) {
		if (run.isReportedEnded()) {
			logger.warn("Run " + run.runId() + " has ended, but its end was never seen: " + run.describeLastPoll());
			this.endRecorder.endedAsReported(run, now, notifications);
		}
		this.runs.remove(run);
	}

}
