package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.transport.ServerClock;
import org.jspecify.annotations.Nullable;

/**
 * The starts of a client whose runs are not known yet, by project, and the runs that are
 * known to be its own. Lists are observed here, and matched with the starts. Thread-safe.
 * <p>
 * A start that may have a run is remembered, so that its run is taken neither for another
 * start's nor for somebody else's.
 */
class OutstandingStarts {

	private static final int MAX_KNOWN = 20_000;

	private static final int MAX_ACCEPTED = 1_000;

	/**
	 * The time for which a start whose run was never found is kept after its last attempt
	 * that may have made one: as long as FLORA may keep its key. It is measured in
	 * nanoseconds by the monotonic clock, which never says too much.
	 */
	private static final long KEPT_UNRESOLVED = StartKey.LIFE.toNanos();

	private final Set<String> known = LatestEntries.set(MAX_KNOWN);

	/** The runs of starts that earlier calls left in doubt. */
	private final Map<StartInDoubt, StartedRun> resolved = new LatestEntries<>(MAX_KNOWN);

	/**
	 * The runs that no response of FLORA's has told: it may have released their keys.
	 */
	private final Map<StartKey, ListedRun> listed = new LatestEntries<>(MAX_KNOWN);

	/**
	 * The orders that FLORA has accepted beside others under the same key, which may have
	 * a run of their own.
	 */
	private final Map<StartKey, AcceptedOrder> accepted = new LatestEntries<>(MAX_ACCEPTED);

	private final Map<KindAndProject, ProjectStarts> projects = new HashMap<>();

	private final ListLag lag = new ListLag();

	private final ServerClock clock;

	OutstandingStarts(ServerClock clock) {
		this.clock = clock;
	}

	/** FLORA's clock. */
	ServerClock clock() {
		return this.clock;
	}

	/** Adds a start that a call is about to send. */
	synchronized void add(PendingStart start, long now) {
		Instant floraNow = this.clock.now();
		project(start).add(start);
		this.projects.values().forEach((project) -> project.removeClosedBefore(now - KEPT_UNRESOLVED));
		this.projects.values().removeIf((project) -> project.isForgettable(floraNow));
	}

	/**
	 * The run of a start that an earlier call left in doubt; {@code null} if it is not
	 * known. A key may have been used again since.
	 */
	synchronized @Nullable StartedRun resolved(StartKey start, Instant since) {
		return this.resolved.get(new StartInDoubt(start, since));
	}

	/**
	 * The run of a start under this key that no response of FLORA's has told;
	 * {@code null} if there is none, or FLORA may have forgotten the key. FLORA may have
	 * failed after it had made the run, and have released the key: it would not refuse it
	 * once more.
	 */
	synchronized @Nullable Generation listedRun(StartKey key, long now) {
		ListedRun listed = this.listed.get(key);
		return (listed != null && !listed.isForgotten(now)) ? listed.run() : null;
	}

	/**
	 * The starts under a key that earlier calls of this client left in doubt, the latest
	 * one first: other clients may have sent other orders under it.
	 */
	synchronized List<PendingStart> inDoubt(StartKey key, long now) {
		return latestFirst(under(key, now).filter((start) -> start.doubt().lastEnd() != null));
	}

	/** The start that an earlier call of this client left in doubt with this end. */
	synchronized @Nullable PendingStart inDoubt(StartKey key, long now, FloraStartUnconfirmedException end) {
		return inDoubt(key, now).stream().filter((start) -> start.doubt().isToldBy(end)).findFirst().orElse(null);
	}

	private static List<PendingStart> latestFirst(Stream<PendingStart> starts) {
		List<PendingStart> latestFirst = new ArrayList<>(starts.toList());
		Collections.reverse(latestFirst);
		return latestFirst;
	}

	/** The starts under a key that are not forgotten by now. */
	private Stream<PendingStart> under(StartKey key, long now) {
		ProjectStarts project = this.projects.get(key.runs());
		if (project == null) {
			return Stream.empty();
		}
		project.removeClosedBefore(now - KEPT_UNRESOLVED);
		return project.under(key);
	}

