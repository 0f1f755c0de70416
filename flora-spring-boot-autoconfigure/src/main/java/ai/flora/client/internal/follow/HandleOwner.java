package ai.flora.client.internal.follow;

import ai.flora.client.internal.follow.plan.ModelDurations;

import java.time.Duration;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

/**
 * What handles ask of the follower that has handed them out. Thread-safe.
 */
class HandleOwner implements DefaultRunHandle.Owner {

	private final Object lock;

	private final RunRegistry runs;

	private final ModelDurations durations;

	private final PollLoop looks;

	HandleOwner(Object lock, RunRegistry runs, ModelDurations durations, PollLoop looks) {
		this.lock = lock;
		this.runs = runs;
		this.durations = durations;
		this.looks = looks;
	}

	@Override
	public void stop(DefaultRunHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(handle.runId());
			if (run != null && run.handles().remove(handle) && run.isForsaken()) {
				this.runs.forget(run);
			}
		}
		handle.ended(new FollowOutcome.Stopped(handle.runId(), "its handle was stopped"));
	}

	@Override
	public void watched(DefaultRunHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(handle.runId());
			if (run != null) {
				run.watch(this.durations);
			}
		}
		this.looks.arm(Duration.ZERO);
	}

	@Override
	public void used(DefaultRunHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(handle.runId());
			if (run != null) {
				run.handles().hold(handle);
			}
		}
		isAwake();
	}

	@Override
	public @Nullable FloraException failure(DefaultRunHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(handle.runId());
			return (run != null) ? run.failure() : null;
		}
	}

	@Override
	public boolean isAwake() {
		if (this.looks.isUnarmed()) {
			this.looks.arm(Duration.ZERO);
		}
		return !this.looks.isUnarmed();
	}

}
