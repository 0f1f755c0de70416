package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

import ai.flora.client.GenerationQuery;
import ai.flora.client.RunRequest;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.RunKind;
import org.jspecify.annotations.Nullable;

/**
 * The lag of lists: the longest time after FLORA's response to a start that a list still
 * lacked its run, which a later list showed. Guarded by {@link OutstandingStarts}.
 */
class ListLag {

	/** A run that lists lack for longer will never be listed. */
	private static final Duration MAX_LAG = Duration.ofMinutes(2);

	/**
	 * The longest time before FLORA's response to a start at which its run may have
	 * begun.
	 */
	private static final Duration MAX_START_TIME = Duration.ofMinutes(1);

	/** A lag of long ago tells little about the next list. */
	private static final Duration LAG_COUNTS = Duration.ofHours(1);

	private static final int MAX_EXPECTED = 1000;

	private final Map<String, ExpectedRun> expected = new LatestEntries<>(MAX_EXPECTED);

	private Duration longest = Duration.ZERO;

	private long longestSeenAt;

	Duration longest(long now) {
		return isForgotten(now) ? Duration.ZERO : this.longest;
	}

	private boolean isForgotten(long now) {
		return now - this.longestSeenAt > LAG_COUNTS.toNanos();
	}

	/**
	 * FLORA has accepted a start: lists ought to show its run from now on.
	 */
	void expect(String runId, RunKind kind, RunRequest request, long now) {
		this.expected.put(runId, new ExpectedRun(kind, request.workspaceId(), request.projectId(), now, null));
	}

	/**
	 * A list shows some runs, and says nothing of the others: its query left them out.
	 * @param shown the runs that it shows
	 * @param askedAt when it was asked for, on the monotonic clock
	 */
	void observeSome(Set<String> shown, long askedAt) {
		for (Iterator<Map.Entry<String, ExpectedRun>> all = this.expected.entrySet().iterator(); all.hasNext();) {
			Map.Entry<String, ExpectedRun> entry = all.next();
			ExpectedRun run = entry.getValue();
			if (run.isGivenUp(askedAt)) {
				all.remove();
			}
			else if (shown.contains(entry.getKey())) {
				lagged(run.lackedAfter(), askedAt);
				all.remove();
			}
		}
	}

	private void lagged(@Nullable Duration lag, long now) {
		if (lag != null && (isForgotten(now) || lag.compareTo(this.longest) >= 0)) {
			this.longest = lag;
			this.longestSeenAt = now;
		}
	}

	/**
	 * A list shows the newest runs.
	 * @param kind the kind of runs that it lists
	 * @param query what it was asked for
	 * @param shown the runs that it shows
	 * @param reach how long before now runs began that are on a later page; {@code null}
	 * if there is no later page
	 * @param askedAt when it was asked for, on the monotonic clock
	 */
	void observeNewest(RunKind kind, GenerationQuery query, Set<String> shown, @Nullable Duration reach, long askedAt) {
		observeSome(shown, askedAt);
		this.expected.replaceAll((runId, run) -> (run.kind() == kind && run.isExpectedIn(query, reach, askedAt))
				? run.withLackedAt(askedAt) : run);
	}

	/**
	 * A run that no list has shown yet.
	 *
	 * @param kind its kind
	 * @param workspaceId its workspace
	 * @param projectId its project
	 * @param acceptedAt when FLORA accepted its start, on the monotonic clock
	 * @param lackedAfter how much later a list lacked it; {@code null} if no list did
	 */
	private record ExpectedRun(RunKind kind, @Nullable String workspaceId, @Nullable String projectId, long acceptedAt,
			@Nullable Duration lackedAfter) {

		Duration age(long now) {
			return Duration.ofNanos(now - this.acceptedAt);
		}

		boolean isGivenUp(long now) {
			return age(now).compareTo(MAX_LAG) > 0;
		}

		boolean isExpectedIn(GenerationQuery query, @Nullable Duration reach, long askedAt) {
			Duration age = age(askedAt);
			return !age.isNegative() && (reach == null || age.plus(MAX_START_TIME).compareTo(reach) < 0)
					&& (query.projectId() == null || query.projectId().equals(this.projectId))
					&& (query.workspaceId() == null || query.workspaceId().equals(this.workspaceId));
		}

		ExpectedRun withLackedAt(long askedAt) {
			return new ExpectedRun(this.kind, this.workspaceId, this.projectId, this.acceptedAt, age(askedAt));
		}

	}

}
