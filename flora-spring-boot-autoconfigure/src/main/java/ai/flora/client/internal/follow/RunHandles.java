package ai.flora.client.internal.follow;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.Run;
import ai.flora.client.internal.follow.notification.Notifications;
import org.jspecify.annotations.Nullable;

/**
 * The handles of a run, which end with it. They end before, while it is polled on, only
 * where one of several is stopped, or the last one of a run whose end was posted, where
 * FLORA posts that the run has failed, or where their time is over first. Guarded by the
 * follower's lock.
 */
class RunHandles {

	private final List<DefaultRunHandle> inUse = new ArrayList<>(1);

	/** {@code null} for most runs, of which no handle was released. */
	private @Nullable List<WeakReference<DefaultRunHandle>> released;

	/** Grows with each change of the run. */
	private int version;

	void add(DefaultRunHandle handle) {
		this.inUse.add(handle);
	}

	boolean remove(DefaultRunHandle handle) {
		return this.inUse.remove(handle)
				|| (this.released != null && this.released.removeIf((reference) -> reference.get() == handle));
	}

	/**
	 * A handle has come into use, or is not used any more. One that somebody has waited
	 * with, and that nobody waits with or listens to any more, is released: it is held
	 * weakly, and forgotten if its caller drops it.
	 */
	void useChanged(DefaultRunHandle handle) {
		if (handle.isInUse()) {
			if (!this.inUse.contains(handle) && remove(handle)) {
				this.inUse.add(handle);
			}
		}
		else if (this.inUse.remove(handle)) {
			if (this.released == null) {
				this.released = new ArrayList<>(1);
			}
			// Forgets handles that were dropped, so that they do not pile up.
			keptByCallers();
			this.released.add(new WeakReference<>(handle));
		}
	}

	/** Returns whether there is no handle, or their callers have dropped all of them. */
	boolean isEmpty() {
		return this.inUse.isEmpty() && keptByCallers().isEmpty();
	}

	/** Returns whether somebody listens to changes. */
	boolean isListenedTo() {
		return this.inUse.stream().anyMatch(DefaultRunHandle::hasListeners);
	}

	/** Returns whether a handle was ever released. */
	boolean isAnyReleased() {
		return this.released != null;
	}

	/** Tells all handles of a change of the run. */
	void tell(Run run, Notifications notifications) {
		int version = ++this.version;
		List<DefaultRunHandle> handles = all();
		notifications.add(() -> handles.forEach((handle) -> handle.updated(run, version)));
	}

	/** Tells a new handle the run as it is known, if it is. */
	void tell(DefaultRunHandle handle, @Nullable Run run) {
		if (run != null) {
			handle.updated(run, this.version);
		}
	}

	/** All handles know the outcome from now on, and publish it without the lock. */
	void end(FollowOutcome outcome, Notifications notifications) {
		for (DefaultRunHandle handle : all()) {
			if (handle.setOutcome(outcome)) {
				notifications.add(handle::publishOutcome);
			}
		}
	}

	private List<DefaultRunHandle> all() {
		List<DefaultRunHandle> all = keptByCallers();
		if (all.isEmpty()) {
			return List.copyOf(this.inUse);
		}
		all.addAll(this.inUse);
		return all;
	}

	/** Returns released handles whose callers have kept them, and forgets the others. */
	private List<DefaultRunHandle> keptByCallers() {
		List<WeakReference<DefaultRunHandle>> references = this.released;
		if (references == null || references.isEmpty()) {
			return List.of();
		}
		List<DefaultRunHandle> kept = new ArrayList<>(references.size());
		references.removeIf((reference) -> {
			DefaultRunHandle handle = reference.get();
			return handle == null || !kept.add(handle);
		});
		return kept;
	}

	void clear() {
		this.inUse.clear();
		this.released = null;
	}

}
