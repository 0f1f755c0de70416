package ai.flora.client.internal.batch;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * The starts of one model in one project. If two of them lose their responses together,
 * nobody can tell whose run is which. So a lane begins one after another, and several at
 * a time only once many in a row have got their responses. Guarded by
 * {@link BatchStarter}.
 */
class Lane {

	/** Responses in a row after which losing two together is improbable. */
	private static final int RESPONSES_BEFORE_PARALLEL_STARTS = 16;

	/** By then most lost responses are known to be lost. */
	private static final long USUAL_RESPONSE_TIME = Duration.ofSeconds(1).toNanos();

	private final @Nullable String project;

	private final @Nullable String model;

	private final boolean slow;

	/** In the order of the requests: one that was refused for now keeps its place. */
	private final Queue<BatchStart> queue = new PriorityQueue<>(Comparator.comparingLong(BatchStart::number));

	private int inFlight;

	private long begunAt;

	private int responsesInARow;

	private boolean neededLists;

	/**
	 * Creates a lane.
	 * @param project the project; {@code null} for the client's own that is not known yet
	 * @param model the model; {@code null} for the one that FLORA chooses
	 * @param slow whether its provider takes a start every few seconds only
	 */
	Lane(@Nullable String project, @Nullable String model, boolean slow) {
		this.project = project;
		this.model = model;
		this.slow = slow;
	}

	boolean isSlow() {
		return this.slow;
	}

	void add(BatchStart start) {
		this.queue.add(start);
	}

	/** The start that is next, or {@code null} if none waits. */
	@Nullable BatchStart first() {
		BatchStart first = this.queue.peek();
		while (first != null && !first.isWaiting()) {
			this.queue.remove();
			first = this.queue.peek();
		}
		return first;
	}

	boolean isIdle() {
		return this.inFlight == 0 && first() == null;
	}

	/** Returns whether lists may mix up its runs with another lane's, or its own. */
	boolean mayBeMixedUpWith(Lane other) {
		boolean sameProject = this.project == null || other.project == null || this.project.equals(other.project);
		return sameProject && (this.model == null || other.model == null || this.model.equals(other.model));
	}

	/**
	 * The time for which this lane keeps another start from being sent, since lists might
	 * mix up their runs.
	 * @param pausedUntil when starts on the way may be sent again after a pause;
	 * {@code null} for none
	 * @return nanoseconds; {@link Long#MAX_VALUE} until one of its starts ends
	 */
	long blocks(long now, @Nullable Long pausedUntil) {
		if (this.inFlight == 0 || this.responsesInARow >= RESPONSES_BEFORE_PARALLEL_STARTS) {
			return 0;
		}
		if (this.neededLists) {
			return Long.MAX_VALUE;
		}
		long age = now - this.begunAt;
		return Math.max(0, USUAL_RESPONSE_TIME - ((pausedUntil != null) ? Math.min(age, now - pausedUntil) : age));
	}

	void drop() {
		this.queue.remove();
	}

	void begin(long now) {
		drop();
		this.inFlight++;
		this.begunAt = now;
	}

	/**
	 * One of its starts has ended.
	 * @return whether others are on the way
	 */
	boolean ended(ResponseOutcome outcome) {
		this.inFlight--;
		if (outcome == ResponseOutcome.RECEIVED) {
			this.responsesInARow++;
		}
		else if (outcome == ResponseOutcome.NEEDED_LISTS) {
			this.responsesInARow = 0;
			this.neededLists = true;
		}
		return this.inFlight > 0;
	}

	/**
	 * The outcome of a start, as far as it tells how likely responses are to be lost.
	 */
	enum ResponseOutcome {

		/** The first response came. */
		RECEIVED,

		/** A response was lost, or told nothing of the run: only lists can tell. */
		NEEDED_LISTS,

		/** It tells nothing: nothing was sent, or the failure had another reason. */
		NOT_COUNTED

	}

}
