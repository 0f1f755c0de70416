package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;
import ai.flora.client.internal.follow.plan.OptimalPollPlan;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Runs that one list shows: those of a project. Guarded by the follower's lock.
 */
class ProjectRuns {

	static final int MAX_PAGE_SIZE = 100;

	private static final int MIN_PAGE_SIZE = 5;

	/** More are not asked one by one when they may have ended, but in proportion. */
	private static final int SAMPLE = 300;

	private static final double HORIZON = 3600;

	private static final long LISTS_AVOIDED = 600_000_000_000L;

	private final FollowSettings settings;

	/** The project, or {@code null} for every project that the key covers. */
	private final @Nullable String projectId;

	private final Set<FollowedRun> runs = new LinkedHashSet<>();

	/** The look at a list that is going on. */
	private @Nullable ListScan walk;

	private boolean looking;

	private int pageSize = MAX_PAGE_SIZE;

	/** Lists are of no use until then. */
	private @Nullable Long listsAvoidedUntil;

	/** The moment of the next look, as far as it was computed. */
	private @Nullable Long next;

	private @Nullable Long lastWalk;

	ProjectRuns(@Nullable String projectId, FollowSettings settings) {
		this.projectId = projectId;
		this.settings = settings;
	}

	@Nullable String projectId() {
		return this.projectId;
	}

	int pageSize() {
		return this.pageSize;
	}

	void add(FollowedRun run) {
		this.runs.add(run);
		this.next = null;
	}

	void remove(FollowedRun run) {
		this.runs.remove(run);
		this.next = null;
	}

	boolean isEmpty() {
		return this.runs.isEmpty();
	}

	Collection<FollowedRun> runs() {
		return this.runs;
	}

	void changed() {
		this.next = null;
	}

	/** Whether a page of its list is being read. */
	boolean isLooking() {
		return this.looking;
	}

	/** Whether its list is being read, though perhaps no page right now. */
	boolean isWalking() {
		return this.walk != null;
	}

	/** Begins to read a page: the next one, or else the first. */
	ListScan beginLook(long now) {
		this.looking = true;
		if (this.walk == null) {
			this.walk = new ListScan(this, now);
		}
		return this.walk;
	}

	void endLook() {
		this.looking = false;
	}

	void walked(long now) {
		// What the first page showed grows old while the others are read.
		this.lastWalk = (this.walk != null) ? this.walk.begun() : now;
		this.walk = null;
		this.next = null;
	}

	/** A page was too large, or made no sense: ask for less, and in the end for none. */
	void listFailed(long now) {
		this.pageSize /= 2;
		if (this.pageSize < MIN_PAGE_SIZE) {
			listRefused(now);
		}
	}

	/** Lists are not to be had, though single runs may be. */
	void listRefused(long now) {
		this.pageSize = MAX_PAGE_SIZE;
		this.listsAvoidedUntil = now + LISTS_AVOIDED;
	}

	/** Runs that a list can be expected to show. */
	private int listed() {
		int listed = 0;
		for (FollowedRun run : this.runs) {
			listed += run.isListed() ? 1 : 0;
		}
		return listed;
	}

	/**
	 * Whether a list takes fewer requests than looks at single runs.
	 */
	boolean isListWorthwhile(long now) {
		if (this.listsAvoidedUntil != null && now - this.listsAvoidedUntil < 0) {
			return false;
		}
		int listed = listed();
		return listed >= 2 && listed > pages();
	}

	/** Pages back to the last run that a list can be expected to show. */
	private int pages() {
		int pages = 1;
		for (FollowedRun run : this.runs) {
			pages = run.isListed() ? Math.max(pages, run.lists().page()) : pages;
		}
		return pages;
	}

	/**
	 * Finds the runs that are due first for a look of their own.
	 * @param all whether every run is looked at alone, or only those that lists do not
	 * show, and now and then the others
	 * @param first the runs that are due first so far
	 */
	void findSingles(long now, boolean all, SinglePolls first) {
		Duration timeout = this.settings.timeout();
		for (FollowedRun run : this.runs) {
			if (run.isLooking()) {
				continue;
			}
			long untilLast = run.followed().untilLastLook(now, timeout);
			if (!all && run.isListed()) {
				first.add(run, untilLast);
				first.addPatient(run, run.followed().untilLookAlone(now));
			}
			else if (run.isKnown()) {
				first.add(run, Math.min(run.times().untilLook(now), untilLast));
			}
			else {
				first.addPatient(run, Math.min(run.times().untilLook(now), untilLast));
			}
		}
	}

	/**
	 * Nanoseconds until the next look at the list; negative if it is overdue.
	 */
	long untilWalk(long now) {
		if (this.walk != null) {
			return this.walk.begun() - now;
		}
		if (this.next == null) {
			this.next = now + computeUntilWalk(now);
		}
		return this.next - now;
	}

	/**
	 * A look is due as soon as what it would save, by then, is worth its price.
	 */
	private long computeUntilWalk(long now) {
		long earliest = 0;
		if (this.lastWalk != null) {
			earliest = Math.max(0, this.lastWalk + this.settings.minInterval().toNanos() - now);
		}
		double from = earliest / 1e9;
		double step = 0.05;
		while (step < HORIZON && !isWorthwhile(now, from + step)) {
			step *= 2;
		}
		double low = (step > 0.05) ? step / 2 : 0;
		double high = step;
		while (high - low > 0.02) {
			double middle = (low + high) / 2;
			if (isWorthwhile(now, from + middle)) {
				high = middle;
			}
			else {
				low = middle;
			}
		}
		return (long) ((from + low) * 1e9);
	}

	private boolean isWorthwhile(long now, double later) {
		double saved = 0;
		int stride = Math.max(1, this.runs.size() / SAMPLE);
		int index = 0;
		int pages = pages();
		for (FollowedRun run : this.runs) {
			if (index++ % stride == 0 && run.isListed() && !run.times().isBackingOff(now, later)) {
				if (run.times().isOverdue(now, later, this.settings)) {
					return true;
				}
				saved += stride * run.times().unnoticed(now, later);
			}
		}
		return saved >= OptimalPollPlan.PRICE * pages;
	}

	/**
	 * Whether another page is worth its price for those that were not seen yet.
	 */
	boolean isNextPageWorthwhile(Collection<FollowedRun> unseen, long now) {
		double saved = 0;
		for (FollowedRun run : unseen) {
			if (run.times().isOverdue(now, 0, this.settings)) {
				return true;
			}
			saved += run.times().unnoticed(now, 0);
		}
		return saved >= OptimalPollPlan.PRICE;
	}

}
