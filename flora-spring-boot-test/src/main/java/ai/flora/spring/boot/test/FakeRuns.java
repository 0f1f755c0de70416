package ai.flora.spring.boot.test;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The runs of a {@link FakeFlora}, oldest first. Thread-safe.
 */
class FakeRuns {

	private final FakeClock clock;

	private final Supplier<String> origin;

	private final Map<String, FakeRun> runs = new LinkedHashMap<>();

	private final Deque<FakeRun> scripts = new ArrayDeque<>();

	private final List<FakeRun> started = new ArrayList<>();

	/** Ids of runs of earlier tests, which somebody may still ask for. */
	private final Set<String> earlier = new HashSet<>();

	/**
	 * Creates runs.
	 * @param origin scheme, host and port of the fake, once it runs
	 */
	FakeRuns(FakeClock clock, Supplier<String> origin) {
		this.clock = clock;
		this.origin = origin;
	}

	synchronized FakeRun add(String runId) {
		this.earlier.remove(runId);
		FakeRun run = make(runId);
		this.runs.remove(runId);
		this.runs.put(runId, run);
		return run;
	}

	synchronized FakeRun script() {
		FakeRun run = make("");
		this.scripts.add(run);
		return run;
	}

	private FakeRun make(String runId) {
		return new FakeRun(this.origin.get(), runId, this.clock.now());
	}

	synchronized FakeRun start(StartRequest request) {
		FakeRun script = this.scripts.poll();
		FakeRun run = (script != null) ? script : make("");
		String runId = "run_" + UUID.randomUUID().toString().replace("-", "");
		run.start(runId, request, this.clock.now());
		this.runs.put(runId, run);
		this.started.add(run);
		return run;
	}

	synchronized @Nullable FakeRun find(String runId) {
		return this.runs.get(runId);
	}

	synchronized List<FakeRun> started() {
		return List.copyOf(this.started);
	}

	/** Newest first, each with its number from the oldest, to which a cursor points. */
	synchronized List<Numbered> newestFirst() {
		List<Numbered> all = new ArrayList<>();
		for (FakeRun run : this.runs.values()) {
			all.add(0, new Numbered(all.size(), run));
		}
		return all;
	}

	/** Tells whether the run is of an earlier test, and not of this one. */
	synchronized boolean isOfEarlierTest(String runId) {
		return this.earlier.contains(runId);
	}

	/** Says which scripts were not used. */
	synchronized List<String> unused() {
		return this.scripts.isEmpty() ? List.of() : List.of("nextRun() was called for " + this.scripts.size()
				+ " more than the " + this.started.size() + " runs that were started");
	}

	/** Puts the clock forward to what somebody who lists runs waits for. */
	synchronized void skip() {
		this.started.forEach(this::skip);
	}

	void skip(FakeRun run) {
		Instant stage = run.nextStage(this.clock.now());
		if (stage != null) {
			this.clock.skipTo(stage);
		}
	}

	/** Tells whether a run has started whose id nobody has got yet. */
	synchronized boolean isAnyUnknown() {
		return this.started.stream().anyMatch((run) -> !run.isKnown());
	}

	synchronized void markKnown(String runId) {
		FakeRun run = this.runs.get(runId);
		if (run != null) {
			run.markKnown();
		}
	}

	synchronized void reset() {
		this.earlier.addAll(this.runs.keySet());
		this.runs.clear();
		this.scripts.clear();
		this.started.clear();
	}

	/**
	 * A run and its place among all.
	 */
	record Numbered(int number, FakeRun run) {
	}

}
