package ai.flora.client.internal.follow;

import ai.flora.client.FloraException;
import ai.flora.client.Run;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.context.RunContext;
import ai.flora.client.internal.follow.notification.Notifications;
import org.jspecify.annotations.Nullable;

/**
 * Polls of single runs. Guarded by the follower's lock.
 */
class RunPolls {

	private final RunSource source;

	private final RunRegistry runs;

	private final RunUpdates updates;

	private final PollTimeout timeout = new PollTimeout();

	RunPolls(RunSource source, RunRegistry runs, RunUpdates updates) {
		this.source = source;
		this.runs = runs;
		this.updates = updates;
	}

	Poll<Run> poll(FollowedRun run, long untilDue, Poll.Rank rank) {
		return new RunPoll(run, untilDue, rank);
	}

	private final class RunPoll extends Poll<Run> {

		private final FollowedRun run;

		private final RunContext context;

		private final RunPlace place;

		RunPoll(FollowedRun run, long untilDue, Rank rank) {
			super(rank, untilDue, RunPolls.this.timeout, run.lostResponses());
			this.run = run;
			// Read here under the lock, which the request does not hold.
			this.context = run.context();
			this.place = run.origin().place();
		}

		@Override
		void mark(long now) {
			this.run.pollBegun();
		}

		@Override
		Run request() {
			return this.context.call(() -> RunPolls.this.source.retrieve(this.run.runId(), this.place));
		}

		@Override
		void conclude(@Nullable Run response, @Nullable FloraException failure, long now, Notifications notifications) {
			this.run.pollEnded();
			if (!RunPolls.this.runs.contains(this.run)) {
				return;
			}
			this.run.polledAlone(now, response != null);
			if (response != null) {
				RunPolls.this.runs.change(this.run, () -> this.run.shownAt(this.place));
				RunPolls.this.updates.seen(this.run, response, NoticedBy.POLL, begun(), now, notifications);
			}
			else if (failure != null) {
				if (PollVerdict.of(failure) == PollVerdict.GONE) {
					RunPolls.this.runs.change(this.run, () -> this.run.notFoundAt(this.place));
				}
				RunPolls.this.updates.failed(this.run, failure, begun(), now, notifications);
			}
			this.run.changed();
		}

	}

}
