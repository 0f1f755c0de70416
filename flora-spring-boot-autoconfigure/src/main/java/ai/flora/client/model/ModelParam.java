package ai.flora.client.model;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a model.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder(String, ParamKind)}.
 *
 * @param name name, as {@code GenerationRequest.Builder.param} takes it; empty if FLORA
 * left it out
 * @param kind kind of its value; {@link ParamKind#UNKNOWN} for a kind that this version
 * does not know
 * @param required whether a start needs it; a parameter with a default is not needed
 * @param defaultValue value of a start that gives none, as JSON has it: a text, a number,
 * a boolean, a list or a map; {@code null} if there is none
 * @param label the name that people see; {@code null} if FLORA left it out
 * @param description what the parameter does; {@code null} if FLORA left it out
 * @param min least number; {@code null} for no bound
 * @param max greatest number; {@code null} for no bound
 * @param options the allowed values; empty if others are allowed
 * @param properties properties of an object, by name; empty for other kinds
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelParam(@JsonProperty("name") String name, @JsonProperty("type") ParamKind kind,
		@JsonProperty("required") Boolean required, @JsonProperty("default") @Nullable Object defaultValue,
		@JsonProperty("label") @Nullable String label, @JsonProperty("description") @Nullable String description,
		@JsonProperty("min") @Nullable BigDecimal min, @JsonProperty("max") @Nullable BigDecimal max,
		@JsonProperty("options") List<ParamOption> options,
		@JsonProperty("properties") Map<String, ParamRange> properties) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings({ "NullAway", "ConstantValue" }) // FLORA leaves values out
	public ModelParam {
		name = Objects.requireNonNullElse(name, "");
		kind = Objects.requireNonNullElse(kind, ParamKind.UNKNOWN);
		required = Objects.requireNonNullElse(required, false);
		options = (options != null) ? options.stream().filter(Objects::nonNull).toList() : List.of();
		Map<String, ParamRange> ranges = new LinkedHashMap<>((properties != null) ? properties : Map.of());
		ranges.values().removeIf(Objects::isNull);
		properties = Collections.unmodifiableMap(ranges);
	}

	/**
	 * Begins a parameter, as a test needs one: the client's own come from FLORA.
	 * @param name its name
	 * @param kind kind of its value
	 * @return a builder with no other values, as if FLORA had left them all out
	 */
	public static Builder builder(String name, ParamKind kind) {
		return new Builder(name, kind);
	}

	/**
	 * Builds a {@link ModelParam}. Not thread-safe.
	 */
	public static final class Builder {

		private final String name;

		private final ParamKind kind;

		private boolean required;

		private @Nullable Object defaultValue;

		private @Nullable String label;

		private @Nullable String description;

		private @Nullable BigDecimal min;

		private @Nullable BigDecimal max;

		private List<ParamOption> options = List.of();

		private Map<String, ParamRange> properties = Map.of();

		private Builder(String name, ParamKind kind) {
			this.name = name;
			this.kind = kind;
		}

		/**
		 * Sets {@link ModelParam#required()}.
		 * @param required whether a start needs it
		 * @return this builder
		 */
		public Builder required(boolean required) {
			this.required = required;
			return this;
		}

		/**
		 * Sets {@link ModelParam#defaultValue()}.
		 * @param defaultValue value of a start that gives none, or {@code null}
		 * @return this builder
		 */
		public Builder defaultValue(@Nullable Object defaultValue) {
			this.defaultValue = defaultValue;
			return this;
		}

		/**
		 * Sets {@link ModelParam#label()}.
		 * @param label the name that people see, or {@code null}
		 * @return this builder
		 */
		public Builder label(@Nullable String label) {
			this.label = label;
			return this;
		}

		/**
		 * Sets {@link ModelParam#description()}.
		 * @param description what the parameter does, or {@code null}
		 * @return this builder
		 */
		public Builder description(@Nullable String description) {
			this.description = description;
			return this;
		}

		/**
		 * Sets {@link ModelParam#min()} and {@link ModelParam#max()}.
		 * @param min least number, or {@code null}
		 * @param max greatest number, or {@code null}
		 * @return this builder
		 */
		public Builder range(@Nullable BigDecimal min, @Nullable BigDecimal max) {
			this.min = min;
			this.max = max;
			return this;
		}

		/**
		 * Sets {@link ModelParam#options()}.
		 * @param values the allowed values
		 * @return this builder
		 */
		public Builder options(String... values) {
			this.options = Stream.of(values).map(ParamOption::of).toList();
			return this;
		}

		/**
		 * Sets {@link ModelParam#properties()}.
		 * @param properties the properties of an object, by name
		 * @return this builder
		 */
		public Builder properties(Map<String, ParamRange> properties) {
			this.properties = properties;
			return this;
		}

		/**
		 * Builds the parameter.
		 * @return the parameter
		 */
		public ModelParam build() {
			return new ModelParam(this.name, this.kind, this.required, this.defaultValue, this.label, this.description,
					this.min, this.max, this.options, this.properties);
		}

	}

}
