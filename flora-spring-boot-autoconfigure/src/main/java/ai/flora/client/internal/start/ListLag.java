package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import org.jspecify.annotations.Nullable;

/**
 * How far lists lag behind: the longest time after its start's answer that a list still
 * lacked a run, which a later one showed. Guarded by its ledger's lock.
 */
class ListLag {

	/** A run that lists lack for longer is none that they are late with. */
	private static final Duration LONGEST = Duration.ofMinutes(2);

	/** A run may have begun that long before its start was answered. */
	private static final Duration LONGEST_START = Duration.ofMinutes(1);

	/** What a list was late with long ago says little of the next one. */
	private static final Duration REMEMBERED = Duration.ofHours(1);

	private static final int MAX_AWAITED = 1000;

	private final Map<String, Awaited> awaited = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Awaited> eldest) {
			return size() > MAX_AWAITED;
		}

	};

	private Duration longest = Duration.ZERO;

	private long longestSeen;

	Duration longest(long now) {
		return isForgotten(now) ? Duration.ZERO : this.longest;
	}

	private boolean isForgotten(long now) {
		return now - this.longestSeen > REMEMBERED.toNanos();
	}

	/**
	 * A start was answered: lists ought to show its run from now on.
	 */
	void answered(String runId, GenerationRequest request, long now) {
		this.awaited.put(runId, new Awaited(request.workspaceId(), request.projectId(), now, null));
	}

	/**
	 * A list shows some runs, and lacks others since it was not asked for them.
	 */
	void shown(Set<String> shown, long asked) {
		for (Iterator<Map.Entry<String, Awaited>> all = this.awaited.entrySet().iterator(); all.hasNext();) {
			Map.Entry<String, Awaited> entry = all.next();
			Awaited run = entry.getValue();
			if (run.isLost(asked)) {
				all.remove();
			}
			else if (shown.contains(entry.getKey())) {
				late(run.lacked(), asked);
				all.remove();
			}
		}
	}

	private void late(@Nullable Duration lacked, long now) {
		if (lacked != null && (isForgotten(now) || lacked.compareTo(this.longest) >= 0)) {
			this.longest = lacked;
			this.longestSeen = now;
		}
	}

	/**
	 * A list shows the newest runs.
	 * @param query what it was asked for
	 * @param shown the runs that it shows
	 * @param reach how long before now runs began that are on a later page; {@code null}
	 * if there is none
	 * @param asked when it was asked for, on the monotonic clock
	 */
	void listed(GenerationQuery query, Set<String> shown, @Nullable Duration reach, long asked) {
		shown(shown, asked);
		this.awaited.replaceAll((runId, run) -> run.isExpectedIn(query, reach, asked) ? run.lacked(asked) : run);
	}

	/**
	 * A run that no list has shown yet.
	 *
	 * @param workspaceId its workspace
	 * @param projectId its project
	 * @param answered when its start was answered, on the monotonic clock
	 * @param lacked how much later a list lacked it; {@code null} if none was seen
	 */
	private record Awaited(@Nullable String workspaceId, @Nullable String projectId, long answered,
			@Nullable Duration lacked) {

		Duration age(long now) {
			return Duration.ofNanos(now - this.answered);
		}

		boolean isLost(long now) {
			return age(now).compareTo(LONGEST) > 0;
		}

		boolean isExpectedIn(GenerationQuery query, @Nullable Duration reach, long asked) {
			Duration age = age(asked);
			return !age.isNegative() && (reach == null || age.plus(LONGEST_START).compareTo(reach) < 0)
					&& (query.projectId() == null || query.projectId().equals(this.projectId))
					&& (query.workspaceId() == null || query.workspaceId().equals(this.workspaceId));
		}

		Awaited lacked(long asked) {
			return new Awaited(this.workspaceId, this.projectId, this.answered, age(asked));
		}

	}

}
