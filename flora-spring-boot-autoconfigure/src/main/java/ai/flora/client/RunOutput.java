package ai.flora.client;

import java.io.Serializable;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One output of a run: a link or a text.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder()}.
 *
 * @param outputId identifier within the run, such as {@code output_1}; {@code null} if
 * FLORA left it out
 * @param type kind of the output; {@link OutputType#UNKNOWN} for none, and for a type
 * that this version does not know
 * @param value what FLORA sends as {@code url}: a link, or for {@link OutputType#TEXT}
 * the text itself; {@code null} if FLORA left it out
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunOutput(@JsonProperty("output_id") @Nullable String outputId, @JsonProperty("type") OutputType type,
		@JsonProperty("url") @Nullable String value) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public RunOutput {
		type = Objects.requireNonNullElse(type, OutputType.UNKNOWN);
	}

	/**
	 * Begins an output, as a test needs one: the client's own come from FLORA.
	 * @return a builder with no values, as if FLORA had left them all out
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins a copy of this output.
	 * @return a builder that has all values of this output
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.outputId = this.outputId;
		builder.type = this.type;
		builder.value = this.value;
		return builder;
	}

	/**
	 * The link of this output. A link needs no credentials: never send it the API key. It
	 * may stop working one day, so keep a copy of the file.
	 * <p>
	 * Whatever a browser opens is a link. Characters that {@link URI} does not take, such
	 * as spaces, are percent-encoded. The host of a bucket may have an underscore. Then
	 * {@link URI#getHost()} is {@code null}, only {@link URI#getAuthority()} has the
	 * host, and the JDK's HTTP client refuses the link; {@link URI#toURL()} opens it.
	 * @return the link; empty if the output is a text, or its value is no absolute
	 * {@code http} or {@code https} URL
	 */
	public Optional<URI> link() {
		return (this.value != null && this.type != OutputType.TEXT) ? Links.read(this.value) : Optional.empty();
	}

	/**
	 * The text of this output.
	 * @return the text; empty if the output is not of type {@link OutputType#TEXT}, or
	 * has no value
	 */
	public Optional<String> text() {
		return (this.type == OutputType.TEXT) ? Optional.ofNullable(this.value) : Optional.empty();
	}

	/**
	 * Builds a {@link RunOutput}. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String outputId;

		private OutputType type = OutputType.UNKNOWN;

		private @Nullable String value;

		private Builder() {
		}

		/**
		 * Sets {@link RunOutput#outputId()}.
		 * @param outputId identifier within the run, or {@code null}
		 * @return this builder
		 */
		public Builder outputId(@Nullable String outputId) {
			this.outputId = outputId;
			return this;
		}

		/**
		 * Sets {@link RunOutput#type()}.
		 * @param type kind of the output
		 * @return this builder
		 */
		public Builder type(OutputType type) {
			this.type = type;
			return this;
		}

		/**
		 * Sets {@link RunOutput#value()}.
		 * @param value a link, or for {@link OutputType#TEXT} the text itself, or
		 * {@code null}
		 * @return this builder
		 */
		public Builder value(@Nullable String value) {
			this.value = value;
			return this;
		}

		/**
		 * Builds the output.
		 * @return the output
		 */
		public RunOutput build() {
			return new RunOutput(this.outputId, this.type, this.value);
		}

	}

}
