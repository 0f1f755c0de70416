package ai.flora.client.internal.follow;

import java.util.Collection;

import org.jspecify.annotations.Nullable;

/**
 * The scans of a project's list for one purpose, one after the other, page by page.
 * Guarded by the follower's lock.
 */
abstract class ListScans {

	private final ProjectRuns project;

	private final FollowLimits limits;

	private final PollTimeout timeout = new PollTimeout();

	private final LostResponses lostResponses = new LostResponses();

	/** The scan that has begun, and not ended. */
	private @Nullable ListScan scan;

	/** Set while a page is being read. */
	private boolean pollInFlight;

	/** Pages in a row that could not be read. */
	private int failures;

	/** Until then, its runs are polled one by one. */
	private @Nullable Long avoidedUntil;

	ListScans(ProjectRuns project, FollowLimits limits) {
		this.project = project;
		this.limits = limits;
	}

	ProjectRuns project() {
		return this.project;
	}

	/** Returns how long its pages may take. */
	PollTimeout timeout() {
		return this.timeout;
	}

	/** Returns the count of its pages whose responses were lost. */
	LostResponses lostResponses() {
		return this.lostResponses;
	}

	/** Returns whether a page is being read. */
	boolean isPollInFlight() {
		return this.pollInFlight;
	}

	/** The scan that has begun, and not ended, though perhaps no page is read now. */
	@Nullable ListScan scan() {
		return this.scan;
	}

	/**
	 * Begins to read a page: the next one of the scan, or the first one of a new scan.
	 */
	ListScan beginPoll(long now) {
		ListScan scan = this.scan;
		if (scan == null) {
			scan = new ListScan(wanted(now), now);
			this.scan = scan;
		}
		this.pollInFlight = true;
		return scan;
	}

	/**
	 * A page was read, or not.
	 * @param read whether it was
	 */
	void endPoll(boolean read) {
		this.pollInFlight = false;
		this.failures = read ? 0 : this.failures;
	}

	/** Returns whether a page could not be read, and the next scan has to wait. */
	boolean isAvoided(long now) {
		return this.avoidedUntil != null && now - this.avoidedUntil < 0;
	}

	/** The scan has ended, with its last page or without. */
	void scanEnded(long now) {
		this.scan = null;
	}

	/** The runs that a new scan looks for. */
	abstract Collection<FollowedRun> wanted(long now);

	/** Returns whether the next page is worth its price for the runs not seen yet. */
	abstract boolean isNextPageWorthwhile(Collection<FollowedRun> unseen, long now);

	/** A run was looked for in vain. */
	abstract void notSeen(FollowedRun run, boolean covered, ListScan scan, long now);

	/**
	 * A page could not be read, though perhaps it can be later: the next scan waits, and
	 * meanwhile the runs are polled one by one.
	 */
	void backOff(long now) {
		this.avoidedUntil = now + this.limits.minIntervalDoubled(this.failures++, this.limits.maxInterval());
	}

}
