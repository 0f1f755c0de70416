package ai.flora.client.action;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An action, as FLORA describes it.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder()}.
 *
 * @param actionId identifier, such as {@code resize-image-browser}; never blank in what a
 * client returns
 * @param name the name that people see; empty if FLORA left it out
 * @param description what the action does; {@code null} if FLORA left it out
 * @param language {@code javascript} or {@code python}; {@code null} if FLORA left it out
 * @param chargedCost what a run costs, in US dollars; {@code null} if FLORA left it out
 * @param inputs inputs of a run, in FLORA's order
 * @param outputs outputs of a run
 * @param params parameters of a run
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Action(@JsonProperty("action_id") String actionId, @JsonProperty("name") String name,
		@JsonProperty("description") @Nullable String description, @JsonProperty("language") @Nullable String language,
		@JsonProperty("charged_cost") @Nullable BigDecimal chargedCost, @JsonProperty("inputs") List<Slot> inputs,
		@JsonProperty("outputs") List<Slot> outputs,
		@JsonProperty("params") List<Param> params) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public Action {
		actionId = Objects.requireNonNullElse(actionId, "");
		name = Objects.requireNonNullElse(name, "");
		inputs = known(inputs);
		outputs = known(outputs);
		params = known(params);
	}

	private static <T> List<T> known(@Nullable List<@Nullable T> items) {
		return (items != null) ? items.stream().filter(Objects::nonNull).toList() : List.of();
	}

	/**
	 * Begins an action, as a test needs one: the client's own come from FLORA.
	 * @return a builder with no values, as if FLORA had left them all out
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * An input or an output of an action.
	 * <p>
	 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
	 * begin with {@link #of}.
	 *
	 * @param name the name, by which a request names an input; empty if FLORA left it out
	 * @param type {@code image}, {@code video}, {@code text} or {@code audio}; empty if
	 * FLORA left it out
	 * @param optional whether a run may lack it
	 * @param multiple {@code true}, or an object with {@code min} and {@code max}, if
	 * several values are allowed; {@code null} or {@code false} for one value
	 * @since 0.1.0
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Slot(@JsonProperty("name") String name, @JsonProperty("type") String type,
			@JsonProperty("optional") Boolean optional,
			@JsonProperty("multiple") @Nullable Object multiple) implements Serializable {

		/**
		 * Fills in what FLORA left out.
		 */
		@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
		public Slot {
			name = Objects.requireNonNullElse(name, "");
			type = Objects.requireNonNullElse(type, "");
			optional = Boolean.TRUE.equals(optional);
		}

		/** FLORA's former name for {@code multiple} is {@code dynamic}. */
		@JsonCreator
		static Slot read(@JsonProperty("name") String name, @JsonProperty("type") String type,
				@JsonProperty("optional") Boolean optional, @JsonProperty("multiple") @Nullable Object multiple,
				@JsonProperty("dynamic") @Nullable Object dynamic) {
			return new Slot(name, type, optional, (multiple != null) ? multiple : dynamic);
		}

		/**
		 * Makes a required input or an output of one value, as a test needs one.
		 * @param name the name
		 * @param type {@code image}, {@code video}, {@code text} or {@code audio}
		 * @return the slot
		 */
		public static Slot of(String name, String type) {
			return new Slot(name, type, false, null);
		}

		/**
		 * Tells whether several values are allowed.
		 * @return {@code false} for one value
		 */
		public boolean allowsSeveral() {
			return Boolean.TRUE.equals(this.multiple) || this.multiple instanceof Map;
		}

	}

	/**
	 * A parameter of an action.
	 * <p>
	 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
	 * begin with {@link #of}.
	 *
	 * @param key its name; empty if FLORA left it out
	 * @param type kind of its value; {@code null} if FLORA left it out
	 * @param label the name that people see; {@code null} if FLORA left it out
	 * @param defaultValue the value of a run that sets none; {@code null} if FLORA left
	 * it out
	 * @param choices the allowed values; empty if FLORA lists none
	 * @param min least number; {@code null} for no bound
	 * @param max greatest number; {@code null} for no bound
	 * @since 0.1.0
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Param(@JsonProperty("key") String key, @JsonProperty("type") @Nullable String type,
			@JsonProperty("label") @Nullable String label, @JsonProperty("default_value") @Nullable Object defaultValue,
			@JsonProperty("available_values") List<Choice> choices,
			@JsonProperty("min_number_value") @Nullable BigDecimal min,
			@JsonProperty("max_number_value") @Nullable BigDecimal max) implements Serializable {

		/**
		 * Fills in what FLORA left out.
		 */
		@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
		public Param {
			key = Objects.requireNonNullElse(key, "");
			choices = known(choices);
		}

		/**
		 * Makes a parameter, as a test needs one.
		 * @param key its name
		 * @param type kind of its value, such as {@code number}
		 * @param choices the allowed values; none for any value
		 * @return the parameter, without a label, a default and bounds
		 */
		public static Param of(String key, String type, Object... choices) {
			return new Param(key, type, null, null, Stream.of(choices).map((value) -> new Choice(value, null)).toList(),
					null, null);
		}

	}

	/**
	 * An allowed value of a parameter.
	 * <p>
	 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
	 * begin with {@link Param#of}.
	 *
	 * @param value the value; {@code null} if FLORA left it out
	 * @param label the name that people see; {@code null} if FLORA left it out
	 * @since 0.1.0
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Choice(@JsonProperty("value") @Nullable Object value,
			@JsonProperty("label") @Nullable String label) implements Serializable {
	}

	/**
	 * Builds an {@link Action}. Not thread-safe.
	 */
	public static final class Builder {

		private String actionId = "";

		private String name = "";

		private @Nullable String description;

		private @Nullable String language;

		private @Nullable BigDecimal chargedCost;

		private List<Slot> inputs = List.of();

		private List<Slot> outputs = List.of();

		private List<Param> params = List.of();

		private Builder() {
		}

		/**
		 * Sets {@link Action#actionId()}.
		 * @param actionId identifier, such as {@code resize-image-browser}
		 * @return this builder
		 */
		public Builder actionId(String actionId) {
			this.actionId = actionId;
			return this;
		}

		/**
		 * Sets {@link Action#name()}.
		 * @param name the name that people see
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Sets {@link Action#description()}.
		 * @param description what the action does, or {@code null}
		 * @return this builder
		 */
		public Builder description(@Nullable String description) {
			this.description = description;
			return this;
		}

		/**
		 * Sets {@link Action#language()}.
		 * @param language {@code javascript}, {@code python} or {@code null}
		 * @return this builder
		 */
		public Builder language(@Nullable String language) {
			this.language = language;
			return this;
		}

		/**
		 * Sets {@link Action#chargedCost()}.
		 * @param chargedCost what a run costs, in US dollars, or {@code null}
		 * @return this builder
		 */
		public Builder chargedCost(@Nullable BigDecimal chargedCost) {
			this.chargedCost = chargedCost;
			return this;
		}

		/**
		 * Sets {@link Action#inputs()}.
		 * @param inputs the inputs, in their order
		 * @return this builder
		 */
		public Builder inputs(Slot... inputs) {
			this.inputs = List.of(inputs);
			return this;
		}

		/**
		 * Sets {@link Action#outputs()}.
		 * @param outputs the outputs, in their order
		 * @return this builder
		 */
		public Builder outputs(Slot... outputs) {
			this.outputs = List.of(outputs);
			return this;
		}

		/**
		 * Sets {@link Action#params()}.
		 * @param params the parameters
		 * @return this builder
		 */
		public Builder params(Param... params) {
			this.params = List.of(params);
			return this;
		}

		/**
		 * Builds the action.
		 * @return the action
		 */
		public Action build() {
			return new Action(this.actionId, this.name, this.description, this.language, this.chargedCost, this.inputs,
					this.outputs, this.params);
		}

	}

}
