package ai.flora.client.internal.follow;

import ai.flora.client.FollowSettings;
import ai.flora.client.internal.follow.plan.ModelDurations;

import java.util.List;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.Generation;
import ai.flora.client.Page;

/**
 * Looks at many runs together, in the lists of their projects. Guarded by the follower's
 * lock.
 */
class ListPolls {

	private final RunSource source;

	private final RunRegistry runs;

	private final RunPolls runLooks;

	private final FollowSettings settings;

	private final ModelDurations durations;

	ListPolls(RunSource source, RunRegistry runs, RunPolls runLooks, FollowSettings settings,
			ModelDurations durations) {
		this.source = source;
		this.runs = runs;
		this.runLooks = runLooks;
		this.settings = settings;
		this.durations = durations;
	}

	/** Looks at the next page. */
	Poll<Page<Generation>> begin(ProjectRuns group, long begun) {
		ListScan walk = group.beginLook(begun);
		String cursor = walk.cursor();
		int limit = group.pageSize();
		return new Poll<>(() -> this.source.list(group.projectId(), limit, cursor), (page, failure, now, news) -> {
			group.endLook();
			if (page != null) {
				saw(group, walk, page, now, news);
			}
			else if (failure != null) {
				failed(group, failure, now, news);
			}
			this.runs.discardIfUnused(group);
		});
	}

	private void saw(ProjectRuns group, ListScan walk, Page<Generation> page, long now, Notifications news) {
		boolean fruitful = false;
		for (Generation item : page.items()) {
			walk.saw(item.runId());
			FollowedRun run = this.runs.get(item.runId());
			if (run != null) {
				fruitful = true;
				if (group.runs().contains(run)) {
					run.lists().seenOn(walk.page());
				}
				learn(run, item);
				this.runLooks.saw(run, item.run(), "list", now, news);
				run.changed();
			}
		}
		walk.unseen().removeIf((run) -> !this.runs.contains(run));
		walk.read(fruitful);
		boolean covered = walk.isCovered(page, now, this.source.now());
		if (!covered && !walk.isFruitless() && group.isNextPageWorthwhile(walk.unseen(), now)) {
			walk.turnPage(page.nextCursor());
			return;
		}
		for (FollowedRun run : walk.unseen()) {
			notSeen(run, covered, walk, now);
		}
		group.walked(now);
	}

	private static void notSeen(FollowedRun run, boolean covered, ListScan walk, long now) {
		if (covered) {
			run.missedInList(now);
		}
		else if (walk.isFruitless()) {
			run.lists().giveUp();
		}
		else {
			run.lists().expectOn(walk.page() + 1);
		}
	}

	private void learn(FollowedRun run, Generation item) {
		item.modelId().ifPresent((model) -> run.learn(model, this.durations));
		if (item.projectId() != null && run.isOfUnknownProject()) {
			this.runs.join(run, item.projectId());
		}
	}

	private void failed(ProjectRuns group, FloraException failure, long now, Notifications news) {
		group.walked(now);
		if (failure instanceof FloraAuthenticationException || failure instanceof FloraRateLimitException) {
			for (FollowedRun run : List.copyOf(group.runs())) {
				this.runLooks.failed(run, failure, now, news);
			}
			return;
		}
		if (failure instanceof FloraPermissionDeniedException) {
			// Looks at single runs tell whether it is the key or the list.
			group.listRefused(now);
			return;
		}
		boolean useless = failure instanceof FloraResponseException || (failure instanceof FloraApiException refused
				&& refused.status() / 100 == 4 && !(failure instanceof FloraRateLimitException));
		if (useless) {
			group.listFailed(now);
			return;
		}
		group.runs().forEach((run) -> run.times().backOff(now, this.settings));
	}

}
