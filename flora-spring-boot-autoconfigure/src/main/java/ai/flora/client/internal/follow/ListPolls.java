package ai.flora.client.internal.follow;

import java.util.Collection;
import java.util.List;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.Generation;
import ai.flora.client.Page;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.follow.notification.Notifications;
import org.jspecify.annotations.Nullable;

/**
 * Polls of many runs together, in the lists of their projects: one poll for each page of
 * a scan. Guarded by the follower's lock.
 */
class ListPolls {

	private final RunSource source;

	private final RunRegistry runs;

	private final RunUpdates updates;

	ListPolls(RunSource source, RunRegistry runs, RunUpdates updates) {
		this.source = source;
		this.runs = runs;
		this.updates = updates;
	}

	/** A poll of the next page of a project's list. */
	Poll<Page<Generation>> poll(ListScans scans, long untilDue, Poll.Rank rank) {
		return new ListPoll(scans, untilDue, rank);
	}

	private void seen(ListScans scans, ListScan scan, Page<Generation> page, long begun, long now,
			Notifications notifications) {
		ProjectRuns project = scans.project();
		boolean fruitful = false;
		for (Generation item : page.items()) {
			scan.seen(item.runId());
			FollowedRun run = this.runs.get(item.runId());
			if (run != null) {
				fruitful = true;
				if (project.contains(run)) {
					run.lists().seenAfter(scan.read());
				}
				learn(run, project, item);
				this.updates.seen(run, item.run(), NoticedBy.LIST, begun, now, notifications);
				run.changed();
			}
		}
		scan.unseen().removeIf((run) -> !project.contains(run));
		scan.pageRead(page, fruitful);
		boolean covered = scan.isCovered(page, now, this.source.now());
		if (!covered && !scan.isFruitless() && scans.isNextPageWorthwhile(scan.unseen(), now)) {
			scan.turnPage(page.nextCursor());
			return;
		}
		for (FollowedRun run : scan.unseen()) {
			scans.notSeen(run, covered, scan, now);
		}
		scans.scanEnded(now);
	}

	private void learn(FollowedRun run, ProjectRuns project, Generation item) {
		item.modelId().ifPresent(run::learnModel);
		this.runs.change(run, () -> run.listedAt(RunPlace.of(project.kind(), item)));
		if (item.projectId() != null && run.isOfUnknownProject()) {
			this.runs.move(run, item.projectId());
		}
	}

	private void failed(ListScans scans, FloraException failure, long begun, long now, Notifications notifications) {
		ProjectRuns project = scans.project();
		scans.scanEnded(now);
		if (failure instanceof FloraAuthenticationException || failure instanceof FloraRateLimitException) {
			for (FollowedRun run : List.copyOf(project.runs())) {
				this.updates.failed(run, failure, begun, now, notifications);
			}
			return;
		}
		Collection<FollowedRun> wanted = scans.wanted(now);
		if (PollVerdict.isPerhapsTooLarge(failure)) {
			project.pageTooLarge(now);
			if (!project.isListAvoided(now)) {
				return;
			}
			// All runs of the project avoid the list now, not those of this scan alone.
			wanted = project.wanted(now);
		}
		else {
			scans.backOff(now);
		}
		// The key or the list may be refused: polls of single runs show which.
		wanted.forEach((run) -> this.updates.listFailed(run, failure, now, notifications));
	}

	private final class ListPoll extends Poll<Page<Generation>> {

		private final ListScans scans;

		private @Nullable ListScan scan;

		private int pageSize;

		private @Nullable String cursor;

		ListPoll(ListScans scans, long untilDue, Rank rank) {
			super(rank, untilDue, scans.timeout(), scans.lostResponses());
			this.scans = scans;
		}

		@Override
		void mark(long now) {
			this.scan = this.scans.beginPoll(now);
			this.pageSize = this.scans.project().pageSize();
			this.cursor = this.scan.cursor();
		}

		@Override
		Page<Generation> request() {
			return ListPolls.this.source.list(this.scans.project().kind(), this.scans.project().projectId(),
					this.pageSize, this.cursor);
		}

		@Override
		void conclude(@Nullable Page<Generation> response, @Nullable FloraException failure, long now,
				Notifications notifications) {
			this.scans.endPoll(response != null);
			if (response != null && this.scan != null) {
				this.scans.project().pageRead(now);
				seen(this.scans, this.scan, response, begun(), now, notifications);
			}
			else if (failure != null) {
				failed(this.scans, failure, begun(), now, notifications);
			}
			ListPolls.this.runs.removeIfUnused(this.scans.project());
		}

	}

}
