package ai.flora.client.follow;

import java.time.Duration;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

/**
 * What handles ask of the follower that has handed them out. Thread-safe.
 */
class HandleOwner implements FollowedHandle.Owner {

	private final Object lock;

	private final FollowedRuns runs;

	private final ModelDurations durations;

	private final LookRunner looks;

	HandleOwner(Object lock, FollowedRuns runs, ModelDurations durations, LookRunner looks) {
		this.lock = lock;
		this.runs = runs;
		this.durations = durations;
		this.looks = looks;
	}

	@Override
	public void stop(FollowedHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(handle.runId());
			if (run != null && run.handles().remove(handle) && run.isForsaken()) {
				this.runs.forget(run);
			}
		}
		handle.ended(new Ending.Stopped(handle.runId(), "its handle was stopped"));
	}

	@Override
	public void watched(FollowedHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(handle.runId());
			if (run != null) {
				run.watch(this.durations);
			}
		}
		this.looks.arm(Duration.ZERO);
	}

	@Override
	public void used(FollowedHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = this.runs.get(handle.runId());
			if (run != null) {
				run.handles().hold(handle);
			}
		}
		isAwake();
	}

	@Override
	public @Nullable FloraException failure(FollowedHandle handle) {
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
