package ai.flora.client;

import java.io.Serializable;
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
 * Moments are by FLORA's clock; their numbers, of which FLORA does not state the unit,
 * are read as milliseconds since the epoch, and as seconds where they are too small for
 * that.
 * <p>
 * Decide by {@link #status()} alone: FLORA reports progress unreliably, and reads can lag
 * behind the run by many minutes.
 *
 * @param runId identifier, such as {@code run_abc123}; empty if FLORA left it out
 * @param status where the run stands; {@link RunStatus#UNKNOWN} for a status that this
 * version does not know, or none
 * @param progress for display only, as sent; documented as 0 to 100, but not reliable;
 * {@code null} if FLORA left it out
 * @param createdAt when FLORA accepted the run; {@code null} if FLORA left it out
 * @param startedAt when work on it began; {@code null} before
 * @param completedAt when it ended, well or not; {@code null} before
 * @param chargedCost what FLORA charged, in US dollars; {@code null} before that is
 * known, which may be about a minute after the end
 * @param errorCode machine-readable reason of a failed run, an open set; {@code null} if
 * it has not failed, or FLORA gave none
 * @param errorMessage human-readable reason of a failed run; {@code null} if it has not
 * failed, or FLORA gave none
 * @param outputs what a completed run made, in FLORA's order; never {@code null}, but
 * empty before
 * @param pollUrl where FLORA offers the run, {@code null} if FLORA left it out; this
 * client uses its own paths instead
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
		@JsonProperty("poll_url") @Nullable String pollUrl) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 * @param runId identifier
	 * @param status where the run stands
	 * @param progress for display only
	 * @param createdAt when FLORA accepted the run
	 * @param startedAt when work on it began
	 * @param completedAt when it ended
	 * @param chargedCost what FLORA charged, in US dollars
	 * @param errorCode machine-readable reason of a failed run
	 * @param errorMessage human-readable reason of a failed run
	 * @param outputs what a completed run made
	 * @param pollUrl where FLORA offers the run
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public Run {
		runId = Objects.requireNonNullElse(runId, "");
		status = Objects.requireNonNullElse(status, RunStatus.UNKNOWN);
		outputs = (outputs != null) ? outputs.stream().filter(Objects::nonNull).toList() : List.of();
	}

}
