package ai.flora.client.follow;

import java.util.LinkedHashMap;
import java.util.Map;

import ai.flora.client.Generation;
import ai.flora.client.Page;
import org.jspecify.annotations.Nullable;

/**
 * A look at a project's list, page after page. Guarded by the follower's lock.
 */
class ListWalk {

	/** Runs of a project that were not seen in the pages so far, by id. */
	final Map<String, FollowedRun> unseen = new LinkedHashMap<>();

	final long begun;

	private final int atFirst;

	/** The next page, from 1. */
	int page = 1;

	@Nullable String cursor;

	ListWalk(RunGroup group, long now) {
		this.begun = now;
		for (FollowedRun run : group.runs()) {
			this.unseen.put(run.runId, run);
		}
		this.atFirst = this.unseen.size();
	}

	/**
	 * Whether the page showed every run that is as young as those not seen: then the list
	 * does not have them.
	 */
	boolean isCovered(Page<Generation> read, long oldestUnseen) {
		if (read.nextCursor() == null || read.items().isEmpty() || read.nextCursor().equals(this.cursor)) {
			return true;
		}
		Generation last = read.items().get(read.items().size() - 1);
		return last.run().createdAt() != null && last.run().createdAt().toEpochMilli() < oldestUnseen - 5000;
	}

	/**
	 * Whether to look at those not seen one by one takes fewer requests.
	 */
	boolean isFruitless() {
		return this.unseen.size() <= 1 || this.page >= this.atFirst;
	}

}
