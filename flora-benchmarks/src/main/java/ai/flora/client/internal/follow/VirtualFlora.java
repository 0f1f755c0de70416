package ai.flora.client.internal.follow;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.Generation;
import ai.flora.client.ModelReference;
import ai.flora.client.OutputType;
import ai.flora.client.Page;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunPlace;
import org.jspecify.annotations.Nullable;

/**
 * One project of a FLORA in virtual time. A request shows what is true half-way between
 * its beginning and its end.
 */
final class VirtualFlora implements RunSource {

	/** As measured at FLORA: 0.27 s for a page of a hundred, 0.31 s for a run. */
	static final Duration REQUEST = Duration.ofMillis(300);

	static final String PROJECT = "prj_1";

	private static final ModelReference MODEL = ModelReference.of("model-a");

	private static final List<RunOutput> OUTPUTS = List
		.of(new RunOutput("output_1", OutputType.IMAGE, "https://media.flora.ai/a.png"));

	private final VirtualLoop loop;

	private final List<Served> oldestFirst = new ArrayList<>();

	private final Map<String, Served> runs = new HashMap<>();

	private int polls;

	VirtualFlora(VirtualLoop loop) {
		this.loop = loop;
	}

	StartedRun start(double seconds, double estimate) {
		long now = this.loop.nanoTime();
		Served run = new Served("run_" + this.runs.size(), now, now + (long) (seconds * 1e9));
		this.oldestFirst.add(run);
		this.runs.put(run.runId(), run);
		return new StartedRun(run.runId(), "generation", null, BigDecimal.valueOf(estimate), MODEL, PROJECT, null);
	}

	int polls() {
		return this.polls;
	}

	/** Seconds since a run's end. */
	double sinceEnd(String runId) {
		return (this.loop.nanoTime() - served(runId).end()) / 1e9;
	}

	private Served served(String runId) {
		Served run = this.runs.get(runId);
		if (run == null) {
			throw new IllegalArgumentException(runId);
		}
		return run;
	}

	/** The end of a request for a run. */
	@Override
	public Run retrieve(String runId, RunPlace place) {
		this.polls++;
		return seen(served(runId));
	}

	/** The end of a request for a page. */
	@Override
	public Page<Generation> list(RunKind kind, @Nullable String projectId, int limit, @Nullable String cursor) {
		this.polls++;
		int from = (cursor != null) ? Integer.parseInt(cursor) : 0;
		int size = this.oldestFirst.size();
		int to = Math.min(from + limit, size);
		List<Generation> items = new ArrayList<>();
		for (int i = from; i < to; i++) {
			items.add(new Generation(seen(this.oldestFirst.get(size - 1 - i)), "ws_1", PROJECT, MODEL, null));
		}
		return new Page<>(items, (to < size) ? String.valueOf(to) : null, null);
	}

	private Run seen(Served run) {
		Instant start = instant(run.start());
		if (this.loop.nanoTime() - REQUEST.toNanos() / 2 < run.end()) {
			return new Run(run.runId(), RunStatus.RUNNING, null, start, start, null, null, null, null, List.of(), null);
		}
		return new Run(run.runId(), RunStatus.COMPLETED, null, start, start, instant(run.end()), BigDecimal.ONE, null,
				null, OUTPUTS, null);
	}

	@Override
	public Instant now() {
		return instant(this.loop.nanoTime());
	}

	private static Instant instant(long nanos) {
		return Instant.EPOCH.plusNanos(nanos);
	}

	/**
	 * A run.
	 *
	 * @param runId its id
	 * @param start when it began, in nanoseconds
	 * @param end when it ends
	 */
	private record Served(String runId, long start, long end) {
	}

}
