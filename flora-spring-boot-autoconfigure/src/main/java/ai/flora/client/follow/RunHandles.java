package ai.flora.client.follow;

import java.util.ArrayList;
import java.util.List;

import ai.flora.client.Run;
import org.jspecify.annotations.Nullable;

/**
 * The handles of those who follow a run, and what they were told of it last. Guarded by
 * the follower's lock.
 */
class RunHandles {

	private final List<FollowedHandle> handles = new ArrayList<>(1);

	private @Nullable Run latest;

	/** Grows with each change. */
	private int version;

	@Nullable Run latest() {
		return this.latest;
	}

	boolean isEmpty() {
		return this.handles.isEmpty();
	}

	void add(FollowedHandle handle) {
		this.handles.add(handle);
		if (this.latest != null) {
			// Nobody listens to it yet.
			handle.updated(this.latest, this.version);
		}
	}

	boolean remove(FollowedHandle handle) {
		return this.handles.remove(handle);
	}

	/** Tells of what was seen, if that is a change. */
	void update(Run seen, News news) {
		if (!seen.equals(this.latest)) {
			this.latest = seen;
			int version = ++this.version;
			List<FollowedHandle> handles = List.copyOf(this.handles);
			news.add(() -> handles.forEach((handle) -> handle.updated(seen, version)));
		}
	}

	/** Tells of the end; without the lock, for a run that nobody can find any more. */
	void end(Ending ending) {
		this.handles.forEach((handle) -> handle.ended(ending));
	}

}