	/**
	 * The latest failure of FLORA's at an order, by its own account, in whatever call;
	 * {@code null} if there is none. The key alone does not tell it: a caller may have
	 * corrected the order meanwhile.
	 * @param order tells whether a start under that key is of that order, or may be; not
	 * called with any lock, since code of the application reads parameters for it
	 */
	@Nullable FloraException floraFailure(StartKey key, Predicate<PendingStart> order, long now) {
		return failed(key, now).stream()
			.filter((start) -> mayBe(start, order))
			.map((start) -> Objects.requireNonNull(start.doubt().floraFailure()))
			.reduce(FloraFailure::latest)
			.map(FloraFailure::exception)
			.orElse(null);
	}

	private synchronized List<PendingStart> failed(StartKey key, long now) {
		return under(key, now).filter((start) -> start.doubt().floraFailure() != null).toList();
	}

	/** An order that cannot be read, such as a parameter of it, may be any. */
	private static boolean mayBe(PendingStart start, Predicate<PendingStart> order) {
		try {
			return order.test(start);
		}
		catch (RuntimeException | Error ex) {
			return true;
		}
	}

	/** A call has ended that went on with a start which another client had begun. */
	synchronized void forgetFirst(PendingStart start, long now) {
		start.window().forgetFirst(now);
	}

	/**
	 * Adds a period in which this client may start runs that are of none of its starts.
	 */
	synchronized void addOther(String projectId, CreationWindow window, long now) {
		ProjectStarts project = this.projects.computeIfAbsent(new KindAndProject(RunKind.GENERATION, projectId),
				(runs) -> newProject());
		project.removeClosedBefore(now - KEPT_UNRESOLVED);
		project.addOther(window);
	}

	/** Forgets the period: all runs started in it are known. */
	synchronized void removeOther(String projectId, CreationWindow window) {
		ProjectStarts project = this.projects.get(new KindAndProject(RunKind.GENERATION, projectId));
		if (project != null) {
			project.removeOther(window);
		}
	}

	/** Ends the period; its runs will never be known. */
	synchronized void closeOther(CreationWindow window, long until) {
		window.closeAt(until);
	}

	/** Removes a start that has led to no run. */
	synchronized void remove(PendingStart start) {
		ProjectStarts project = this.projects.get(start.kindAndProject());
		if (project != null) {
			project.remove(start);
		}
	}

	/**
	 * Keeps a start at which FLORA has failed: its run must not be taken for another
	 * start's. Under the same key of the caller's, a further call looks for it.
	 */
	synchronized void keepFailed(PendingStart start) {
		project(start).limitFailed();
	}

	/** Removes a start whose run is known now. */
	synchronized void removeAccepted(PendingStart start, StartedRun run, long now) {
		this.known.add(run.runId());
		remove(start);
		if (under(start.startKey(), now).findAny().isPresent()) {
			this.accepted.put(start.startKey(), new AcceptedOrder(start, now));
		}
		FloraStartUnconfirmedException unconfirmed = start.doubt().lastEnd();
		if (unconfirmed != null) {
			this.resolved.put(new StartInDoubt(start.startKey(), unconfirmed.since()), run);
		}
		Generation listed = start.listedRun();
		if (listed != null) {
			this.listed.put(start.startKey(), new ListedRun(listed, start.window()));
		}
		this.lag.expect(run.runId(), start.order().kind(), start.order().request(), now);
	}

	/**
	 * Tells whether an earlier call of the same order has got its run since FLORA failed,
	 * so that FLORA refuses the key because of that one: another order under the key may
	 * need lists, but this one does not. If FLORA has failed later, it may have made a
	 * run for the call that it refuses now.
	 */
	synchronized boolean isAcceptedSince(FloraFailure failure, PendingStart start) {
		AcceptedOrder accepted = this.accepted.get(start.startKey());
		return accepted != null && accepted.at() - failure.at().nanoTime() > 0
				&& start.compareWith(accepted.start()) == Likeness.SAME;
	}

	/** Adds runs that are this client's own, but of none of its starts. */
	synchronized void addKnown(Collection<String> runIds) {
		this.known.addAll(runIds);
	}

	/** An attempt begins. */
	synchronized void openWindow(PendingStart start, long now) {
		start.window().open(now);
	}

