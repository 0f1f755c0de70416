package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import ai.flora.client.internal.follow.plan.OptimalPollPlan;
import org.jspecify.annotations.Nullable;

/**
 * Decides when scans of a project's list are worth their requests: as soon as the time
 * for which ends may have gone unnoticed exceeds the price of the pages. Guarded by the
 * follower's lock.
 */
class ListEconomics {

	/** The price of a page, in nanoseconds for which an end goes unnoticed. */
	private static final double PAGE_PRICE = OptimalPollPlan.PRICE * Duration.ofSeconds(1).toNanos();

	/** Most runs that are asked how long their ends may have gone unnoticed. */
	private static final int SAMPLE_SIZE = 300;

	private static final long FIRST_SEARCH_STEP = Duration.ofMillis(50).toNanos();

	private static final long SEARCH_PRECISION = Duration.ofMillis(20).toNanos();

	private static final long SEARCH_HORIZON = Duration.ofHours(1).toNanos();

	private final Collection<FollowedRun> runs;

	private final FollowLimits limits;

	/** The moment of the next scan, if it was computed since the last change. */
	private @Nullable Long nextScan;

	private @Nullable Long lastScan;

	ListEconomics(Collection<FollowedRun> runs, FollowLimits limits) {
		this.runs = runs;
		this.limits = limits;
	}

	/** The moment of the next scan has to be computed again. */
	void changed() {
		this.nextScan = null;
	}

	/** A scan has ended that had begun at a moment. */
	void scanned(long begun) {
		this.lastScan = begun;
		this.nextScan = null;
	}

	boolean isListWorthwhile() {
		int watched = 0;
		for (FollowedRun run : this.runs) {
			watched += run.isWatchable() ? 1 : 0;
		}
		return watched >= 2 && watched > pages();
	}

	/** Returns the pages back to the last run that a list can be expected to show. */
	private int pages() {
		int pages = 1;
		for (FollowedRun run : this.runs) {
			pages = run.isWatchable() ? Math.max(pages, run.listPage()) : pages;
		}
		return pages;
	}

	/** Returns the nanoseconds until the next scan; negative if it is overdue. */
	long untilScan(long now) {
		if (this.nextScan == null) {
			this.nextScan = now + computeUntilScan(now);
		}
		return this.nextScan - now;
	}

	private long computeUntilScan(long now) {
		List<PollTimes> watched = this.runs.stream().filter(FollowedRun::isWatchable).map(FollowedRun::times).toList();
		double price = PAGE_PRICE * pages();
		long earliest = 0;
		if (this.lastScan != null) {
			earliest = Math.max(0, this.lastScan + this.limits.minInterval() - now);
		}
		long step = FIRST_SEARCH_STEP;
		while (step < SEARCH_HORIZON && !isScanWorthwhile(watched, price, now, earliest + step)) {
			step *= 2;
		}
		long low = (step > FIRST_SEARCH_STEP) ? step / 2 : 0;
		long high = step;
		while (high - low > SEARCH_PRECISION) {
			long middle = (low + high) / 2;
			if (isScanWorthwhile(watched, price, now, earliest + middle)) {
				high = middle;
			}
			else {
				low = middle;
			}
		}
		return earliest + low;
	}

	private static boolean isScanWorthwhile(List<PollTimes> watched, double price, long now, long later) {
		double unnoticed = 0;
		int stride = Math.max(1, watched.size() / SAMPLE_SIZE);
		for (int i = 0; i < watched.size(); i++) {
			PollTimes times = watched.get(i);
			if (times.isBackingOff(now, later)) {
				continue;
			}
			if (times.isOverdue(now, later)) {
				return true;
			}
			if (i % stride == 0) {
				unnoticed += stride * times.unnoticed(now, later);
			}
		}
		return unnoticed >= price;
	}

	boolean isNextPageWorthwhile(Collection<FollowedRun> unseen, long now) {
		double unnoticed = 0;
		for (FollowedRun run : unseen) {
			if (run.times().isOverdue(now, 0)) {
				return true;
			}
			unnoticed += run.times().unnoticed(now, 0);
		}
		return unnoticed >= PAGE_PRICE;
	}

}
