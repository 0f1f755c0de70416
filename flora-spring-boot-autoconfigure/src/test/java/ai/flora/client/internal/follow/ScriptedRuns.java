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
import ai.flora.client.TechniqueReference;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunPlace;
import org.jspecify.annotations.Nullable;

/**
 * Runs that end when a test says, on its clock, and a log of the polls. Polls may fail,
 * and lists may show what is not true any more.
 */
class ScriptedRuns implements RunSource {

	private final VirtualWakeupTimer timer;

	private final Map<String, Scripted> runs = new LinkedHashMap<>();

	/** Failures of the next polls, of single runs or lists. */
	final Deque<FloraException> failures = new ArrayDeque<>();

	/** Moments of polls, in seconds, with what was polled. */
	final List<String> polls = new ArrayList<>();

	final Deque<Error> errors = new ArrayDeque<>();

	/** The failure of all polls, if there is one. */
	@Nullable Trouble trouble;

	/** The status of all runs in lists, if it is not the true one. */
	@Nullable RunStatus listed;

	/** The failure of all polls of lists, if there is one. */
	@Nullable FloraException listTrouble;

	/** The largest page that can be read. */
	int largestPage = 100;

	/** Sizes of the pages that were asked for. */
	final List<Integer> pageSizes = new ArrayList<>();

	/** How old answers are. */
	Duration staleness = Duration.ZERO;

	/** How often FLORA's time cannot be told. */
	int clockFailures;

	boolean listsShowOutputs = true;

	boolean showsIds = true;

	ScriptedRuns(VirtualWakeupTimer timer) {
		this.timer = timer;
	}

	Scripted run(String runId, Duration takes) {
		Scripted run = new Scripted(runId, this.timer.instant(), takes);
		this.runs.put(runId, run);
		return run;
	}

	long singlePolls() {
		return this.polls.stream().filter((poll) -> poll.contains("run_")).count();
	}

	long listPolls() {
		return this.polls.size() - singlePolls();
	}

	@Override
	public Run retrieve(String runId, RunPlace place) {
		note(runId);
		Scripted run = this.runs.get(runId);
		if (run == null || !run.isReadAt(place)) {
			throw new FloraNotFoundException(runId, new Details(404, "not_found", List.of(), null, null));
		}
		return run.now(true);
	}

	@Override
	public Page<Generation> list(RunKind kind, @Nullable String projectId, int limit, @Nullable String cursor) {
		note(((kind == RunKind.GENERATION) ? "" : kind.wireName() + " ") + "list"
				+ Objects.requireNonNullElse(cursor, ""));
		this.pageSizes.add(limit);
		if (limit > this.largestPage) {
			throw Trouble.TOO_LARGE.exception();
		}
		if (this.listTrouble != null) {
			throw this.listTrouble;
		}
		int from = (cursor != null) ? Integer.parseInt(cursor) : 0;
		List<Generation> all = this.runs.values()
			.stream()
			.filter((run) -> projectId == null || projectId.equals(run.projectId))
			.filter((run) -> (run.technique != null) == (kind == RunKind.TECHNIQUE))
			.sorted(Comparator.comparing((Scripted run) -> run.createdAt).reversed())
			.map((run) -> new Generation(run.now(this.listsShowOutputs), "ws_1", run.projectId,
					new ModelReference(run.model), run.technique))
			.toList();
		int to = Math.min(from + limit, all.size());
		List<Generation> page = all.subList(from, to).stream().map(this::listed).toList();
		return new Page<>(page, (to < all.size()) ? String.valueOf(to) : null, null);
	}

	private Generation listed(Generation item) {
		RunStatus status = this.listed;
		if (status == null) {
			return item;
		}
		Run run = item.run();
		return new Generation(new Run(run.runId(), status, run.progress(), run.createdAt(), run.startedAt(), null, null,
				null, null, List.of(), null), "ws_1", item.projectId(), new ModelReference("model-a"), null);
	}

	private void note(String what) {
		this.polls.add((this.timer.nanoTime() / 1_000_000) / 1000.0 + " " + what);
		Error error = this.errors.poll();
		if (error != null) {
			throw error;
		}
		FloraException failure = (this.trouble != null) ? this.trouble.exception() : this.failures.poll();
		if (failure != null) {
			throw failure;
		}
	}

	@Override
	public Instant now() {
		if (this.clockFailures > 0) {
			this.clockFailures--;
			throw new OutOfMemoryError("not really");
		}
		return this.timer.instant();
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

		private @Nullable TechniqueReference technique;

		private boolean nested;

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

		Scripted of(String techniqueId) {
			this.technique = new TechniqueReference(techniqueId, null);
			return this;
		}

		/** It is read below its technique alone, as it was started there. */
		Scripted startedBelow(String techniqueId) {
			this.nested = true;
			return of(techniqueId);
		}

		private boolean isReadAt(RunPlace place) {
			String below = (this.nested && this.technique != null) ? this.technique.techniqueId() : null;
			return Objects.equals(below, place.techniqueId());
		}

		Scripted costKnownAfter(Duration afterStart) {
			this.costKnown = this.createdAt.plus(afterStart);
			return this;
		}

		private Run now(boolean withOutputs) {
			String runId = ScriptedRuns.this.showsIds ? this.runId : "";
			Instant end = this.createdAt.plus(this.takes);
			Instant now = ScriptedRuns.this.timer.instant().minus(ScriptedRuns.this.staleness);
			if (now.isBefore(end)) {
				return new Run(runId, RunStatus.RUNNING, BigDecimal.ZERO, this.createdAt, this.createdAt, null, null,
						null, null, List.of(), null);
			}
			boolean knowsCost = this.costKnown != null && !now.isBefore(this.costKnown);
			if (this.errorCode != null) {
				return new Run(runId, RunStatus.FAILED, BigDecimal.ZERO, this.createdAt, this.createdAt, end,
						knowsCost ? new BigDecimal("0.02") : null, this.errorCode, "No.", List.of(), null);
			}
			BigDecimal cost = (this.costKnown == null || knowsCost) ? new BigDecimal("0.02") : null;
			List<RunOutput> outputs = withOutputs
					? List.of(new RunOutput("output_1", OutputType.IMAGE, "https://media.flora.ai/a.png")) : List.of();
			return new Run(runId, RunStatus.COMPLETED, BigDecimal.ONE, this.createdAt, this.createdAt, end, cost, null,
					null, outputs, null);
		}

	}

}
