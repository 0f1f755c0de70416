package ai.flora.client.assembly;

import java.math.BigDecimal;
import java.time.Duration;

import ai.flora.client.Run;
import ai.flora.client.internal.model.LearnedPrices;
import ai.flora.client.observation.FloraMeterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Records runs in the application's meters, and lets prices learn from their costs.
 */
class LearningRecorder implements FloraMeterRecorder {

	private final FloraMeterRecorder meters;

	private final LearnedPrices prices;

	/**
	 * Creates a recorder.
	 * @param meters the application's recorder
	 * @param prices learns from costs
	 */
	LearningRecorder(FloraMeterRecorder meters, LearnedPrices prices) {
		this.meters = meters;
		this.prices = prices;
	}

	@Override
	public void ended(String type, Run run, @Nullable String model, @Nullable Duration took) {
		this.meters.ended(type, run, model, took);
	}

	@Override
	public void charged(String type, Run run, @Nullable String model, BigDecimal cost) {
		this.prices.seen(run);
		this.meters.charged(type, run, model, cost);
	}

	@Override
	public void noticed(Duration delay, String by) {
		this.meters.noticed(delay, by);
	}

}