	/** An attempt begins long after the others, in a later call. */
	synchronized void reopenWindow(PendingStart start, long now) {
		start.window().reopenAt(now);
	}

	/** An attempt of a later call has led to no run. */
	synchronized void undoReopening(PendingStart start) {
		start.window().undoReopening();
	}

	/**
	 * An attempt has ended without telling its run.
	 * @param until when a run that it has led to must have begun
	 * @return whether an attempt was going on
	 */
	synchronized boolean closeWindow(PendingStart start, long until) {
		return start.window().closeAt(until);
	}

	synchronized boolean isKnown(String runId) {
		return this.known.contains(runId);
	}

	/** The wait until lists show the runs that they lack now. */
	synchronized Duration settlingTime(Duration least, long now) {
		return Durations.max(this.lag.longest(now).multipliedBy(2), least);
	}

	/**
	 * Learns from a list how far lists lag, and whether others start runs.
	 * @param kind the kind of runs that it lists
	 * @param askedAt when the list was asked for, on the monotonic clock
	 */
	synchronized void observe(RunKind kind, GenerationQuery query, Page<Generation> page, long askedAt) {
		Set<String> shown = page.items().stream().map(Generation::runId).collect(Collectors.toSet());
		if (query.cursor() == null && query.status() == null) {
			this.lag.observeNewest(kind, query, shown, reach(page), askedAt);
		}
		else {
			this.lag.observeSome(shown, askedAt);
		}
		for (Generation run : page.items()) {
			ProjectStarts project = this.projects.get(KindAndProject.of(kind, run));
			if (project != null) {
				project.observe(run);
			}
		}
	}

	/**
	 * The least age of a run on a later page; {@code null} if there is no later page.
	 */
	private @Nullable Duration reach(Page<Generation> page) {
		if (page.nextCursor() == null) {
			return null;
		}
		Instant now = this.clock.now();
		return page.items()
			.stream()
			.map((run) -> run.run().createdAt())
			.filter(Objects::nonNull)
			.min(Comparator.naturalOrder())
			.map((oldest) -> Duration.between(oldest, now))
			.orElse(Duration.ZERO);
	}

	/** Learns that a run which may have been a start's is somebody else's. */
	synchronized void observeForeign(PendingStart start, Generation run) {
		Instant createdAt = run.run().createdAt();
		if (createdAt != null) {
			project(start).observeForeign(createdAt);
		}
	}

	/** Finds the runs that may be a start's among the newest of its project. */
	synchronized Candidates match(PendingStart start, List<Generation> newest) {
		return project(start).match(start, newest);
	}

	/** Tells whether a run that a delivery named may be a start's. */
	synchronized boolean mayBeOf(PendingStart start, Generation run) {
		return project(start).mayBeOf(start, run);
	}

	/**
	 * Tells whether a start needs lists, or did so a moment ago, so that they might mix
	 * it up with a further one.
	 * @param modelOrTechniqueId model or technique of the further start; {@code null} for
	 * any
	 */
	synchronized boolean mayBeMixedUp(KindAndProject runs, @Nullable String modelOrTechniqueId, long now) {
		ProjectStarts project = this.projects.get(runs);
		return project != null && project.mayBeMixedUp(modelOrTechniqueId, now);
	}

	private ProjectStarts project(PendingStart start) {
		return this.projects.computeIfAbsent(start.kindAndProject(), (runs) -> newProject());
	}

	private ProjectStarts newProject() {
		return new ProjectStarts(this.clock, this.known::contains);
	}

	/**
	 * A start that a call left in doubt.
	 *
	 * @param start the start
	 * @param since the time that all its exceptions tell
	 */
	private record StartInDoubt(StartKey start, Instant since) {
	}

	/**
	 * The run of a start that no response of FLORA's has told.
	 *
	 * @param run the run
	 * @param window when it must have begun
	 */
	private record ListedRun(Generation run, CreationWindow window) {

		boolean isForgotten(long now) {
			return this.window.isClosedBefore(now - KEPT_UNRESOLVED);
		}

	}

	/**
	 * An order that FLORA has accepted.
	 *
	 * @param at when it did, on the monotonic clock
	 */
	private record AcceptedOrder(PendingStart start, long at) {
	}

}
