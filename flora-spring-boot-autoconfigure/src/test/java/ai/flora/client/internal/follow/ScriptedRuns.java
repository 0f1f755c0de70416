package ai.flora.client.internal.follow;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.Generation;
import ai.flora.client.ModelReference;
import ai.flora.client.OutputType;
import ai.flora.client.Page;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * Runs that end when a test says, on its clock, and a count of who looked.
 */
class ScriptedRuns implements RunSource {

	private final VirtualFollowTiming timing;

	private final Map<String, Scripted> runs = new LinkedHashMap<>();

	/** What the next looks fail with, single ones or lists. */
	final Deque<FloraException> failures = new ArrayDeque<>();

	/** Moments of looks, in seconds, with what was looked at. */
	final List<String> looks = new ArrayList<>();

	final Deque<Error> errors = new ArrayDeque<>();

	boolean listsShowOutputs = true;

	boolean showsIds = true;

	ScriptedRuns(VirtualFollowTiming timing) {
		this.timing = timing;
	}

	Scripted run(String runId, Duration takes) {
		Scripted run = new Scripted(runId, this.timing.instant(), takes);
		this.runs.put(runId, run);
		return run;
	}

	long singleLooks() {
		return this.looks.stream().filter((look) -> look.contains("run_")).count();
	}

	long listLooks() {
		return this.looks.size() - singleLooks();
	}

	@Override
	public Run retrieve(String runId) {
		note(runId);
		Scripted run = this.runs.get(runId);
		if (run == null) {
			throw new FloraNotFoundException(runId, new Details(404, "not_found", List.of(), null, null));
		}
		return run.now(true);
	}

	@Override
	public Page<Generation> list(@Nullable String projectId, int limit, @Nullable String cursor) {
		note("list" + Objects.requireNonNullElse(cursor, ""));
		int from = (cursor != null) ? Integer.parseInt(cursor) : 0;
		List<Generation> all = this.runs.values()
			.stream()
			.filter((run) -> projectId == null || projectId.equals(run.projectId))
			.sorted(Comparator.comparing((Scripted run) -> run.createdAt).reversed())
			.map((run) -> new Generation(run.now(this.listsShowOutputs), "ws_1", run.projectId,
					new ModelReference(run.model)))
			.toList();
		int to = Math.min(from + limit, all.size());
		return new Page<>(all.subList(from, to), (to < all.size()) ? String.valueOf(to) : null, null);
	}

	private void note(String what) {
		this.looks.add((this.timing.nanoTime() / 1_000_000) / 1000.0 + " " + what);
		Error error = this.errors.poll();
		if (error != null) {
			throw error;
		}
		FloraException failure = this.failures.poll();
		if (failure != null) {
			throw failure;
		}
	}

	@Override
	public Instant now() {
		return this.timing.instant();
	}

	/**
	 * A run and what becomes of it.
	 */
	class Scripted {

		private final String runId;

		private final Instant createdAt;

		private final Duration takes;

		private String projectId = "prj_1";

		private String model = "model-a";

		private @Nullable String errorCode;

		private @Nullable Instant costKnown;

		Scripted(String runId, Instant createdAt, Duration takes) {
			this.runId = runId;
			this.createdAt = createdAt;
			this.takes = takes;
		}

		Scripted fails(String errorCode) {
			this.errorCode = errorCode;
			return this;
		}

		Scripted in(String projectId) {
			this.projectId = projectId;
			return this;
		}

		Scripted costKnownAfter(Duration afterStart) {
			this.costKnown = this.createdAt.plus(afterStart);
			return this;
		}

		private Run now(boolean withOutputs) {
			String runId = ScriptedRuns.this.showsIds ? this.runId : "";
			Instant end = this.createdAt.plus(this.takes);
			Instant now = ScriptedRuns.this.timing.instant();
			if (now.isBefore(end)) {
				return new Run(runId, RunStatus.RUNNING, BigDecimal.ZERO, this.createdAt, this.createdAt, null, null,
						null, null, List.of(), null);
			}
			if (this.errorCode != null) {
				return new Run(runId, RunStatus.FAILED, BigDecimal.ZERO, this.createdAt, this.createdAt, end, null,
						this.errorCode, "No.", List.of(), null);
			}
			BigDecimal cost = (this.costKnown == null || !now.isBefore(this.costKnown)) ? new BigDecimal("0.02") : null;
			List<RunOutput> outputs = withOutputs
					? List.of(new RunOutput("output_1", OutputType.IMAGE, "https://media.flora.ai/a.png")) : List.of();
			return new Run(runId, RunStatus.COMPLETED, BigDecimal.ONE, this.createdAt, this.createdAt, end, cost, null,
					null, outputs, null);
		}

	}

}
