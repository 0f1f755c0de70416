package ai.flora.client.internal.follow;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The followed runs that one list shows, those of a project, and the scan of that list.
 * Guarded by the follower's lock.
 */
class ProjectRuns {

	static final int MAX_PAGE_SIZE = 100;

	private static final int MIN_PAGE_SIZE = 5;

	private static final long LISTS_AVOIDED = 600_000_000_000L;

	/** The project, or {@code null} for every project that the key covers. */
	private final @Nullable String projectId;

	private final Set<FollowedRun> runs = new LinkedHashSet<>();

	private final ListEconomics economics;

	/** The scan that has begun, and not ended. */
	private @Nullable ListScan scan;

	/** Whether a page is being read. */
	private boolean polled;

	private int pageSize = MAX_PAGE_SIZE;

	/** Until then, runs are polled one by one. */
	private @Nullable Long listsAvoidedUntil;

	ProjectRuns(@Nullable String projectId, FollowLimits limits) {
		this.projectId = projectId;
		this.economics = new ListEconomics(this.runs, limits);
	}

	@Nullable String projectId() {
		return this.projectId;
	}

	int pageSize() {
		return this.pageSize;
	}

	void add(FollowedRun run) {
		this.runs.add(run);
		changed();
	}

	void remove(FollowedRun run) {
		this.runs.remove(run);
		changed();
	}

	boolean contains(FollowedRun run) {
		return this.runs.contains(run);
	}

	boolean isEmpty() {
		return this.runs.isEmpty();
	}

	Collection<FollowedRun> runs() {
		return this.runs;
	}

	/** When a run of the project is to be polled has changed. */
	void changed() {
		this.economics.changed();
	}

	/** Whether a page of its list is being read. */
	boolean isPolled() {
		return this.polled;
	}

	/** Whether its list is being scanned, though perhaps no page is read right now. */
	boolean isScanned() {
		return this.scan != null;
	}

	/** Whether a scan of the list takes fewer requests than polls of single runs. */
	boolean isListWorthwhile(long now) {
		boolean avoided = this.listsAvoidedUntil != null && now - this.listsAvoidedUntil < 0;
		return !avoided && this.economics.isListWorthwhile();
	}

	/** Whether the next page is worth its price for the runs not seen yet. */
	boolean isNextPageWorthwhile(Collection<FollowedRun> unseen, long now) {
		return this.economics.isNextPageWorthwhile(unseen, now);
	}

	/**
	 * Nanoseconds until the next page is to be read; negative if it is overdue.
	 */
	long untilPoll(long now) {
		return (this.scan != null) ? this.scan.begun() - now : this.economics.untilScan(now);
	}

	/**
	 * Begins to read a page: the next one of the scan, or the first one of a new scan.
	 */
	ListScan beginPoll(long now) {
		ListScan scan = this.scan;
		if (scan == null) {
			scan = new ListScan(this.runs, now);
			this.scan = scan;
		}
		this.polled = true;
		return scan;
	}

	void endPoll() {
		this.polled = false;
	}

	void scanEnded(long now) {
		// Counted from its beginning: what the first page has shown is as old as that.
		this.economics.scanned((this.scan != null) ? this.scan.begun() : now);
		this.scan = null;
	}

	/** A page was too large, or made no sense: ask for less, and in the end for none. */
	void listFailed(long now) {
		this.pageSize /= 2;
		if (this.pageSize < MIN_PAGE_SIZE) {
			listRefused(now);
		}
	}

	/** The list cannot be read, though single runs perhaps can. */
	void listRefused(long now) {
		this.pageSize = MAX_PAGE_SIZE;
		this.listsAvoidedUntil = now + LISTS_AVOIDED;
	}

}
