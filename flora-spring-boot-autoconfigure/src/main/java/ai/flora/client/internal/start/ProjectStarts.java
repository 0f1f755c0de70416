package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

import ai.flora.client.Generation;
import ai.flora.client.internal.transport.ServerClock;
import org.jspecify.annotations.Nullable;

/**
 * The outstanding starts of one kind in a project, which runs may be theirs, and whether
 * somebody else starts runs in the project, too. Guarded by {@link OutstandingStarts}.
 */
class ProjectStarts {

	/** The time for which somebody else's run makes every match unsafe. */
	private static final Duration FOREIGN_RUN_COUNTS = Duration.ofMinutes(10);

	/** Clocks of servers differ by so much, for a start before and for one after. */
	private static final long SETTLING = Duration.ofSeconds(3).toNanos();

	/** FLORA may fail for hours, at any number of starts. */
	private static final int MAX_FAILED = 1_000;

	private final List<PendingStart> starts = new ArrayList<>();

	/** Periods in which calls of this client without an order may have made runs. */
	private final List<CreationWindow> others = new ArrayList<>();

	private final ServerClock clock;

	/** This client's own runs, by their ids. */
	private final Predicate<String> known;

	private Instant lastForeign = Instant.MIN;

	ProjectStarts(ServerClock clock, Predicate<String> known) {
		this.clock = clock;
		this.known = known;
	}

	/**
	 * Adds a start, which takes over what is known of each that it is, or may be: of the
	 * same one in an earlier call, and of those at which FLORA has failed. It takes the
	 * place of those that it is. The others are kept, for they may be made once more.
	 */
	void add(PendingStart start) {
		List<PendingStart> replaced = new ArrayList<>(List.of(start));
		for (PendingStart earlier : under(start.startKey()).filter((other) -> other != start).toList()) {
			boolean goesOn = start.doubt().isLeftLike(earlier.doubt());
			Likeness likeness = goesOn ? Likeness.SAME : compare(start, earlier);
			if (likeness != Likeness.OTHER) {
				start.takeOver(earlier);
			}
			if (goesOn || (likeness == Likeness.SAME && earlier.mayHaveFailedWithRun())) {
				replaced.add(earlier);
			}
		}
		this.starts.removeAll(replaced);
		this.starts.add(start);
	}

	/** A start at which FLORA has not failed tells nothing of another one's run. */
	private static Likeness compare(PendingStart start, PendingStart earlier) {
		return (earlier.doubt().floraFailure() != null) ? start.compareWith(earlier) : Likeness.OTHER;
	}

	void remove(PendingStart start) {
		this.starts.remove(start);
	}

	void addOther(CreationWindow window) {
		this.others.add(window);
	}

	void removeOther(CreationWindow window) {
		this.others.remove(window);
	}

	/** Forgets what has ended before, unless a call goes on with it. */
	void removeClosedBefore(long moment) {
		this.others.removeIf((window) -> window.isClosedBefore(moment));
		this.starts.removeIf((start) -> !start.isCalled() && start.window().isClosedBefore(moment));
		this.starts.stream()
			.filter((start) -> !start.isCalled())
			.forEach((start) -> start.window().forgetClosedBefore(moment));
	}

	/** Forgets the oldest of too many failed starts that no call will go on with. */
	void limitFailed() {
		List<PendingStart> failed = this.starts.stream()
			.filter((start) -> start.mayHaveFailedWithRun() && !start.hasCallersKey() && !start.isCalled())
			.toList();
		this.starts.removeAll(failed.subList(0, Math.max(0, failed.size() - MAX_FAILED)));
	}

	/** The starts under a key. */
	Stream<PendingStart> under(StartKey key) {
		// The text alone tells nearly all others, of which there may be thousands.
		return this.starts.stream().filter((start) -> start.key().equals(key.key()) && start.startKey().equals(key));
	}

