package ai.flora.client.start;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How far lists lag behind: the longest time after its start's answer that a list still
 * lacked a run, which a later one showed. Guarded by its ledger's lock.
 */
class ListLag {

	/** A run that lists lack for longer is none that they are late with. */
	private static final Duration LONGEST = Duration.ofMinutes(2);

	private static final int MAX_AWAITED = 1000;

	private final Map<String, Awaited> awaited = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Awaited> eldest) {
			return size() > MAX_AWAITED;
		}

	};

	private Duration longest = Duration.ZERO;

	Duration longest() {
		return this.longest;
	}

	/**
	 * A start was answered: lists ought to show its run from now on.
	 */
	void answered(String runId, String projectId, long now) {
		this.awaited.put(runId, new Awaited(projectId, now, null));
	}

	/**
	 * A list shows runs.
	 * @param projectId the project that it was asked for; {@code null} for all
	 * @param shown the runs that it shows
	 * @param newest whether it begins with the newest run of that project
	 * @param asked when it was asked for, on the monotonic clock
	 */
	void listed(@Nullable String projectId, Set<String> shown, boolean newest, long asked) {
		for (Iterator<Map.Entry<String, Awaited>> all = this.awaited.entrySet().iterator(); all.hasNext();) {
			Map.Entry<String, Awaited> entry = all.next();
			Awaited run = entry.getValue();
			Duration lag = Duration.ofNanos(asked - run.answered());
			if (lag.compareTo(LONGEST) > 0) {
				all.remove();
			}
			else if (shown.contains(entry.getKey())) {
				Duration lacked = run.lacked();
				this.longest = (lacked != null && lacked.compareTo(this.longest) > 0) ? lacked : this.longest;
				all.remove();
			}
			else if (newest && !lag.isNegative() && (projectId == null || projectId.equals(run.projectId()))) {
				entry.setValue(new Awaited(run.projectId(), run.answered(), lag));
			}
		}
	}

	/**
	 * A run that no list has shown yet.
	 *
	 * @param projectId its project
	 * @param answered when its start was answered, on the monotonic clock
	 * @param lacked how much later a list lacked it; {@code null} if none was seen
	 */
	private record Awaited(String projectId, long answered, @Nullable Duration lacked) {
	}

}
