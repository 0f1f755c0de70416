package ai.flora.client.internal.follow;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import ai.flora.client.FloraException;
import ai.flora.client.Run;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.context.RunContext;
import ai.flora.client.internal.follow.notification.Notifications;
import ai.flora.client.observation.FloraMeterRecorder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Polls of runs that have ended without a cost: one more, a minute later, and again where
 * that tells nothing. Guarded by the follower's lock.
 */
class LateCostPolls {

	private static final Log logger = LogFactory.getLog(LateCostPolls.class);

	private static final long POLL_DELAY = Duration.ofMinutes(1).toNanos();

	private static final int MAX_POLLS_PER_RUN = 5;

	private static final int MAX_RUNS = 10_000;

	private final RunSource source;

	private final FloraMeterRecorder recorder;

	private final Deque<LateCost> lateCosts = new ArrayDeque<>();

	private final PollTimeout timeout = new PollTimeout();

	private boolean warned;

	LateCostPolls(RunSource source, FloraMeterRecorder recorder) {
		this.source = source;
		this.recorder = recorder;
	}

	void add(FollowedRun run, long now) {
		if (this.lateCosts.size() < MAX_RUNS) {
			this.lateCosts.add(new LateCost(run.runId(), run.knownOrigin(), run.model(), run.context(),
					new LostResponses(), 1, now + POLL_DELAY));
		}
		else if (!this.warned) {
			this.warned = true;
			logger.warn("FLORA has ended more than " + MAX_RUNS + " runs without their costs. "
					+ "The costs of further ones are not asked for: the meters of costs show too little.");
		}
	}

	boolean isEmpty() {
		return this.lateCosts.isEmpty();
	}

	/** Polls for no cost any more, and says how many are not known. */
	void close() {
		if (!this.lateCosts.isEmpty()) {
			logger.info("FLORA has not told the costs of " + this.lateCosts.size()
					+ " runs that have ended. The client is closed, and its meters lack them.");
		}
		this.lateCosts.clear();
	}

	@Nullable Poll<Run> next(long now) {
		LateCost late = this.lateCosts.peek();
		return (late != null) ? new LateCostPoll(late, now) : null;
	}

	private final class LateCostPoll extends Poll<Run> {

		private final LateCost late;

		private final RunPlace place;

		LateCostPoll(LateCost late, long now) {
			super(Rank.LATE_COST, late.due() - now, LateCostPolls.this.timeout, late.lost());
			this.late = late;
			this.place = late.place();
		}

		@Override
		void mark(long now) {
			LateCostPolls.this.lateCosts.remove(this.late);
		}

		@Override
		Run request() {
			return this.late.context().call(() -> LateCostPolls.this.source.retrieve(this.late.runId(), this.place));
		}

		@Override
		void conclude(@Nullable Run response, @Nullable FloraException failure, long now, Notifications notifications) {
			if (failure != null && PollVerdict.of(failure) == PollVerdict.GONE) {
				this.late.origin().notFoundAt(this.place);
			}
			BigDecimal cost = (response != null) ? response.chargedCost() : null;
			if (response != null && cost != null) {
				notifications.add(() -> LateCostPolls.this.recorder.charged(this.place.kind().wireName(), response,
						this.late.model(), cost));
			}
			else if (isVain(response, failure) && this.late.poll() < MAX_POLLS_PER_RUN) {
				LateCostPolls.this.lateCosts.add(this.late.again(now));
			}
			else {
				logger.debug("The cost of run " + this.late.runId() + " stays unknown");
			}
		}

		/**
		 * Returns whether it tells nothing of the cost, but another poll may: where it
		 * has failed in passing, the run is read elsewhere next, or a read that lags
		 * shows the run as it was before its end.
		 */
		private boolean isVain(@Nullable Run response, @Nullable FloraException failure) {
			if (failure != null) {
				return !PollVerdict.isLastWord(failure) || !this.late.place().equals(this.place);
			}
			return response != null && !response.status().isTerminal();
		}

	}

	/**
	 * A run that has ended, and whose cost is not known yet.
	 *
	 * @param runId identifier of the run
	 * @param origin knows where FLORA tells of it
	 * @param model its model, if known
	 * @param context context of its polls
	 * @param lost counts lost responses
	 * @param poll number of the next poll: only a poll in vain is repeated
	 * @param due when the poll is due
	 */
	private record LateCost(String runId, KnownOrigin origin, @Nullable String model, RunContext context,
			LostResponses lost, int poll, long due) {

		RunPlace place() {
			return this.origin.origin().place();
		}

		LateCost again(long now) {
			return new LateCost(this.runId, this.origin, this.model, this.context, this.lost, this.poll + 1,
					now + POLL_DELAY);
		}

	}

}
