package ai.flora.client;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A run that was just started, as FLORA answers to a start. Keep {@link #runId()}: with
 * it, any instance of an application can follow the run, also after a restart.
 *
 * @param runId identifier, such as {@code run_abc123}; never blank in what a client
 * returns
 * @param type kind of run, {@code generation} for those of this client; {@code null} if
 * FLORA left it out
 * @param quotedCost what the run may cost, in US dollars: a quote, from which the final
 * {@link Run#chargedCost()} differs at times by a factor of three; {@code null} if the
 * answer was lost and the run found again
 * @param estimatedSeconds how long FLORA expects the run to take, in seconds;
 * {@code null} if FLORA does not know, or the answer was lost
 * @param model the model that FLORA chose or was asked for; {@code null} if FLORA did not
 * name it
 * @param projectId project that the run belongs to; {@code null} if FLORA left it out
 * @param pollUrl where FLORA offers the run, {@code null} if FLORA left it out; this
 * client uses its own paths instead
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StartedRun(@JsonProperty("run_id") String runId, @JsonProperty("type") @Nullable String type,
		@JsonProperty("charged_cost") @Nullable BigDecimal quotedCost,
		@JsonProperty("estimated_seconds") @Nullable BigDecimal estimatedSeconds,
		@JsonProperty("model") @Nullable ModelReference model, @JsonProperty("project_id") @Nullable String projectId,
		@JsonProperty("poll_url") @Nullable String pollUrl) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 * @param runId identifier
	 * @param type kind of run
	 * @param quotedCost what the run may cost, in US dollars
	 * @param estimatedSeconds how long FLORA expects the run to take, in seconds
	 * @param model the model that FLORA chose or was asked for
	 * @param projectId project that the run belongs to
	 * @param pollUrl where FLORA offers the run
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public StartedRun {
		runId = Objects.requireNonNullElse(runId, "");
	}

	/**
	 * The model's identifier.
	 * @return the id, or empty if FLORA did not name the model
	 */
	public Optional<String> modelId() {
		return Optional.ofNullable(this.model).map(ModelReference::modelId);
	}

	/**
	 * How long FLORA expects the run to take.
	 * @return the time, to the millisecond, or empty if FLORA gave no positive estimate
	 */
	public Optional<Duration> estimate() {
		return Optional.ofNullable(this.estimatedSeconds)
			.map(BigDecimal::doubleValue)
			.filter((seconds) -> seconds > 0 && seconds < 1e9)
			.map((seconds) -> Duration.ofMillis(Math.round(seconds * 1000)));
	}

}
