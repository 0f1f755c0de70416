package ai.flora.client.internal.follow;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

import ai.flora.client.Generation;
import ai.flora.client.Page;
import org.jspecify.annotations.Nullable;

/**
 * A scan of a project's list, page after page from the newest run back, for runs that the
 * list can be expected to show. Guarded by the follower's lock.
 */
class ListScan {

	/** The creation time of a run that was not seen yet is only a guess. */
	private static final Duration CREATION_LEEWAY = Duration.ofSeconds(5);

	/**
	 * Runs among which one is sought of which nothing but its id may be known, however
	 * many pages show them.
	 */
	private static final int MAX_RUNS_FOR_SOUGHT = 500;

	/** Runs that the list can be expected to show, but no page has shown yet, by id. */
	private final Map<String, FollowedRun> unseen = new LinkedHashMap<>();

	private final long begun;

	private final int expected;

	private int page = 1;

	/** Runs on the pages that were read. */
	private int read;

	/** Set if the page that was read last showed any run that is followed. */
	private boolean fruitful = true;

	private @Nullable String cursor;

	ListScan(Collection<FollowedRun> runs, long now) {
		this.begun = now;
		for (FollowedRun run : runs) {
			this.unseen.put(run.runId(), run);
		}
		this.expected = this.unseen.size();
	}

	long begun() {
		return this.begun;
	}

	/** Returns how many runs the list shows before the page that is read next. */
	int read() {
		return this.read;
	}

	@Nullable String cursor() {
		return this.cursor;
	}

	Collection<FollowedRun> unseen() {
		return this.unseen.values();
	}

	/** Returns whether it looks for a run that it has not seen yet. */
	boolean isUnseen(FollowedRun run) {
		return this.unseen.get(run.runId()) == run;
	}

	/** A page shows a run, perhaps one that is not followed. */
	void seen(String runId) {
		this.unseen.remove(runId);
	}

	void pageRead(Page<Generation> read, boolean fruitful) {
		this.read += read.items().size();
		this.fruitful = fruitful;
	}

	void turnPage(@Nullable String cursor) {
		this.page++;
		this.cursor = cursor;
	}

	/**
	 * Returns whether the list has no run that was not seen yet: its end is reached, or
	 * it shows runs that are older than all of them.
	 */
	boolean isCovered(Page<Generation> read, long now, Instant floraNow) {
		if (read.nextCursor() == null || read.items().isEmpty() || read.nextCursor().equals(this.cursor)) {
			return true;
		}
		Instant last = read.items().get(read.items().size() - 1).run().createdAt();
		return last != null && last.plus(CREATION_LEEWAY).isBefore(oldestUnseen(now, floraNow));
	}

	private Instant oldestUnseen(long now, Instant floraNow) {
		return this.unseen.values()
			.stream()
			.map((run) -> run.createdAt(now, floraNow))
			.min(Comparator.naturalOrder())
			.orElse(Instant.MAX);
	}

	/**
	 * Returns whether polls of the unseen runs take fewer requests. If these were never
	 * seen at all, there may be no such runs. Polls do not help runs that are sought.
	 */
	boolean isFruitless() {
		if (this.unseen.values().stream().anyMatch(FollowedRun::isSought)) {
			return this.read >= MAX_RUNS_FOR_SOUGHT;
		}
		return this.unseen.size() <= 1 || this.page >= this.expected
				|| (!this.fruitful && this.unseen.values().stream().noneMatch(FollowedRun::isJustStartedOrSeen));
	}

}
