package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.LatestEntries;
import org.jspecify.annotations.Nullable;

/**
 * Ratios of the costs of ended runs to their quotes, by model; of the latest runs.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public class LearnedPrices {

	private static final int MAX_STARTS = 10_000;

	private static final int MAX_MODELS = 200;

	private static final int RUNS_PER_MODEL = 20;

	private final Map<String, Quoted> starts = new LatestEntries<>(MAX_STARTS);

	/** Runs whose costs were counted: a start may be told again when it is resolved. */
	private final Set<String> counted = LatestEntries.set(MAX_STARTS);

	private final Map<String, Deque<BigDecimal>> ratios = new LatestEntries<>(MAX_MODELS);

	/**
	 * A run was started.
	 * @param run FLORA's response, with its quote
	 * @param model the model that was asked for; {@code null} if FLORA chose
	 */
	public void started(StartedRun run, @Nullable String model) {
		String modelId = run.modelId().orElse(model);
		BigDecimal quote = run.quotedCost();
		if (modelId != null && quote != null && quote.signum() > 0) {
			synchronized (this.starts) {
				if (!this.counted.contains(run.runId())) {
					this.starts.put(run.runId(), new Quoted(modelId, quote));
				}
			}
		}
	}

	/**
	 * A run was seen, and has perhaps ended; each end counts once.
	 * @param run the run
	 */
	public void seen(Run run) {
		BigDecimal cost = run.chargedCost();
		if (run.status() != RunStatus.COMPLETED || cost == null || cost.signum() <= 0) {
			return;
		}
		synchronized (this.starts) {
			Quoted quoted = this.starts.remove(run.runId());
			if (quoted != null) {
				this.counted.add(run.runId());
				Deque<BigDecimal> latest = this.ratios.computeIfAbsent(quoted.model(), (model) -> new ArrayDeque<>());
				latest.add(cost.divide(quoted.quote(), MathContext.DECIMAL64));
				if (latest.size() > RUNS_PER_MODEL) {
					latest.remove();
				}
			}
		}
	}

	/** Costs of a model's runs, as multiples of their quotes; empty if none was seen. */
	List<BigDecimal> ratios(String model) {
		synchronized (this.starts) {
			Deque<BigDecimal> latest = this.ratios.get(model);
			return (latest != null) ? List.copyOf(latest) : List.of();
		}
	}

	private record Quoted(String model, BigDecimal quote) {
	}

}
