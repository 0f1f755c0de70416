package ai.flora.client.internal.operation;

import java.math.BigDecimal;

import ai.flora.client.StartedRun;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's response to a request for a quote, or to what it took for a start.
 *
 * @param estimatedCost the price in US dollars; {@code null} if it is none
 * @param runId the run that was started instead; {@code null} for none
 * @param run the same, with all that FLORA has told
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Quote(@JsonProperty("estimated_cost") @Nullable BigDecimal estimatedCost,
		@JsonProperty("run_id") @Nullable String runId, @JsonIgnore @Nullable StartedRun run) {

	Quote withRun(StartedRun started) {
		return new Quote(this.estimatedCost, this.runId, started);
	}

}
