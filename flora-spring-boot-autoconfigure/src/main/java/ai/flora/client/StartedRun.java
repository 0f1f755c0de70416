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
 * FLORA's response to a start. Keep {@link #runId()}: with the id, any instance of an
 * application can follow the run, also after a restart.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder()}.
 *
 * @param runId identifier, such as {@code run_abc123}; never blank in what a client
 * returns
 * @param type kind of run: {@code generation}, {@code technique} or {@code action};
 * {@code null} if FLORA left it out
 * @param quotedCost what the run may cost, in US dollars. The final
 * {@link Run#chargedCost()} sometimes differs by a factor of three. {@code null} if the
 * response was lost, and the run found again
 * @param estimatedSeconds how long FLORA expects the run to take, in seconds;
 * {@code null} if FLORA does not know, or the response was lost
 * @param model model that was asked for, or that FLORA chose; {@code null} if FLORA did
 * not name it
 * @param projectId project of the run; {@code null} if FLORA left it out
 * @param pollUrl where FLORA offers the run; {@code null} if FLORA left it out. The
 * client reads runs of techniques there, if the origin is the base URL's
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
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public StartedRun {
		runId = Objects.requireNonNullElse(runId, "");
	}

	/**
	 * Begins a started run, as a test needs one: the client's own come from FLORA.
	 * @return a builder with no values, as if FLORA had left them all out
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins a copy of this started run.
	 * @return a builder that has all values of this started run
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.runId = this.runId;
		builder.type = this.type;
		builder.quotedCost = this.quotedCost;
		builder.estimatedSeconds = this.estimatedSeconds;
		builder.model = this.model;
		builder.projectId = this.projectId;
		builder.pollUrl = this.pollUrl;
		return builder;
	}

	/**
	 * The model's identifier.
	 * @return the id, or empty if FLORA did not name the model
	 */
	public Optional<String> modelId() {
		return Optional.ofNullable(this.model).map(ModelReference::modelId);
	}

	/**
	 * The duration that FLORA expects.
	 * @return the duration, to the millisecond; empty if FLORA gave no positive estimate
	 */
	public Optional<Duration> estimate() {
		return Optional.ofNullable(this.estimatedSeconds)
			.map(BigDecimal::doubleValue)
			.filter((seconds) -> seconds > 0 && seconds < 1e9)
			.map((seconds) -> Duration.ofMillis(Math.round(seconds * 1000)));
	}

	/**
	 * Builds a {@link StartedRun}. Not thread-safe.
	 */
	public static final class Builder {

		private String runId = "";

		private @Nullable String type;

		private @Nullable BigDecimal quotedCost;

		private @Nullable BigDecimal estimatedSeconds;

		private @Nullable ModelReference model;

		private @Nullable String projectId;

		private @Nullable String pollUrl;

		private Builder() {
		}

		/**
		 * Sets {@link StartedRun#runId()}.
		 * @param runId identifier, such as {@code run_abc123}
		 * @return this builder
		 */
		public Builder runId(String runId) {
			this.runId = runId;
			return this;
		}

		/**
		 * Sets {@link StartedRun#type()}.
		 * @param type kind of run, such as {@code generation}, or {@code null}
		 * @return this builder
		 */
		public Builder type(@Nullable String type) {
			this.type = type;
			return this;
		}

		/**
		 * Sets {@link StartedRun#quotedCost()}.
		 * @param quotedCost what the run may cost, in US dollars, or {@code null}
		 * @return this builder
		 */
		public Builder quotedCost(@Nullable BigDecimal quotedCost) {
			this.quotedCost = quotedCost;
			return this;
		}

		/**
		 * Sets {@link StartedRun#estimatedSeconds()}.
		 * @param estimatedSeconds how long FLORA expects the run to take, in seconds, or
		 * {@code null}
		 * @return this builder
		 */
		public Builder estimatedSeconds(@Nullable BigDecimal estimatedSeconds) {
			this.estimatedSeconds = estimatedSeconds;
			return this;
		}

		/**
		 * Sets {@link StartedRun#model()}.
		 * @param model the model, or {@code null}
		 * @return this builder
		 */
		public Builder model(@Nullable ModelReference model) {
			this.model = model;
			return this;
		}

		/**
		 * Sets {@link StartedRun#projectId()}.
		 * @param projectId project that the run belongs to, or {@code null}
		 * @return this builder
		 */
		public Builder projectId(@Nullable String projectId) {
			this.projectId = projectId;
			return this;
		}

		/**
		 * Sets {@link StartedRun#pollUrl()}.
		 * @param pollUrl where FLORA offers the run, or {@code null}
		 * @return this builder
		 */
		public Builder pollUrl(@Nullable String pollUrl) {
			this.pollUrl = pollUrl;
			return this;
		}

		/**
		 * Builds the started run.
		 * @return the started run
		 */
		public StartedRun build() {
			return new StartedRun(this.runId, this.type, this.quotedCost, this.estimatedSeconds, this.model,
					this.projectId, this.pollUrl);
		}

	}

}