	/**
	 * Finds the runs in a list that may be a start's.
	 */
	Candidates match(PendingStart start, List<Generation> newest) {
		Instant now = this.clock.now();
		List<Generation> candidates = new ArrayList<>();
		boolean ambiguous = false;
		for (Generation run : newest) {
			Instant createdAt = run.run().createdAt();
			if (this.known.test(run.runId()) || isElsewhere(run, start)) {
				continue;
			}
			if (createdAt == null) {
				ambiguous |= start.window().fits(run);
				continue;
			}
			boolean mayBeAnothers = mayBeOther(run, createdAt)
					|| this.starts.stream().anyMatch((other) -> other != start && mayHold(other, run, createdAt));
			if (mayHold(start, run, createdAt)) {
				candidates.add(run);
				ambiguous |= mayBeAnothers;
			}
			else if (!mayBeAnothers) {
				addForeign(createdAt, now);
			}
		}
		if (holdForeignRun(candidates)) {
			candidates.forEach((run) -> addForeign(Objects.requireNonNull(run.run().createdAt()), now));
		}
		return new Candidates(candidates, ambiguous, hasForeign(now));
	}

	/**
	 * Tells whether a run among the candidates is somebody else's, whichever it is: they
	 * are more than the starts that may have made them, and no call without an order may
	 * have made one.
	 */
	private boolean holdForeignRun(List<Generation> candidates) {
		boolean mayHoldOther = candidates.stream()
			.anyMatch((run) -> mayBeOther(run, Objects.requireNonNull(run.run().createdAt())));
		return !mayHoldOther && candidates.size() > countStartsOf(candidates);
	}

	/** Counts the starts that may have made one of the runs. */
	private long countStartsOf(List<Generation> runs) {
		return this.starts.stream()
			.filter((start) -> runs.stream()
				.anyMatch((run) -> mayHold(start, run, Objects.requireNonNull(run.run().createdAt()))))
			.count();
	}

	/** Tells whether a run may be a start's. */
	boolean mayBeOf(PendingStart start, Generation run) {
		Instant createdAt = run.run().createdAt();
		return createdAt != null && !this.known.test(run.runId()) && !isElsewhere(run, start)
				&& mayHold(start, run, createdAt);
	}

	private boolean mayHold(PendingStart start, Generation run, Instant createdAt) {
		return start.window().mayHold(run, createdAt, this.clock);
	}

	/** Tells whether a call without an order may have made a run. */
	private boolean mayBeOther(Generation run, Instant createdAt) {
		return this.others.stream().anyMatch((window) -> window.mayHold(run, createdAt, this.clock));
	}

	private static boolean isElsewhere(Generation run, PendingStart start) {
		return run.projectId() != null && start.projectId() != null && !run.projectId().equals(start.projectId());
	}

	/**
	 * Notes a run of the project: it is somebody else's if it can be none of this
	 * client's.
	 */
	void observe(Generation run) {
		Instant createdAt = run.run().createdAt();
		if (createdAt != null && !this.known.test(run.runId()) && !mayBeOther(run, createdAt)
				&& this.starts.stream().noneMatch((start) -> mayHold(start, run, createdAt))) {
			addForeign(createdAt, this.clock.now());
		}
	}

	/** Tells whether lists might mix up a further start with one that needs lists. */
	boolean mayBeMixedUp(@Nullable String modelOrTechniqueId, long now) {
		return this.starts.stream().anyMatch((start) -> start.mayBeMixedUp(modelOrTechniqueId, now - SETTLING));
	}

	/** Notes a run that turned out to be somebody else's. */
	void observeForeign(Instant createdAt) {
		addForeign(createdAt, this.clock.now());
	}

	private void addForeign(Instant createdAt, Instant now) {
		// A run from the future must not make matches unsafe until then.
		boolean counts = createdAt.isAfter(now.minus(FOREIGN_RUN_COUNTS))
				&& createdAt.isBefore(now.plus(FOREIGN_RUN_COUNTS));
		if (counts && createdAt.isAfter(this.lastForeign)) {
			this.lastForeign = createdAt;
		}
	}

	private boolean hasForeign(Instant now) {
		return this.lastForeign.isAfter(now.minus(FOREIGN_RUN_COUNTS));
	}

	/** Tells whether nothing is lost if all of this is forgotten. */
	boolean isForgettable(Instant now) {
		return this.starts.isEmpty() && this.others.isEmpty() && !hasForeign(now);
	}

}
