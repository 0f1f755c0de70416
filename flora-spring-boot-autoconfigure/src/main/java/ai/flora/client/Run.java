package ai.flora.client;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * A run as FLORA tells it. Any Jackson 3 mapper reads and writes it in FLORA's own form.
 * <p>
 * Decide by {@link #status()} alone: FLORA reports progress unreliably, and reads can lag
 * behind the run by many minutes.
 *
 * @param runId identifier, such as {@code run_abc123}
 * @param status where the run stands; {@link RunStatus#UNKNOWN} for a status that this
 * version does not know, or none
 * @param progress for display only, as sent; documented as 0 to 100, but not reliable
 * @param createdAt when FLORA accepted the run
 * @param startedAt when work on it began
 * @param completedAt when it ended, well or not
 * @param chargedCost what FLORA charged, in US dollars; may appear about a minute after
 * the end
 * @param errorCode machine-readable reason of a failed run, an open set
 * @param errorMessage human-readable reason of a failed run
 * @param outputs what a completed run made, in FLORA's order; never {@code null}
 * @param pollUrl where FLORA offers the run; this client uses its own paths instead
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Run(@JsonProperty("run_id") String runId, @JsonProperty("status") RunStatus status,
		@JsonProperty("progress") @Nullable BigDecimal progress,
		@JsonProperty("created_at") @JsonSerialize(using = EpochMillisSerializer.class) @JsonDeserialize(
				using = EpochMillisDeserializer.class) @Nullable Instant createdAt,
		@JsonProperty("started_at") @JsonSerialize(using = EpochMillisSerializer.class) @JsonDeserialize(
				using = EpochMillisDeserializer.class) @Nullable Instant startedAt,
		@JsonProperty("completed_at") @JsonSerialize(using = EpochMillisSerializer.class) @JsonDeserialize(
				using = EpochMillisDeserializer.class) @Nullable Instant completedAt,
		@JsonProperty("charged_cost") @Nullable BigDecimal chargedCost,
		@JsonProperty("error_code") @Nullable String errorCode,
		@JsonProperty("error_message") @Nullable String errorMessage, @JsonProperty("outputs") List<RunOutput> outputs,
		@JsonProperty("poll_url") @Nullable String pollUrl) {

	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public Run {
		runId = Objects.requireNonNullElse(runId, "");
		status = Objects.requireNonNullElse(status, RunStatus.UNKNOWN);
		outputs = (outputs != null) ? outputs.stream().filter(Objects::nonNull).toList() : List.of();
	}

}
