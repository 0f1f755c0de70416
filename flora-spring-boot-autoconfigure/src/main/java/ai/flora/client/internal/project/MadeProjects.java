package ai.flora.client.internal.project;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;

import ai.flora.client.internal.LatestEntries;
import ai.flora.client.project.Project;
import org.jspecify.annotations.Nullable;

/**
 * The projects that calls of this client have made. A project whose response was lost is
 * the only one that FLORA lists for its call, and that belongs to no other call of this
 * client. It is looked at twice: another call may have its response on the way, and
 * another candidate may show up late. Thread-safe.
 */
final class MadeProjects {

	private static final int MAX_CLAIMED = 1000;

	private static final Duration BEFORE_SECOND_LOOK = Duration.ofSeconds(3);

	private final Set<String> claimed = Collections.synchronizedSet(LatestEntries.set(MAX_CLAIMED));

	/**
	 * Notes that a project belongs to a call.
	 * @return whether it belonged to none before
	 */
	boolean claim(Project project) {
		return this.claimed.add(project.projectId());
	}

	/**
	 * Begins to look for the project of a call.
	 */
	Search search() {
		return new Search();
	}

	/**
	 * The search for the project of one call. Not thread-safe.
	 */
	final class Search {

		private @Nullable String candidate;

		private long since;

		private Search() {
		}

		/**
		 * Looks at a list.
		 * @param listed what may be the call's
		 * @param now when it was listed, by the monotonic clock
		 * @return the call's project, or {@code null} if it is not known yet
		 */
		@Nullable Project look(List<Project> listed, long now) {
			List<Project> free = listed.stream()
				.filter((project) -> !MadeProjects.this.claimed.contains(project.projectId()))
				.toList();
			Project only = (free.size() == 1) ? free.get(0) : null;
			if (only == null || !only.projectId().equals(this.candidate)) {
				this.candidate = (only != null) ? only.projectId() : null;
				this.since = now;
				return null;
			}
			return (now - this.since >= BEFORE_SECOND_LOOK.toNanos() && claim(only)) ? only : null;
		}

	}

}
