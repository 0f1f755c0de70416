package ai.flora.client.internal.follow;

import java.util.Map;

import ai.flora.client.StartedRun;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;

/**
 * The known origins of runs, whether or not these are followed; of the latest ten
 * thousand. Followed runs learn what becomes known later. Guarded by the follower's lock.
 */
class RunOrigins {

	private static final int MAX_ORIGINS = 10_000;

	private final Map<String, RunOrigin> origins = new LatestEntries<>(MAX_ORIGINS);

	private final RunRegistry runs;

	RunOrigins(RunRegistry runs) {
		this.runs = runs;
	}

	/** Returns what is known of the start of a run, which may be nothing. */
	RunOrigin get(String runId) {
		return this.origins.getOrDefault(runId, RunOrigin.UNKNOWN);
	}

	/** Returns where FLORA tells of a run, as far as is known. */
	RunPlace place(String runId) {
		FollowedRun run = this.runs.get(runId);
		return ((run != null) ? run.origin() : get(runId)).place();
	}

	/** This client has started a run. */
	void started(StartedRun started, RunOrigin origin, long now) {
		String runId = started.runId();
		remember(runId, origin.startedBy(started, now).or(get(runId)));
	}

	/**
	 * FLORA has posted to the path of a start's own which run that has led to. Of a run
	 * that this client has started, that tells nothing more: somebody may have posted it
	 * to the path of another start.
	 */
	void posted(String runId, RunOrigin origin) {
		RunOrigin known = get(runId);
		if (known.start() == null) {
			remember(runId, known.or(origin));
		}
	}

	/** FLORA has posted the kind of a run: the origin of a start knows better. */
	void posted(String runId, RunKind kind) {
		if (!this.origins.containsKey(runId)) {
			FollowedRun run = this.runs.get(runId);
			RunOrigin known = (run != null) ? run.origin() : RunOrigin.UNKNOWN;
			remember(runId, known.or(new RunOrigin(null, null, null, new RunPlace(kind, null, null))));
		}
	}

	private void remember(String runId, RunOrigin origin) {
		this.origins.put(runId, origin);
		FollowedRun run = this.runs.get(runId);
		if (run != null) {
			// It is followed by its id, or FLORA has reported its end before its response
			// to the start was read.
			this.runs.change(run, () -> run.learnOrigin(origin));
			if (origin.projectId() != null) {
				this.runs.moveByOrigin(run);
			}
		}
	}

}
