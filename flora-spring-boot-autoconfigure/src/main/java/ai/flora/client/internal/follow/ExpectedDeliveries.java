package ai.flora.client.internal.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;

import ai.flora.client.internal.LatestEntries;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Knows whether the deliveries that FLORA was asked for arrive, and lets the runs that
 * they are about be polled rarely as long as they do. They do not before the first
 * delivery, nor after a few in a row that were missing: an address that FLORA cannot
 * reach, or an endpoint that refuses it, looks the same as a run that goes on. Guarded by
 * the follower's lock.
 */
class ExpectedDeliveries {

	private static final Log logger = LogFactory.getLog(ExpectedDeliveries.class);

	/** Missing deliveries in a row that are no accident. */
	private static final int MAX_MISSING = 3;

	/** FLORA's second attempt comes up to 20 s after the end. */
	private static final long DELIVERY_GRACE = Duration.ofSeconds(30).toNanos();

	private static final long WARNING_INTERVAL = Duration.ofMinutes(1).toNanos();

	private static final int MAX_AWAITED = 10_000;

	private final RunRegistry runs;

	/**
	 * Runs whose ends were seen before their deliveries, with the moments until which
	 * these may come.
	 */
	private final Map<String, Long> awaited = new LatestEntries<>(MAX_AWAITED);

	private boolean arriving;

	/** Missing deliveries since one was accepted. */
	private int missing;

	/** The last run whose delivery is missing, if nobody was warned of it. */
	private @Nullable String unwarnedRun;

	private int unwarned;

	private @Nullable Long lastWarning;

	/** When FLORA could reach the process again, if it could not for a while. */
	private @Nullable Long resumedAt;

	ExpectedDeliveries(RunRegistry runs) {
		this.runs = runs;
	}

	/** Returns whether nothing is waited for. */
	boolean isEmpty() {
		return this.awaited.isEmpty() && this.unwarned == 0;
	}

	/**
	 * FLORA will report the end of a run: it is polled rarely, once deliveries arrive.
	 */
	void expect(FollowedRun run, long safetyInterval) {
		run.endReport().askedFor(safetyInterval);
		listenersChanged(run);
	}

	/** Somebody listens to changes of a run from now on, or does not any more. */
	void listenersChanged(FollowedRun run) {
		run.relyOnDelivery(this.arriving);
	}

	/**
	 * A delivery was accepted, whosever run it is about, followed or not.
	 */
	void accepted(String runId) {
		this.awaited.remove(runId);
		this.missing = 0;
		setArriving(true);
	}

	private void setArriving(boolean arriving) {
		if (arriving != this.arriving) {
			this.arriving = arriving;
			this.runs.all().forEach((run) -> run.relyOnDelivery(arriving));
		}
	}

	/**
	 * A poll has shown the end of a run before its delivery has come, which is awaited if
	 * FLORA could reach the process then.
	 * @param completedAt when the run ended, if that is known
	 */
	void endSeen(String runId, @Nullable Instant completedAt, Instant floraNow, long now) {
		if (this.resumedAt == null || completedAt == null
				|| !completedAt.isBefore(floraNow.minusNanos(now - this.resumedAt))) {
			this.awaited.put(runId, now + DELIVERY_GRACE);
		}
	}

	/** FLORA could not reach the process for a while: no delivery before is missing. */
	void resumed(long now) {
		this.awaited.clear();
		this.resumedAt = now;
	}

	/** Counts the deliveries that are missing, and warns of them once a minute. */
	void expire(long now) {
		Iterator<Map.Entry<String, Long>> eldest = this.awaited.entrySet().iterator();
		while (eldest.hasNext()) {
			Map.Entry<String, Long> run = eldest.next();
			if (now - run.getValue() < 0) {
				break;
			}
			eldest.remove();
			this.unwarnedRun = run.getKey();
			this.unwarned++;
			this.missing++;
		}
		setArriving(this.arriving && this.missing < MAX_MISSING);
		if (this.unwarned > 0 && (this.lastWarning == null || now - this.lastWarning >= WARNING_INTERVAL)) {
			this.lastWarning = now;
			warn();
		}
	}

	private void warn() {
		int others = this.unwarned - 1;
		this.unwarned = 0;
		logger.warn("Run " + this.unwarnedRun + " has ended, but FLORA's delivery of that has not come within "
				+ Duration.ofNanos(DELIVERY_GRACE).toSeconds() + " s"
				+ ((others > 0) ? ", nor have those of " + others + " more runs" : "") + ". "
				+ (this.arriving ? "" : "Until a delivery is accepted, runs are polled as if there were no webhook. ")
				+ "Check whether FLORA reaches the callback URL: its host; its path, with the context path; "
				+ "a firewall or proxy in between; a security filter that responds with 401 or 403; "
				+ "the webhook secret, which each workspace has its own of. "
				+ "If there are several instances, another one may have received it.");
	}

	void clear() {
		this.awaited.clear();
		this.unwarned = 0;
	}

}
