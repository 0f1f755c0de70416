package ai.flora.client.internal.model;

import java.math.BigDecimal;

import ai.flora.client.ModelReference;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LearnedPrices}.
 */
class LearnedPricesTests {

	/** The start of a run is told again when it is resolved, or its key used again. */
	@Test
	void endOfARunCountsOnce() {
		LearnedPrices prices = new LearnedPrices();
		StartedRun started = new StartedRun("run_1", "generation", new BigDecimal("0.1"), null,
				new ModelReference("model-a"), "prj_1", null);
		Run ended = Run.builder().runId("run_1").status(RunStatus.COMPLETED).chargedCost(new BigDecimal("0.3")).build();
		for (int i = 0; i < 3; i++) {
			prices.started(started, "model-a");
			prices.seen(ended);
		}
		assertThat(prices.ratios("model-a")).singleElement()
			.satisfies((ratio) -> assertThat(ratio).isEqualByComparingTo("3"));
	}

}
