package ai.flora.client.internal.follow;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.flora.client.Generation;
import ai.flora.client.Page;
import org.jspecify.annotations.Nullable;

/**
 * A look at a project's list, page after page. Guarded by the follower's lock.
 */
class ListScan {

	/** Milliseconds: when a run that was not seen yet was created is a guess. */
	private static final long LEEWAY = 5000;

	/**
	 * Runs that the list can be expected to show, but the pages so far did not, by id.
	 */
	private final Map<String, FollowedRun> unseen = new LinkedHashMap<>();

	private final long begun;

	private final int atFirst;

	private int page = 1;

	/** Whether the page that was read last showed any run that is followed. */
	private boolean fruitful = true;

	private @Nullable String cursor;

	ListScan(ProjectRuns group, long now) {
		this.begun = now;
		for (FollowedRun run : group.runs()) {
			// For one that is looked at alone, a list that lacks it is no news.
			if (run.isListed()) {
				this.unseen.put(run.runId(), run);
			}
		}
		this.atFirst = this.unseen.size();
	}

	long begun() {
		return this.begun;
	}

	/** The page that is read next, from 1. */
	int page() {
		return this.page;
	}

	@Nullable String cursor() {
		return this.cursor;
	}

	Collection<FollowedRun> unseen() {
		return this.unseen.values();
	}

	/** A page shows a run, perhaps one that is not followed. */
	void saw(String runId) {
		this.unseen.remove(runId);
	}

	/** A page was read. */
	void read(boolean fruitful) {
		this.fruitful = fruitful;
	}

	void turnPage(@Nullable String cursor) {
		this.page++;
		this.cursor = cursor;
	}

	/**
	 * Whether the page showed every run that is as young as those not seen: then the list
	 * does not have them.
	 */
	boolean isCovered(Page<Generation> read, long now, Instant floraNow) {
		if (read.nextCursor() == null || read.items().isEmpty() || read.nextCursor().equals(this.cursor)) {
			return true;
		}
		Generation last = read.items().get(read.items().size() - 1);
		return last.run().createdAt() != null
				&& last.run().createdAt().toEpochMilli() + LEEWAY < oldestUnseen(now, floraNow);
	}

	private long oldestUnseen(long now, Instant floraNow) {
		return this.unseen.values()
			.stream()
			.mapToLong((run) -> run.createdAt(now, floraNow))
			.min()
			.orElse(Long.MAX_VALUE);
	}

	/**
	 * Whether to look at those not seen one by one takes fewer requests. There may be no
	 * such runs at all, if they were never seen.
	 */
	boolean isFruitless() {
		return this.unseen.size() <= 1 || this.page >= this.atFirst
				|| (!this.fruitful && this.unseen.values().stream().noneMatch(FollowedRun::isKnown));
	}

}
