package ai.flora.client.start;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.flora.client.Generation;
import ai.flora.client.transport.ServerClock;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of the runs in its projects: which are its own, which starts are
 * still to be told their run, and whether somebody else starts runs there, too.
 * Thread-safe.
 */
class StartLedger {

	private static final int MAX_KNOWN = 20_000;

	/** How long a start whose run was never found keeps others from taking it. */
	private static final Duration UNSETTLED = Duration.ofMinutes(30);

	/** How long somebody else's run makes every guess unsafe. */
	private static final Duration LATELY = Duration.ofMinutes(10);

	private final Set<String> known = Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX_KNOWN;
		}

	});

	private final Map<String, Project> projects = new HashMap<>();

	private final ServerClock clock;

	StartLedger(ServerClock clock) {
		this.clock = clock;
	}

	/**
	 * Notes that a start is about to be sent.
	 */
	synchronized void opened(String projectId, StartWindow window, Instant local) {
		Instant now = this.clock.now();
		Project project = this.projects.computeIfAbsent(projectId, (id) -> new Project());
		project.windows.removeIf((other) -> other.isOlderThan(local.minus(UNSETTLED)));
		project.windows.add(window);
		this.projects.values().removeIf((other) -> other.isForgettable(now));
	}

	/**
	 * Notes which run a start has led to, or that it has led to none.
	 */
	synchronized void settled(String projectId, StartWindow window, @Nullable String runId) {
		if (runId != null) {
			this.known.add(runId);
		}
		Project project = this.projects.get(projectId);
		if (project != null) {
			project.windows.remove(window);
		}
	}

	/**
	 * Notes that a start's attempts have ended without telling its run.
	 */
	synchronized void lost(StartWindow window, Instant local) {
		window.end(local);
	}

	/**
	 * Notes what a list shows, to see whether others start runs in its projects.
	 */
	synchronized void listed(Collection<Generation> items) {
		Instant now = this.clock.now();
		for (Generation item : items) {
			Project project = this.projects.get(item.projectId());
			Instant createdAt = item.run().createdAt();
			if (project != null && createdAt != null && !this.known.contains(item.runId())
					&& project.windows.stream().noneMatch((window) -> window.mayHold(item, createdAt, this.clock))) {
				project.sawForeign(createdAt, now);
			}
		}
	}

	/**
	 * Looks for a start's run among the newest of its project.
	 */
	synchronized Sighting look(String projectId, StartWindow window, List<Generation> newest) {
		Instant now = this.clock.now();
		Project project = this.projects.computeIfAbsent(projectId, (id) -> new Project());
		List<Generation> candidates = new ArrayList<>();
		boolean ambiguous = false;
		for (Generation item : newest) {
			Instant createdAt = item.run().createdAt();
			if (this.known.contains(item.runId())) {
				continue;
			}
			if (createdAt == null) {
				ambiguous = true;
				continue;
			}
			boolean mayBeOurs = window.mayHold(item, createdAt, this.clock);
			boolean mayBeAnothers = project.windows.stream()
				.anyMatch((other) -> other != window && other.mayHold(item, createdAt, this.clock));
			if (mayBeOurs) {
				candidates.add(item);
				ambiguous |= mayBeAnothers;
			}
			else if (!mayBeAnothers) {
				project.sawForeign(createdAt, now);
			}
		}
		return new Sighting(candidates, ambiguous, project.hasForeign(now));
	}

	/**
	 * What a look at a project's newest runs shows of a start.
	 *
	 * @param candidates runs that may be the start's own
	 * @param ambiguous whether one of them may as well be another start's
	 * @param foreign whether somebody else starts runs in the project
	 */
	record Sighting(List<Generation> candidates, boolean ambiguous, boolean foreign) {

		/**
		 * Whether no further look can tell which run it is.
		 */
		boolean isHopeless() {
			return this.foreign || (this.candidates.size() > 1 && !this.ambiguous);
		}

		@Nullable Generation onlyCandidate() {
			return (this.candidates.size() == 1 && !this.ambiguous && !this.foreign) ? this.candidates.get(0) : null;
		}

	}

	/**
	 * What is known of a project.
	 */
	private static final class Project {

		private final List<StartWindow> windows = new ArrayList<>();

		private Instant lastForeign = Instant.MIN;

		void sawForeign(Instant createdAt, Instant now) {
			// One from the future must not make guesses unsafe until then.
			boolean lately = createdAt.isAfter(now.minus(LATELY)) && createdAt.isBefore(now.plus(LATELY));
			if (lately && createdAt.isAfter(this.lastForeign)) {
				this.lastForeign = createdAt;
			}
		}

		boolean hasForeign(Instant now) {
			return this.lastForeign.isAfter(now.minus(LATELY));
		}

		boolean isForgettable(Instant now) {
			return this.windows.isEmpty() && !hasForeign(now);
		}

	}

}
