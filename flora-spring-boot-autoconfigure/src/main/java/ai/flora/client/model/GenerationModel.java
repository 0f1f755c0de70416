package ai.flora.client.model;

import java.io.Serializable;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import ai.flora.client.GenerationType;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A model of FLORA's catalogue. Any Jackson 3 mapper reads and writes it in FLORA's own
 * form.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder(String, GenerationType)}.
 *
 * @param modelId identifier, such as {@code t2i-flux-2-pro}; empty if FLORA left it out
 * @param name the name that people see; {@code null} if FLORA left it out
 * @param type type of the outputs; {@code null} for a type that this version does not
 * know
 * @param provider provider that runs the model; {@code null} if FLORA left it out
 * @param capabilities further properties, in FLORA's words
 * @param estimatedCredits what a run of the base configuration costs, in credits of 0.001
 * US dollars. 0 or {@code null} mean that the catalogue does not tell, never that the run
 * is free
 * @param estimatedSeconds how long a run takes, in seconds; {@code null} if FLORA left it
 * out
 * @param beta whether FLORA calls it a beta; {@code null} if FLORA left it out
 * @param params its parameters. The catalogue is incomplete: it does not list some that
 * work, and never lists media, see {@link #media()}
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerationModel(@JsonProperty("model_id") String modelId, @JsonProperty("name") @Nullable String name,
		@JsonProperty("type") @JsonFormat(
				with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL) @Nullable GenerationType type,
		@JsonProperty("provider") @Nullable String provider, @JsonProperty("capabilities") List<String> capabilities,
		@JsonProperty("estimated_credits") @Nullable BigDecimal estimatedCredits,
		@JsonProperty("estimated_seconds") @Nullable BigDecimal estimatedSeconds,
		@JsonProperty("beta") @Nullable Boolean beta,
		@JsonProperty("params") List<ModelParam> params) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings({ "NullAway", "ConstantValue" }) // FLORA leaves values out
	public GenerationModel {
		modelId = Objects.requireNonNullElse(modelId, "");
		capabilities = (capabilities != null) ? capabilities.stream().filter(Objects::nonNull).toList() : List.of();
		params = (params != null) ? params.stream().filter((param) -> param != null && !param.name().isEmpty()).toList()
				: List.of();
	}

	/**
	 * Begins a model, as a test needs one: the client's own come from FLORA.
	 * @param modelId its identifier
	 * @param type type of its outputs
	 * @return a builder with no other values, as if FLORA had left them all out
	 */
	public static Builder builder(String modelId, GenerationType type) {
		return new Builder(modelId, type);
	}

	/**
	 * The media that the model's family takes. They follow from the identifier, because
	 * the catalogue does not tell them.
	 * @return the media
	 */
	public ModelMedia media() {
		return ModelMedia.of(this.modelId);
	}

	/**
	 * Finds a parameter.
	 * @param name its name
	 * @return the parameter; empty if the catalogue does not list it
	 */
	public Optional<ModelParam> param(String name) {
		return this.params.stream().filter((param) -> param.name().equals(name)).findFirst();
	}

	/**
	 * The duration that FLORA expects of a run.
	 * @return the duration, to the millisecond; empty if FLORA gave no positive estimate
	 */
	public Optional<Duration> estimate() {
		return Optional.ofNullable(this.estimatedSeconds)
			.map(BigDecimal::doubleValue)
			.filter((seconds) -> seconds > 0 && seconds < 1e9)
			.map((seconds) -> Duration.ofMillis(Math.round(seconds * 1000)));
	}

	/**
	 * Builds a {@link GenerationModel}. Not thread-safe.
	 */
	public static final class Builder {

		private final String modelId;

		private @Nullable String name;

		private final GenerationType type;

		private @Nullable String provider;

		private List<String> capabilities = List.of();

		private @Nullable BigDecimal estimatedCredits;

		private @Nullable BigDecimal estimatedSeconds;

		private @Nullable Boolean beta;

		private List<ModelParam> params = List.of();

		private Builder(String modelId, GenerationType type) {
			this.modelId = modelId;
			this.type = type;
		}

		/**
		 * Sets {@link GenerationModel#name()}.
		 * @param name the name that people see, or {@code null}
		 * @return this builder
		 */
		public Builder name(@Nullable String name) {
			this.name = name;
			return this;
		}

		/**
		 * Sets {@link GenerationModel#provider()}.
		 * @param provider provider that runs the model, or {@code null}
		 * @return this builder
		 */
		public Builder provider(@Nullable String provider) {
			this.provider = provider;
			return this;
		}

		/**
		 * Sets {@link GenerationModel#capabilities()}.
		 * @param capabilities further properties, in FLORA's words
		 * @return this builder
		 */
		public Builder capabilities(String... capabilities) {
			this.capabilities = List.of(capabilities);
			return this;
		}

		/**
		 * Sets {@link GenerationModel#estimatedCredits()}.
		 * @param estimatedCredits credits of 0.001 US dollars, or {@code null}
		 * @return this builder
		 */
		public Builder estimatedCredits(@Nullable BigDecimal estimatedCredits) {
			this.estimatedCredits = estimatedCredits;
			return this;
		}

		/**
		 * Sets {@link GenerationModel#estimatedSeconds()}.
		 * @param estimatedSeconds seconds, or {@code null}
		 * @return this builder
		 */
		public Builder estimatedSeconds(@Nullable BigDecimal estimatedSeconds) {
			this.estimatedSeconds = estimatedSeconds;
			return this;
		}

		/**
		 * Sets {@link GenerationModel#beta()}.
		 * @param beta whether FLORA calls it a beta, or {@code null}
		 * @return this builder
		 */
		public Builder beta(@Nullable Boolean beta) {
			this.beta = beta;
			return this;
		}

		/**
		 * Sets {@link GenerationModel#params()}.
		 * @param params its parameters
		 * @return this builder
		 */
		public Builder params(ModelParam... params) {
			this.params = List.of(params);
			return this;
		}

		/**
		 * Builds the model.
		 * @return the model
		 */
		public GenerationModel build() {
			return new GenerationModel(this.modelId, this.name, this.type, this.provider, this.capabilities,
					this.estimatedCredits, this.estimatedSeconds, this.beta, this.params);
		}

	}

}
