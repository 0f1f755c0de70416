package ai.flora.client.follow;

import java.time.Instant;
import java.util.List;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.Generation;
import ai.flora.client.Page;

/**
 * Looks at many runs together, in the lists of their projects. Guarded by the follower's
 * lock.
 */
class ListLooks {

	private final RunSource source;

	private final FollowedRuns runs;

	private final RunLooks runLooks;

	private final FollowSettings settings;

	private final ModelDurations durations;

	ListLooks(RunSource source, FollowedRuns runs, RunLooks runLooks, FollowSettings settings,
			ModelDurations durations) {
		this.source = source;
		this.runs = runs;
		this.runLooks = runLooks;
		this.settings = settings;
		this.durations = durations;
	}

	/** Looks at the next page. */
	Look<Page<Generation>> begin(RunGroup group, long begun) {
		ListWalk walk = (group.walk != null) ? group.walk : new ListWalk(group, begun);
		group.walk = walk;
		group.looking = true;
		String cursor = walk.cursor;
		int limit = group.pageSize;
		return new Look<>(() -> this.source.list(group.projectId, limit, cursor), (page, failure, now, news) -> {
			group.looking = false;
			if (page != null) {
				saw(group, walk, page, now, news);
			}
			else if (failure != null) {
				failed(group, failure, now, news);
			}
			this.runs.discardIfUnused(group);
		});
	}

	private void saw(RunGroup group, ListWalk walk, Page<Generation> page, long now, News news) {
		for (Generation item : page.items()) {
			FollowedRun run = walk.unseen.remove(item.runId());
			if (run != null && this.runs.contains(run)) {
				run.page = walk.page;
				run.missed = 0;
				learn(run, item);
				this.runLooks.saw(run, item.run(), "list", now, news);
			}
		}
		walk.unseen.values().removeIf((run) -> !this.runs.contains(run));
		Instant floraNow = this.source.now();
		long oldest = walk.unseen.values()
			.stream()
			.mapToLong((run) -> run.createdAt(now, floraNow))
			.min()
			.orElse(Long.MAX_VALUE);
		boolean covered = walk.isCovered(page, oldest);
		if (!walk.unseen.isEmpty() && !covered && !walk.isFruitless()
				&& group.isNextPageWorthwhile(walk.unseen.values(), now)) {
			walk.page++;
			walk.cursor = page.nextCursor();
			return;
		}
		for (FollowedRun run : walk.unseen.values()) {
			notSeen(run, covered, walk, now);
		}
		group.walked(now);
	}

	private static void notSeen(FollowedRun run, boolean covered, ListWalk walk, long now) {
		if (covered) {
			// As good as a look: FLORA does not show it. Soon after its start that is
			// lag.
			run.missed++;
			run.lastLook = run.dueNow ? run.lastLook : Math.max(run.age(now), 1e-3);
		}
		else if (walk.isFruitless()) {
			run.missed = Integer.MAX_VALUE / 2;
		}
		else {
			run.page = walk.page + 1;
		}
	}

	private void learn(FollowedRun run, Generation item) {
		if (run.model == null && item.modelId().isPresent()) {
			run.model = item.modelId().get();
			run.plan = this.durations.plan(run.model, run.estimate);
		}
		RunGroup group = run.group;
		if (item.projectId() != null && group != null && group.projectId == null) {
			this.runs.join(run, item.projectId());
		}
	}

	private void failed(RunGroup group, FloraException failure, long now, News news) {
		group.walked(now);
		if (failure instanceof FloraAuthenticationException) {
			for (FollowedRun run : List.copyOf(group.runs())) {
				this.runLooks.failed(run, failure, now, news);
			}
			return;
		}
		boolean useless = failure instanceof FloraResponseException || (failure instanceof FloraApiException refused
				&& refused.status() / 100 == 4 && !(failure instanceof FloraRateLimitException));
		if (useless) {
			group.listFailed(now);
			return;
		}
		group.runs().forEach((run) -> run.backOff(now, this.settings));
	}

}
