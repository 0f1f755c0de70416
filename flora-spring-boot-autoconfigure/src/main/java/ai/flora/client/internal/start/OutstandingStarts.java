package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.transport.ServerClock;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of the runs in its projects: which are its own, which starts are
 * still to be told their run, and whether somebody else starts runs there, too.
 * Thread-safe.
 */
class OutstandingStarts {

	private static final int MAX_KNOWN = 20_000;

	/**
	 * How long a start whose run was never found keeps others from taking it, and can be
	 * asked for again: as long as FLORA keeps its key.
	 */
	private static final Duration UNSETTLED = Duration.ofHours(2);

	/** How long somebody else's run makes every guess unsafe. */
	private static final Duration LATELY = Duration.ofMinutes(10);

	private final Set<String> known = Collections.newSetFromMap(new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > MAX_KNOWN;
		}

	});

	/** What starts that were in doubt have led to, by their keys. */
	private final Map<String, StartedRun> resolved = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, StartedRun> eldest) {
			return size() > MAX_KNOWN;
		}

	};

	private final Map<String, Project> projects = new HashMap<>();

	private final ListLag lag = new ListLag();

	private final ServerClock clock;

	OutstandingStarts(ServerClock clock) {
		this.clock = clock;
	}

	/**
	 * Notes that a start is about to be sent.
	 */
	synchronized void opened(PendingStart start, long now) {
		Instant floraNow = this.clock.now();
		Project project = project(start);
		project.starts.removeIf((other) -> other.window().isOlderThan(now - UNSETTLED.toNanos()));
		project.starts.add(start);
		this.projects.values().removeIf((other) -> other.isForgettable(floraNow));
	}

	/**
	 * Notes that FLORA is to be asked again for a start whose run was not found.
	 * @param start the start, as its doubt tells
	 * @return the same start as this client knew it before, if it did
	 */
	synchronized PendingStart reopened(PendingStart start) {
		List<PendingStart> starts = project(start).starts;
		for (PendingStart known : starts) {
			if (known.key().equals(start.key())) {
				return known;
			}
		}
		starts.add(start);
		return start;
	}

	/** What a start that was in doubt has led to, or {@code null} if it is not known. */
	synchronized @Nullable StartedRun resolved(String projectId, String key) {
		return this.resolved.get(projectId + ' ' + key);
	}

	/**
	 * Notes the run that FLORA's answer names.
	 */
	synchronized void answered(PendingStart start, StartedRun run, long now) {
		settled(start, run.runId());
		if (start.doubt() != null) {
			this.resolved.put(start.projectId() + ' ' + start.key(), run);
		}
		this.lag.answered(run.runId(), start.request(), now);
	}

	/**
	 * Notes which run a start has led to, or that it has led to none.
	 */
	synchronized void settled(PendingStart start, @Nullable String runId) {
		if (runId != null) {
			this.known.add(runId);
		}
		Project project = this.projects.get(start.projectId());
		if (project != null) {
			project.starts.remove(start);
		}
	}

	/**
	 * Notes that an attempt to send a start begins.
	 */
	synchronized void attempting(PendingStart start) {
		start.window().end(null);
	}

	/**
	 * Notes that an attempt to send a start begins long after the others.
	 */
	synchronized void attemptingAgain(PendingStart start, long now) {
		start.window().reopen(now);
	}

	/**
	 * Notes that such an attempt has led to nothing.
	 */
	synchronized void withdrawn(PendingStart start) {
		start.window().withdraw();
	}

	/**
	 * Notes that an attempt has ended without telling its run.
	 * @param until when a run that it has led to must have begun
	 */
	synchronized void attempted(PendingStart start, long until) {
		start.window().end(until);
	}

	synchronized boolean isKnown(String runId) {
		return this.known.contains(runId);
	}

	/** How long to wait until lists show what they lack now. */
	synchronized Duration settlingTime(Duration least, long now) {
		Duration twice = this.lag.longest(now).multipliedBy(2);
		return (twice.compareTo(least) > 0) ? twice : least;
	}

	/**
	 * Notes what a list shows: how far it lags, and whether others start runs.
	 * @param asked when it was asked for, on the monotonic clock
	 */
	synchronized void listed(GenerationQuery query, Page<Generation> page, long asked) {
		Set<String> shown = page.items().stream().map(Generation::runId).collect(Collectors.toSet());
		if (query.cursor() == null && query.status() == null) {
			this.lag.listed(query, shown, reach(page), asked);
		}
		else {
			this.lag.shown(shown, asked);
		}
		for (Generation item : page.items()) {
			Project project = this.projects.get(item.projectId());
			Instant createdAt = item.run().createdAt();
			if (project != null && createdAt != null && !this.known.contains(item.runId())
					&& project.starts.stream().noneMatch((start) -> mayBeOf(start, item, createdAt))) {
				project.sawForeign(createdAt, this.clock.now());
			}
		}
	}

	/**
	 * How long before now a run must have begun to be on a later page; {@code null} if
	 * there is none, or it cannot be told.
	 */
	private @Nullable Duration reach(Page<Generation> page) {
		if (page.nextCursor() == null) {
			return null;
		}
		Instant now = this.clock.now();
		return page.items()
			.stream()
			.map((item) -> item.run().createdAt())
			.filter(Objects::nonNull)
			.min(Comparator.naturalOrder())
			.map((oldest) -> Duration.between(oldest, now))
			.orElse(Duration.ZERO);
	}

	/**
	 * Notes a run that turned out to be somebody else's.
	 */
	synchronized void foreign(PendingStart start, Generation run) {
		Instant createdAt = run.run().createdAt();
		if (createdAt != null) {
			project(start).sawForeign(createdAt, this.clock.now());
		}
	}

	/**
	 * Looks for a start's run among the newest of its project.
	 */
	synchronized Sighting look(PendingStart start, List<Generation> newest) {
		Instant now = this.clock.now();
		Project project = project(start);
		List<Generation> candidates = new ArrayList<>();
		boolean ambiguous = false;
		for (Generation item : newest) {
			Instant createdAt = item.run().createdAt();
			if (this.known.contains(item.runId()) || isElsewhere(item, start)) {
				continue;
			}
			if (createdAt == null) {
				ambiguous = true;
				continue;
			}
			boolean mayBeAnothers = project.starts.stream()
				.anyMatch((other) -> other != start && mayBeOf(other, item, createdAt));
			if (mayBeOf(start, item, createdAt)) {
				candidates.add(item);
				ambiguous |= mayBeAnothers;
			}
			else if (!mayBeAnothers) {
				project.sawForeign(createdAt, now);
			}
		}
		if (candidates.size() > holders(project, candidates)) {
			candidates.forEach((run) -> project.sawForeign(Objects.requireNonNull(run.run().createdAt()), now));
		}
		return new Sighting(candidates, ambiguous, project.hasForeign(now));
	}

	/** Starts that one of the runs may be of: more runs cannot all be this client's. */
	private long holders(Project project, List<Generation> runs) {
		return project.starts.stream()
			.filter((start) -> runs.stream()
				.anyMatch((run) -> mayBeOf(start, run, Objects.requireNonNull(run.run().createdAt()))))
			.count();
	}

	/** Whether a run that a delivery named may be a start's. */
	synchronized boolean mayBeOf(PendingStart start, Generation run) {
		Instant createdAt = run.run().createdAt();
		return createdAt != null && !this.known.contains(run.runId()) && !isElsewhere(run, start)
				&& mayBeOf(start, run, createdAt);
	}

	private boolean mayBeOf(PendingStart start, Generation item, Instant createdAt) {
		return start.window().mayHold(item, createdAt, this.clock);
	}

	private static boolean isElsewhere(Generation item, PendingStart start) {
		return item.projectId() != null && !item.projectId().equals(start.projectId());
	}

	private Project project(PendingStart start) {
		return this.projects.computeIfAbsent(start.projectId(), (id) -> new Project());
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

		private final List<PendingStart> starts = new ArrayList<>();

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
			return this.starts.isEmpty() && !hasForeign(now);
		}

	}

}
