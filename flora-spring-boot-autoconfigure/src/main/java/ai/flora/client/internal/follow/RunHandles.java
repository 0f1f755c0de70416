package ai.flora.client.internal.follow;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * The handles of those who follow a run, and what they were told of it last. One that
 * somebody has waited with, and that nobody waits with or listens to any more, is held
 * weakly: if its caller drops it, so does the following. Guarded by the follower's lock.
 */
class RunHandles {

	private final List<DefaultRunHandle> handles = new ArrayList<>(1);

	private @Nullable List<WeakReference<DefaultRunHandle>> released;

	private @Nullable Run latest;

	/** Grows with each change. */
	private int version;

	@Nullable Run latest() {
		return this.latest;
	}

	boolean isEmpty() {
		return this.handles.isEmpty() && released().isEmpty();
	}

	/** Whether there were handles, and their callers have dropped them all. */
	boolean areAllGone() {
		return this.released != null && isEmpty();
	}

	void add(DefaultRunHandle handle) {
		this.handles.add(handle);
		if (this.latest != null) {
			// Nobody listens to it yet.
			handle.updated(this.latest, this.version);
		}
	}

	/**
	 * A handle is used, or no longer: it is held as long as something is expected of it.
	 */
	void hold(DefaultRunHandle handle) {
		if (handle.isInUse()) {
			if (!this.handles.contains(handle) && remove(handle)) {
				this.handles.add(handle);
			}
		}
		else if (this.handles.remove(handle)) {
			if (this.released == null) {
				this.released = new ArrayList<>(1);
			}
			released();
			this.released.add(new WeakReference<>(handle));
		}
	}

	boolean remove(DefaultRunHandle handle) {
		return this.handles.remove(handle)
				|| (this.released != null && this.released.removeIf((reference) -> reference.get() == handle));
	}

	/** Tells of what was seen, if that is a change. */
	void update(Run seen, Notifications news) {
		if (!seen.equals(this.latest)) {
			this.latest = seen;
			int version = ++this.version;
			List<DefaultRunHandle> handles = all();
			news.add(() -> handles.forEach((handle) -> handle.updated(seen, version)));
		}
	}

	/** Tells of the end; without the lock, for a run that nobody can find any more. */
	void end(FollowOutcome ending) {
		all().forEach((handle) -> handle.ended(ending));
	}

	private List<DefaultRunHandle> all() {
		List<DefaultRunHandle> released = released();
		if (released.isEmpty()) {
			return List.copyOf(this.handles);
		}
		released.addAll(this.handles);
		return released;
	}

	/** Those that are held weakly, and still used by somebody. */
	private List<DefaultRunHandle> released() {
		List<WeakReference<DefaultRunHandle>> references = this.released;
		if (references == null || references.isEmpty()) {
			return List.of();
		}
		List<DefaultRunHandle> released = new ArrayList<>(references.size());
		references.removeIf((reference) -> {
			DefaultRunHandle handle = reference.get();
			return handle == null || !released.add(handle);
		});
		return released;
	}

}
