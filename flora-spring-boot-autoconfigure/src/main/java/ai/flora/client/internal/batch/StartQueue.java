package ai.flora.client.internal.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import ai.flora.client.GenerationRequest;
import org.jspecify.annotations.Nullable;

/**
 * The starts of all batches of a client, and which of them is next. Guarded by
 * {@link BatchStarter}.
 */
class StartQueue {

	/** FLORA's hint for uploads: it gives none for starts before there was a 429. */
	static final int MAX_IN_FLIGHT = 4;

	/** FLORA's hint for starts once there was a 429. */
	private static final int MAX_WHEN_RATE_LIMITED = 2;

	/** Time after a 429 in which fewer starts are on the way. */
	private static final long TIME_OF_FEWER_STARTS = Duration.ofMinutes(10).toNanos();

	/** Runs of a slow provider that are started sooner after another one fail. */
	private static final long SLOW_START_INTERVAL = Duration.ofSeconds(5).toNanos();

	/** Idle lanes beyond this number are forgotten. */
	private static final int MAX_IDLE_LANES = 100;

	private final Predicate<GenerationRequest> mayBeMixedUp;

	private final Map<List<?>, Lane> lanes = new LinkedHashMap<>();

	/** Lanes with starts on the way. */
	private final Set<Lane> busy = new HashSet<>();

	private int inFlight;

	private long numbers;

	private boolean slowInFlight;

	private @Nullable Long slowNotBefore;

	private @Nullable Long pausedUntil;

	private @Nullable Long rateLimitedAt;

	/**
	 * Creates an empty queue.
	 * @param mayBeMixedUp whether lists might mix up a start with one that needs them
	 */
	StartQueue(Predicate<GenerationRequest> mayBeMixedUp) {
		this.mayBeMixedUp = mayBeMixedUp;
	}

	/** Forgets lanes in which nothing goes on, if there are many. */
	void tidy() {
		if (this.lanes.size() > MAX_IDLE_LANES) {
			this.lanes.values().removeIf(Lane::isIdle);
		}
	}

	void add(SubmittedBatch batch, int index, @Nullable String project, boolean slow) {
		String model = batch.request(index).model();
		Lane lane = this.lanes.computeIfAbsent(Arrays.asList(project, model, slow),
				(key) -> new Lane(project, model, slow));
		lane.add(new BatchStart(batch, index, lane, this.numbers++));
	}

	/** Returns whether nothing waits. */
	boolean isEmpty() {
		return this.lanes.values().stream().allMatch((lane) -> lane.first() == null);
	}

	/**
	 * The first start that may be sent now.
	 * @return the start, or the time for which none may be sent unless another ends
	 */
	Next next(long now) {
		long paused = untilOver(this.pausedUntil, now);
		boolean full = this.inFlight >= maxInFlight(now);
		if (paused > 0 || full) {
			return new Next(null, full ? Long.MAX_VALUE : paused);
		}
		BatchStart best = null;
		long shortest = Long.MAX_VALUE;
		for (Lane lane : this.lanes.values()) {
			BatchStart first = lane.first();
			if (first == null || (best != null && best.number() < first.number())) {
				continue;
			}
			long wait = untilSent(lane, first, now);
			if (wait <= 0) {
				best = first;
			}
			shortest = Math.min(shortest, wait);
		}
		return new Next(best, shortest);
	}

	private int maxInFlight(long now) {
		Long limited = this.rateLimitedAt;
		return (limited != null && now - limited < TIME_OF_FEWER_STARTS) ? MAX_WHEN_RATE_LIMITED : MAX_IN_FLIGHT;
	}

	private long untilSent(Lane lane, BatchStart first, long now) {
		long wait = 0;
		if (lane.isSlow()) {
			wait = this.slowInFlight ? Long.MAX_VALUE : untilOver(this.slowNotBefore, now);
		}
		for (Lane other : this.busy) {
			if (other.mayBeMixedUpWith(lane)) {
				wait = Math.max(wait, other.blocks(now, this.pausedUntil));
			}
		}
		return (wait <= 0 && this.mayBeMixedUp.test(first.request())) ? Long.MAX_VALUE : wait;
	}

	private static long untilOver(@Nullable Long moment, long now) {
		return (moment != null) ? Math.max(0, moment - now) : 0;
	}

	void begin(BatchStart start, long now) {
		this.inFlight++;
		start.lane().begin(now);
		this.busy.add(start.lane());
		if (start.lane().isSlow()) {
			this.slowInFlight = true;
		}
	}

	void ended(BatchStart start, Lane.ResponseOutcome outcome, long now) {
		this.inFlight--;
		if (!start.lane().ended(outcome)) {
			this.busy.remove(start.lane());
		}
		if (start.lane().isSlow()) {
			this.slowInFlight = false;
			this.slowNotBefore = now + SLOW_START_INTERVAL;
		}
	}

	/** Starts nothing for some time: a call has exceeded FLORA's rate limit. */
	void pause(long nanos, long now) {
		this.rateLimitedAt = now;
		this.pausedUntil = now + Math.max(nanos, untilOver(this.pausedUntil, now));
	}

	/**
	 * Removes all starts that wait.
	 * @return their batches
	 */
	List<SubmittedBatch> clear() {
		List<SubmittedBatch> batches = new ArrayList<>();
		for (Lane lane : this.lanes.values()) {
			BatchStart first = lane.first();
			while (first != null) {
				batches.add(first.batch());
				lane.drop();
				first = lane.first();
			}
		}
		return batches.stream().distinct().toList();
	}

	/**
	 * The next start.
	 *
	 * @param start the start that may be sent now; {@code null} for none
	 * @param nanos nanoseconds until a start may be sent
	 */
	record Next(@Nullable BatchStart start, long nanos) {
	}

}
