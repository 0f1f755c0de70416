package ai.flora.client.internal.follow;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import ai.flora.client.internal.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * The followed runs that one list shows, those of a kind in a project, and the scans of
 * that list. Guarded by the follower's lock.
 */
class ProjectRuns {

	static final int MAX_PAGE_SIZE = 100;

	private static final int MIN_PAGE_SIZE = 5;

	/** After that time, larger pages may be read again, or any at all. */
	private static final long RECOVERY_TIME = Duration.ofMinutes(10).toNanos();

	private final RunKind kind;

	/** The project, or {@code null} for every project that the key covers. */
	private final @Nullable String projectId;

	private final Set<FollowedRun> runs = new LinkedHashSet<>();

	private final ListEconomics economics;

	private final WatchingScans watchingScans;

	private final DueScans dueScans;

	private int pageSize = MAX_PAGE_SIZE;

	/** Until then, no larger page is asked for. */
	private long pageSizeUntil;

	/** Until then, runs are polled one by one. */
	private @Nullable Long listsAvoidedUntil;

	ProjectRuns(RunKind kind, @Nullable String projectId, FollowLimits limits) {
		this.kind = kind;
		this.projectId = projectId;
		this.economics = new ListEconomics(this.runs, limits);
		this.watchingScans = new WatchingScans(this, this.economics, limits);
		this.dueScans = new DueScans(this, limits);
	}

	RunKind kind() {
		return this.kind;
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

	/** The moment of the next poll of a run has changed. */
	void changed() {
		this.economics.changed();
	}

	/** Returns the scans that watch its runs. */
	WatchingScans watchingScans() {
		return this.watchingScans;
	}

	/** Returns the scans for runs that fall due one by one. */
	DueScans dueScans() {
		return this.dueScans;
	}

	/** Returns the runs that wait for its list, whichever scans are for them. */
	List<FollowedRun> wanted(long now) {
		return Stream.of(this.watchingScans, this.dueScans).flatMap((scans) -> scans.wanted(now).stream()).toList();
	}

	/** Returns whether a page of its list is being read. */
	boolean isPollInFlight() {
		return this.watchingScans.isPollInFlight() || this.dueScans.isPollInFlight();
	}

	/** Returns whether its runs are watched by scans, not by polls of single runs. */
	boolean isWatchedByList(long now) {
		return this.watchingScans.scan() != null
				|| (!isListAvoided(now) && !this.watchingScans.isAvoided(now) && this.economics.isListWorthwhile());
	}

	boolean isListAvoided(long now) {
		return !this.kind.isListed() || (this.listsAvoidedUntil != null && now - this.listsAvoidedUntil < 0);
	}

	/** A page was read: some time after one that was too large, ask for more again. */
	void pageRead(long now) {
		if (this.pageSize < MAX_PAGE_SIZE && now - this.pageSizeUntil >= 0) {
			resize(Math.min(2 * this.pageSize, MAX_PAGE_SIZE), now);
		}
	}

	/** A page may have been too large: ask for less, and in the end for none. */
	void pageTooLarge(long now) {
		resize(this.pageSize / 2, now);
		if (this.pageSize < MIN_PAGE_SIZE) {
			this.pageSize = MAX_PAGE_SIZE;
			this.listsAvoidedUntil = now + RECOVERY_TIME;
		}
	}

	private void resize(int pageSize, long now) {
		this.pageSize = pageSize;
		this.pageSizeUntil = now + RECOVERY_TIME;
	}

}
