package ai.flora.client.internal.follow;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

/**
 * The follower, as its handles see it. Thread-safe: takes the follower's lock.
 */
class HandleOwner implements DefaultRunHandle.Owner {

	private final Object lock;

	private final RunRegistry runs;

	private final ExpectedDeliveries expectedDeliveries;

	private final PollLoop loop;

	HandleOwner(Object lock, RunRegistry runs, ExpectedDeliveries expectedDeliveries, PollLoop loop) {
		this.lock = lock;
		this.runs = runs;
		this.expectedDeliveries = expectedDeliveries;
		this.loop = loop;
	}

	@Override
	public void stop(DefaultRunHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = run(handle);
			if (run != null && run.remove(handle)) {
				if (run.isUnused()) {
					this.runs.remove(run);
				}
				else {
					this.expectedDeliveries.listenersChanged(run);
				}
			}
		}
		handle.ended(new FollowOutcome.Stopped(handle.runId(), "its handle was stopped"));
	}

	@Override
	public void listenersChanged(DefaultRunHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = run(handle);
			if (run != null) {
				this.expectedDeliveries.listenersChanged(run);
			}
		}
		this.loop.arm(0);
	}

	@Override
	public void useChanged(DefaultRunHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = run(handle);
			if (run != null) {
				run.useChanged(handle);
			}
		}
		ensureAwake();
	}

	@Override
	public @Nullable FloraException lastFailure(DefaultRunHandle handle) {
		synchronized (this.lock) {
			FollowedRun run = run(handle);
			return (run != null) ? run.lastFailure() : null;
		}
	}

	@Override
	public boolean ensureAwake() {
		if (this.loop.isUnarmed()) {
			this.loop.arm(0);
		}
		return !this.loop.isUnarmed();
	}

	private @Nullable FollowedRun run(DefaultRunHandle handle) {
		return this.runs.get(handle.runId());
	}

}
