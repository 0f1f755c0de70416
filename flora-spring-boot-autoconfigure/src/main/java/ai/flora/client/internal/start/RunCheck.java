package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.start.NewestRuns.Listing;
import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

/**
 * Checks after FLORA's own failure at a start whether FLORA has made a run before it
 * failed. Only a list that shows no run which may be the start's tells that FLORA has
 * charged nothing. Not thread-safe.
 */
class RunCheck {

	/** Lists lag: they show a little later what FLORA has made before it failed. */
	private static final Duration MIN_WAIT_AFTER_FAILURE = Duration.ofSeconds(3);

	private final PendingStart start;

	private final UnconfirmedEnds ends;

	private final StartWaits waits;

	private final OutstandingStarts outstanding;

	private final NewestRuns newestRuns;

	private final PostedRuns posted;

	/** What FLORA said when it failed, or what an earlier call has ended in. */
	private final FloraException last;

	RunCheck(PendingStart start, UnconfirmedEnds ends, StartWaits waits, OutstandingStarts outstanding,
			NewestRuns newestRuns, PostedRuns posted, FloraException last) {
		this.start = start;
		this.ends = ends;
		this.waits = waits;
		this.outstanding = outstanding;
		this.newestRuns = newestRuns;
		this.posted = posted;
		this.last = last;
	}

	/** The wait from FLORA's failure to the list. */
	Duration waitAfterFailure() {
		return this.outstanding.settlingTime(MIN_WAIT_AFTER_FAILURE, now());
	}

	/**
	 * As {@link #find}, for a failure at an earlier call: a part of the wait has passed.
	 */
	@Nullable StartedRun findAfterEarlierCall(FloraFailure florasFailure) {
		Duration passed = Duration.ofNanos(now() - florasFailure.at().nanoTime());
		return find(florasFailure, Durations.max(waitAfterFailure().minus(passed), Duration.ZERO));
	}

	/**
	 * Lists runs once. A run that began after the failure may be that of a later attempt,
	 * whose key FLORA has not released.
	 * @return the run, if a delivery named it; {@code null} if there is none
	 * @throws FloraStartUnconfirmedException if there may be one, or no list tells
	 */
	@Nullable StartedRun find(FloraFailure florasFailure, Duration wait) {
		if (this.start.doubt().lastEnd() != null && beganBefore(florasFailure, this.ends.candidates()).stream()
			.anyMatch((run) -> !this.outstanding.isKnown(run.runId()))) {
			throw mayHaveRun();
		}
		Listing newest = newestAfter(wait);
		Generation posted = this.posted.findIn(newest);
		if (posted != null) {
			return this.start.startedRun(posted);
		}
		if (newest.inconclusive() != null) {
			throw this.ends.unresolvable(newest.inconclusive(), this.last);
		}
		Candidates candidates = this.outstanding.match(this.start, beganBefore(florasFailure, newest.runs()));
		if (candidates.mayHoldRunOfStart()) {
			this.ends.candidates(candidates.runs());
			throw mayHaveRun();
		}
		return null;
	}

	private List<Generation> beganBefore(FloraFailure florasFailure, List<Generation> runs) {
		Instant latest = this.outstanding.clock().latest(florasFailure.at().nanoTime());
		return runs.stream().filter((run) -> {
			Instant createdAt = run.run().createdAt();
			return createdAt == null || !createdAt.isAfter(latest);
		}).toList();
	}

	private FloraStartUnconfirmedException mayHaveRun() {
		return this.ends.unresolvable("FLORA failed, but a run that may be its own was started", this.last);
	}

	private Listing newestAfter(Duration wait) {
		if (!this.start.order().kind().isListed()) {
			throw this.ends.unresolvable("FLORA does not list runs of this kind", this.last);
		}
		if (!this.waits.hasTimeAfter(wait)) {
			throw this.ends.unconfirmed("there is no time left to list its project's newest runs", this.last);
		}
		this.waits.sleep(wait, this.last);
		try {
			return this.newestRuns.since(this.start, this.waits.deadline());
		}
		catch (FloraException ex) {
			throw this.ends.unconfirmed(NewestRuns.notListed(ex), this.last);
		}
	}

	private long now() {
		return timing().nanoTime();
	}

	private Timing timing() {
		return this.waits.deadline().timing();
	}

}
