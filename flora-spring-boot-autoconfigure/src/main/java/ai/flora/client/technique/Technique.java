package ai.flora.client.technique;

import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;

import ai.flora.client.OutputType;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A technique, as FLORA describes it. The ids of its inputs change whenever somebody
 * saves it anew.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder()}.
 *
 * @param techniqueId identifier, such as {@code tech_abc123}; never blank in what a
 * client returns
 * @param name the name that people see; empty if FLORA left it out
 * @param description what the technique does; {@code null} if FLORA left it out
 * @param runCost what a run costs, in US dollars; {@code null} if FLORA left it out
 * @param inputs inputs of a run, in the order in which FLORA wants them
 * @param outputs outputs of a run
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Technique(@JsonProperty("technique_id") String techniqueId, @JsonProperty("name") String name,
		@JsonProperty("description") @Nullable String description,
		@JsonProperty("run_cost") @Nullable BigDecimal runCost, @JsonProperty("inputs") List<Slot> inputs,
		@JsonProperty("outputs") List<Slot> outputs) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public Technique {
		techniqueId = Objects.requireNonNullElse(techniqueId, "");
		name = Objects.requireNonNullElse(name, "");
		inputs = known(inputs);
		outputs = known(outputs);
	}

	private static List<Slot> known(@Nullable List<@Nullable Slot> slots) {
		return (slots != null) ? slots.stream().filter(Objects::nonNull).toList() : List.of();
	}

	/**
	 * Begins a technique, as a test needs one: the client's own come from FLORA.
	 * @return a builder with no values, as if FLORA had left them all out
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * An input or an output of a technique.
	 * <p>
	 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
	 * begin with {@link #of}.
	 *
	 * @param id identifier, by which a request names an input; empty if FLORA left it out
	 * @param name the name that people see; empty if FLORA left it out
	 * @param type kind of value
	 * @param description its meaning; {@code null} if FLORA left it out
	 * @param optional whether a run may lack it
	 * @param acceptsElement whether an input may be the id of one of FLORA's elements
	 * @param allowMultiple whether several values are allowed
	 * @since 0.1.0
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Slot(@JsonProperty("id") String id, @JsonProperty("name") String name,
			@JsonProperty("type") OutputType type, @JsonProperty("description") @Nullable String description,
			@JsonProperty("optional") Boolean optional, @JsonProperty("accepts_element") Boolean acceptsElement,
			@JsonProperty("allow_multiple") Boolean allowMultiple) implements Serializable {

		/**
		 * Fills in what FLORA left out.
		 */
		@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
		public Slot {
			id = Objects.requireNonNullElse(id, "");
			name = Objects.requireNonNullElse(name, "");
			type = Objects.requireNonNullElse(type, OutputType.UNKNOWN);
			optional = Boolean.TRUE.equals(optional);
			acceptsElement = Boolean.TRUE.equals(acceptsElement);
			allowMultiple = Boolean.TRUE.equals(allowMultiple);
		}

		/**
		 * Makes a required input or an output of one value, as a test needs one.
		 * @param id identifier, also its name
		 * @param type kind of value
		 * @return the slot
		 */
		public static Slot of(String id, OutputType type) {
			return new Slot(id, id, type, null, false, false, false);
		}

		/**
		 * Makes an input that a run may lack, as a test needs one.
		 * @param id identifier, also its name
		 * @param type kind of value
		 * @return the slot
		 */
		public static Slot ofOptional(String id, OutputType type) {
			return new Slot(id, id, type, null, true, false, false);
		}

		/**
		 * Makes an input that may have several values, or none, as a test needs one.
		 * @param id identifier, also its name
		 * @param type kind of value
		 * @return the slot
		 */
		public static Slot ofSeveral(String id, OutputType type) {
			return new Slot(id, id, type, null, true, false, true);
		}

	}

	/**
	 * Builds a {@link Technique}. Not thread-safe.
	 */
	public static final class Builder {

		private String techniqueId = "";

		private String name = "";

		private @Nullable String description;

		private @Nullable BigDecimal runCost;

		private List<Slot> inputs = List.of();

		private List<Slot> outputs = List.of();

		private Builder() {
		}

		/**
		 * Sets {@link Technique#techniqueId()}.
		 * @param techniqueId identifier, such as {@code tech_abc123}
		 * @return this builder
		 */
		public Builder techniqueId(String techniqueId) {
			this.techniqueId = techniqueId;
			return this;
		}

		/**
		 * Sets {@link Technique#name()}.
		 * @param name the name that people see
		 * @return this builder
		 */
		public Builder name(String name) {
			this.name = name;
			return this;
		}

		/**
		 * Sets {@link Technique#description()}.
		 * @param description what it does, or {@code null}
		 * @return this builder
		 */
		public Builder description(@Nullable String description) {
			this.description = description;
			return this;
		}

		/**
		 * Sets {@link Technique#runCost()}.
		 * @param runCost what a run costs, in US dollars, or {@code null}
		 * @return this builder
		 */
		public Builder runCost(@Nullable BigDecimal runCost) {
			this.runCost = runCost;
			return this;
		}

		/**
		 * Sets {@link Technique#inputs()}.
		 * @param inputs the inputs, in their order
		 * @return this builder
		 */
		public Builder inputs(Slot... inputs) {
			this.inputs = List.of(inputs);
			return this;
		}

		/**
		 * Sets {@link Technique#outputs()}.
		 * @param outputs the outputs
		 * @return this builder
		 */
		public Builder outputs(Slot... outputs) {
			this.outputs = List.of(outputs);
			return this;
		}

		/**
		 * Builds the technique.
		 * @return the technique
		 */
		public Technique build() {
			return new Technique(this.techniqueId, this.name, this.description, this.runCost, this.inputs,
					this.outputs);
		}

	}

}
