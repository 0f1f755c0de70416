package ai.flora.client.internal.start;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import ai.flora.client.Generation;
import ai.flora.client.internal.start.NewestRuns.Listing;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The runs that deliveries to a start's own path named, in one call. Somebody who saw a
 * delivery may post it to another path, which is not signed. Not thread-safe.
 */
class PostedRuns {

	private static final Log logger = LogFactory.getLog(PostedRuns.class);

	private final PendingStart start;

	private final OutstandingStarts outstanding;

	/** Runs that cannot be the start's. */
	private final Set<String> refusedIds = new HashSet<>();

	/** Runs that do not fit, in a list that cannot tell why. Nor will a later one. */
	private final Set<String> unclearIds = new HashSet<>();

	PostedRuns(PendingStart start, OutstandingStarts outstanding) {
		this.start = start;
		this.outstanding = outstanding;
	}

	/**
	 * The runs that may be the start's: FLORA has posted them since it was made. A path
	 * may have been posted runs of earlier days.
	 */
	Set<String> ids() {
		Set<String> posted = new HashSet<>(this.start.postedRunIds());
		posted.removeAll(this.start.postedBefore());
		posted.removeAll(this.refusedIds);
		return posted;
	}

	/** Those that are not known to be another start's. */
	Set<String> unknownIds() {
		Set<String> posted = ids();
		posted.removeIf(this.outstanding::isKnown);
		return posted;
	}

	/** Tells whether a list may tell of one of those that it is the start's, or not. */
	boolean areToBeListed() {
		return !this.unclearIds.containsAll(unknownIds());
	}

	/**
	 * The run in a list that is the start's; {@code null} if none is. A list that cannot
	 * tell when the start was made refuses none.
	 */
	@Nullable Generation findIn(Listing newest) {
		Set<String> posted = ids();
		for (Generation run : newest.runs()) {
			if (posted.contains(run.runId())) {
				if (this.outstanding.mayBeOf(this.start, run)) {
					return run;
				}
				if (newest.inconclusive() != null) {
					this.unclearIds.add(run.runId());
					continue;
				}
				logger.error("A delivery to the path of a start named run " + run.runId()
						+ ", which cannot be its run. Its key may have been used before, "
						+ "or somebody has posted the delivery there again.");
				this.refusedIds.add(run.runId());
			}
		}
		return null;
	}

}
