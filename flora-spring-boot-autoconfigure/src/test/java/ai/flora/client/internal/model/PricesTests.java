package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.time.Duration;

import ai.flora.client.GenerationRequest;
import ai.flora.client.ModelReference;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.model.CostEstimate;
import ai.flora.client.model.CostEstimate.Source;
import ai.flora.client.model.ModelCheck;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Prices}.
 */
class PricesTests {

	private static final BigDecimal BASE = new BigDecimal("0.25");

	private static final String MODELS = """
			{"models":[{"model_id":"t2v-1","type":"video","estimated_credits":250}]}""";

	private static final GenerationRequest REQUEST = GenerationRequest.video("A harbour")
		.toBuilder()
		.model("t2v-1")
		.build();

	private Models models = models(null);

	/** Runs of the base configuration say nothing of longer or larger ones. */
	@Test
	void costsThatWereSeenDoNotNarrowTheRange() {
		for (int i = 0; i < 20; i++) {
			ended("run_" + i, "0.2");
		}
		CostEstimate estimate = this.models.prices().estimate(REQUEST);
		assertThat(estimate.source()).isEqualTo(Source.LEARNED);
		assertThat(estimate.low()).isEqualByComparingTo("0.125");
		assertThat(estimate.expected()).isEqualByComparingTo("0.2");
		assertThat(estimate.high()).isEqualByComparingTo("0.875");
	}

	@Test
	void costsBeyondTheRangeWidenIt() {
		ended("run_1", "0.05");
		ended("run_2", "1.5");
		CostEstimate estimate = this.models.prices().estimate(REQUEST);
		assertThat(estimate.low()).isEqualByComparingTo("0.05");
		assertThat(estimate.expected()).isEqualByComparingTo("0.775");
		assertThat(estimate.high()).isEqualByComparingTo("1.5");
	}

	@Test
	void rangeOfAQuoteIsTheSame() {
		this.models = models(new BigDecimal("0.4"));
		ended("run_1", "0.25");
		CostEstimate estimate = this.models.prices().estimate(REQUEST);
		assertThat(estimate.source()).isEqualTo(Source.QUOTE);
		assertThat(estimate.low()).isEqualByComparingTo("0.2");
		assertThat(estimate.expected()).isEqualByComparingTo("0.4");
		assertThat(estimate.high()).isEqualByComparingTo("1.4");
	}

	private static Models models(@Nullable BigDecimal quote) {
		return new Models(new ScriptedModels(MODELS).transport(new VirtualTiming()),
				new ModelSettings(ModelCheck.FAIL, Duration.ofMinutes(10), true), (request) -> quote);
	}

	private void ended(String runId, String cost) {
		this.models.learned()
			.started(new StartedRun(runId, "generation", BASE, null, new ModelReference("t2v-1"), "prj_1", null),
					"t2v-1");
		this.models.learned()
			.seen(Run.builder().runId(runId).status(RunStatus.COMPLETED).chargedCost(new BigDecimal(cost)).build());
	}

}
