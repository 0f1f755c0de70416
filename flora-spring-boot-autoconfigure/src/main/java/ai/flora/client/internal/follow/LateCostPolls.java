package ai.flora.client.internal.follow;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.Run;
import ai.flora.client.observation.FloraMeterRecorder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks once more at runs whose cost was not known yet when they had ended, and again
 * where that failed. Guarded by the follower's lock.
 */
class LateCostPolls {

	private static final Log logger = LogFactory.getLog(LateCostPolls.class);

	private static final long LATE_COST = Duration.ofMinutes(1).toNanos();

	private static final int MAX_LOOKS = 5;

	private static final int MAX_LATE_COSTS = 1000;

	private final RunSource source;

	private final FloraMeterRecorder recorder;

	private final Deque<LateCost> lateCosts = new ArrayDeque<>();

	LateCostPolls(RunSource source, FloraMeterRecorder recorder) {
		this.source = source;
		this.recorder = recorder;
	}

	void add(FollowedRun run, long now) {
		if (this.lateCosts.size() < MAX_LATE_COSTS) {
			this.lateCosts.add(new LateCost(run.runId(), run.model(), 1, now + LATE_COST));
		}
	}

	boolean isEmpty() {
		return this.lateCosts.isEmpty();
	}

	void clear() {
		this.lateCosts.clear();
	}

	@Nullable NextPoll next(long now) {
		LateCost late = this.lateCosts.peek();
		return (late != null) ? new NextPoll(late.due() - now, () -> begin(late)) : null;
	}

	private Poll<Run> begin(LateCost late) {
		this.lateCosts.remove(late);
		return new Poll<>(() -> this.source.retrieve(late.runId()), (run, failure, now, news) -> {
			BigDecimal cost = (run != null) ? run.chargedCost() : null;
			if (run != null && cost != null) {
				news.add(() -> this.recorder.charged(run, late.model(), cost));
			}
			else if (failure != null && !isFinal(failure) && late.look() < MAX_LOOKS) {
				this.lateCosts.add(late.again(now));
			}
			else {
				logger.debug("The cost of run " + late.runId() + " stays unknown");
			}
		});
	}

	/** Nothing that a minute could change. */
	private static boolean isFinal(FloraException failure) {
		return failure instanceof FloraAuthenticationException || failure instanceof FloraPermissionDeniedException
				|| failure instanceof FloraNotFoundException;
	}

	/**
	 * A run that has ended, and whose cost is not known yet.
	 *
	 * @param runId identifier of the run
	 * @param model its model, if known
	 * @param look number of the look that is next: only a failed one is made again
	 * @param due when that is
	 */
	private record LateCost(String runId, @Nullable String model, int look, long due) {

		LateCost again(long now) {
			return new LateCost(this.runId, this.model, this.look + 1, now + LATE_COST);
		}

	}

}
