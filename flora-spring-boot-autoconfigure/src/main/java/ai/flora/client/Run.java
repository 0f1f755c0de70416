package ai.flora.client;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * A run, as FLORA shows it.
 * <p>
 * Decide by {@link #status()} alone: FLORA's progress is unreliable, and reads can lag
 * behind the run by many minutes.
 * <p>
 * Any Jackson 3 mapper reads and writes a run in FLORA's own form. A Jackson 2 mapper
 * with its module for {@link Instant} writes moments as it is configured. It reads them
 * in its own forms, in ISO 8601, and as FLORA's whole milliseconds. Moments are by
 * FLORA's clock. FLORA does not document the unit of its numbers: they are read as
 * milliseconds since the epoch, and as seconds if they are too small for that.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder()}.
 *
 * @param runId identifier, such as {@code run_abc123}; empty if FLORA left it out
 * @param status state of the run; {@link RunStatus#UNKNOWN} for none, and for a status
 * that this version does not know
 * @param progress progress as sent, for display only; documented as 0 to 100, but not
 * reliable. {@code null} if FLORA left it out
 * @param createdAt when FLORA accepted the run; {@code null} if FLORA left it out
 * @param startedAt when work on the run began; {@code null} before
 * @param completedAt when the run ended, completed or failed; {@code null} before
 * @param chargedCost what FLORA charged, in US dollars; {@code null} until FLORA knows
 * it, which may be about a minute after the end
 * @param errorCode machine-readable reason of a failed run, an open set; {@code null} if
 * the run has not failed, or FLORA gave none
 * @param errorMessage human-readable reason of a failed run; {@code null} if the run has
 * not failed, or FLORA gave none
 * @param outputs outputs of a completed run, in FLORA's order; empty before
 * @param pollUrl where FLORA offers the run; {@code null} if FLORA left it out. The
 * client reads a run there only if the run is one of a technique that it has started, and
 * the origin is the base URL's
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Run(@JsonProperty("run_id") String runId, @JsonProperty("status") RunStatus status,
		@JsonProperty("progress") @Nullable BigDecimal progress,
		@JsonProperty("created_at") @JsonFormat(
				without = JsonFormat.Feature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS) @JsonSerialize(
						using = EpochMillisSerializer.class) @JsonDeserialize(
								using = EpochMillisDeserializer.class) @Nullable Instant createdAt,
		@JsonProperty("started_at") @JsonFormat(
				without = JsonFormat.Feature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS) @JsonSerialize(
						using = EpochMillisSerializer.class) @JsonDeserialize(
								using = EpochMillisDeserializer.class) @Nullable Instant startedAt,
		@JsonProperty("completed_at") @JsonFormat(
				without = JsonFormat.Feature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS) @JsonSerialize(
						using = EpochMillisSerializer.class) @JsonDeserialize(
								using = EpochMillisDeserializer.class) @Nullable Instant completedAt,
		@JsonProperty("charged_cost") @Nullable BigDecimal chargedCost,
		@JsonProperty("error_code") @Nullable String errorCode,
		@JsonProperty("error_message") @Nullable String errorMessage, @JsonProperty("outputs") List<RunOutput> outputs,
		@JsonProperty("poll_url") @Nullable String pollUrl) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public Run {
		runId = Objects.requireNonNullElse(runId, "");
		status = Objects.requireNonNullElse(status, RunStatus.UNKNOWN);
		outputs = (outputs != null) ? outputs.stream().filter(Objects::nonNull).toList() : List.of();
	}

	/**
	 * The reason of a failed run, and the advice.
	 * @return the reason; {@code null} if the run has not failed
	 */
	public @Nullable RunFailure failure() {
		return (this.status == RunStatus.FAILED) ? FailureCodes.read(this.errorCode, this.errorMessage) : null;
	}

	/**
	 * Begins a run, as a test needs one: the client's own come from FLORA.
	 * @return a builder with no values, as if FLORA had left them all out
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins a copy of this run.
	 * @return a builder that has all values of this run
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.runId = this.runId;
		builder.status = this.status;
		builder.progress = this.progress;
		builder.createdAt = this.createdAt;
		builder.startedAt = this.startedAt;
		builder.completedAt = this.completedAt;
		builder.chargedCost = this.chargedCost;
		builder.errorCode = this.errorCode;
		builder.errorMessage = this.errorMessage;
		builder.outputs = this.outputs;
		builder.pollUrl = this.pollUrl;
		return builder;
	}

	/**
	 * Builds a {@link Run}. Not thread-safe.
	 */
	public static final class Builder {

		private String runId = "";

		private RunStatus status = RunStatus.UNKNOWN;

		private @Nullable BigDecimal progress;

		private @Nullable Instant createdAt;

		private @Nullable Instant startedAt;

		private @Nullable Instant completedAt;

		private @Nullable BigDecimal chargedCost;

		private @Nullable String errorCode;

		private @Nullable String errorMessage;

		private List<RunOutput> outputs = List.of();

		private @Nullable String pollUrl;

		private Builder() {
		}

		/**
		 * Sets {@link Run#runId()}.
		 * @param runId identifier, such as {@code run_abc123}
		 * @return this builder
		 */
		public Builder runId(String runId) {
			this.runId = runId;
			return this;
		}

		/**
		 * Sets {@link Run#status()}.
		 * @param status state of the run
		 * @return this builder
		 */
		public Builder status(RunStatus status) {
			this.status = status;
			return this;
		}

		/**
		 * Sets {@link Run#progress()}.
		 * @param progress progress as FLORA sends it, or {@code null}
		 * @return this builder
		 */
		public Builder progress(@Nullable BigDecimal progress) {
			this.progress = progress;
			return this;
		}

		/**
		 * Sets {@link Run#createdAt()}.
		 * @param createdAt when FLORA accepted the run, or {@code null}
		 * @return this builder
		 */
		public Builder createdAt(@Nullable Instant createdAt) {
			this.createdAt = createdAt;
			return this;
		}

		/**
		 * Sets {@link Run#startedAt()}.
		 * @param startedAt when work on it began, or {@code null}
		 * @return this builder
		 */
		public Builder startedAt(@Nullable Instant startedAt) {
			this.startedAt = startedAt;
			return this;
		}

		/**
		 * Sets {@link Run#completedAt()}.
		 * @param completedAt when the run ended, or {@code null}
		 * @return this builder
		 */
		public Builder completedAt(@Nullable Instant completedAt) {
			this.completedAt = completedAt;
			return this;
		}

		/**
		 * Sets {@link Run#chargedCost()}.
		 * @param chargedCost what FLORA charged, in US dollars, or {@code null}
		 * @return this builder
		 */
		public Builder chargedCost(@Nullable BigDecimal chargedCost) {
			this.chargedCost = chargedCost;
			return this;
		}

		/**
		 * Sets {@link Run#errorCode()}.
		 * @param errorCode machine-readable reason of a failed run, or {@code null}
		 * @return this builder
		 */
		public Builder errorCode(@Nullable String errorCode) {
			this.errorCode = errorCode;
			return this;
		}

		/**
		 * Sets {@link Run#errorMessage()}.
		 * @param errorMessage human-readable reason of a failed run, or {@code null}
		 * @return this builder
		 */
		public Builder errorMessage(@Nullable String errorMessage) {
			this.errorMessage = errorMessage;
			return this;
		}

		/**
		 * Sets {@link Run#outputs()}.
		 * @param outputs outputs of the run; empty for none
		 * @return this builder
		 */
		public Builder outputs(List<RunOutput> outputs) {
			this.outputs = outputs;
			return this;
		}

		/**
		 * Sets {@link Run#pollUrl()}.
		 * @param pollUrl where FLORA offers the run, or {@code null}
		 * @return this builder
		 */
		public Builder pollUrl(@Nullable String pollUrl) {
			this.pollUrl = pollUrl;
			return this;
		}

		/**
		 * Builds the run.
		 * @return the run
		 */
		public Run build() {
			return new Run(this.runId, this.status, this.progress, this.createdAt, this.startedAt, this.completedAt,
					this.chargedCost, this.errorCode, this.errorMessage, this.outputs, this.pollUrl);
		}

	}

}
