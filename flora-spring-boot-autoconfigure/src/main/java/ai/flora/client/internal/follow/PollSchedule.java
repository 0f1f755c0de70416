package ai.flora.client.internal.follow;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Decides which poll comes next, of the {@link PollCandidates} of all runs of a client,
 * and when the rate limiter allows it. Guarded by the follower's lock.
 */
class PollSchedule {

	/** Polls of a rank before each one of the ranks behind it, if both are due. */
	private static final int POLLS_BEFORE_LOWER_RANK = 2;

	private final PollRateLimiter rateLimiter;

	private final RunRegistry runs;

	private final RunPolls runPolls;

	private final ListPolls listPolls;

	private final LateCostPolls lateCostPolls;

	/** By rank, the polls since the last one of the ranks behind it. */
	private final Map<Poll.Rank, Integer> inARow = new EnumMap<>(Poll.Rank.class);

	PollSchedule(PollRateLimiter rateLimiter, RunRegistry runs, RunPolls runPolls, ListPolls listPolls,
			LateCostPolls lateCostPolls) {
		this.rateLimiter = rateLimiter;
		this.runs = runs;
		this.runPolls = runPolls;
		this.listPolls = listPolls;
		this.lateCostPolls = lateCostPolls;
	}

	boolean isEmpty() {
		return this.runs.isEmpty() && this.lateCostPolls.isEmpty();
	}

	/**
	 * Returns the nanoseconds until the rate limiter allows a poll. Until then, it is not
	 * worth while to find out which poll comes next, which takes a pass over all runs.
	 */
	long untilAllowed(long now) {
		return this.rateLimiter.untilAllowed(now);
	}

	/**
	 * Returns the next poll, which may not be due yet.
	 * @return the poll, or {@code null} if there is none before a running one has ended
	 */
	@Nullable Poll<?> next(long now) {
		if (!this.rateLimiter.isAvailable(now)) {
			return null;
		}
		PollCandidates next = new PollCandidates(this.runPolls, this.listPolls);
		for (ProjectRuns project : this.runs.projects()) {
			next.add(project, now);
		}
		return first(next.usual(), first(next.seeking(), first(next.deferrable(), this.lateCostPolls.next(now))));
	}

	/**
	 * Returns the poll that comes first: of two that are due, the one of the higher rank,
	 * but for every third time, so that no rank is kept waiting by another.
	 */
	private @Nullable Poll<?> first(@Nullable Poll<?> higher, @Nullable Poll<?> lower) {
		if (higher == null || lower == null || higher.untilDue() > 0 || lower.untilDue() > 0) {
			return Poll.earlier(higher, lower);
		}
		return (this.inARow.getOrDefault(higher.rank(), 0) < POLLS_BEFORE_LOWER_RANK) ? higher : lower;
	}

	/** Begins a poll. */
	void begin(Poll<?> poll, long now, Consumer<Poll<?>> listener) {
		poll.begin(now, listener);
		this.rateLimiter.take(now);
		for (Poll.Rank rank : Poll.Rank.values()) {
			if (rank.compareTo(poll.rank()) < 0) {
				this.inARow.put(rank, 0);
			}
		}
		this.inARow.merge(poll.rank(), 1, Integer::sum);
	}

	/** A poll has ended, or is slow, and another one may begin in its place. */
	void giveBackPlace() {
		this.rateLimiter.giveBack();
	}

	void pause(long now, long pause) {
		this.rateLimiter.pause(now, pause);
	}

}
