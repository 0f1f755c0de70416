package ai.flora.client;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One output of a run: a link, or a text.
 *
 * @param outputId identifier within the run, such as {@code output_1}; {@code null} if
 * FLORA left it out
 * @param type what the value is; {@link OutputType#UNKNOWN} for a type that this version
 * does not know, or none
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
	 * @param outputId identifier within the run
	 * @param type what the value is
	 * @param value what FLORA sends as {@code url}
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public RunOutput {
		type = Objects.requireNonNullElse(type, OutputType.UNKNOWN);
	}

	/**
	 * The link of this output. Links need no credentials, and may end one day: keep a
	 * copy of what they lead to. Never send them the API key.
	 * @return the link, or empty if the output is a text or its value is no absolute
	 * {@code http} or {@code https} URL
	 */
	public Optional<URI> link() {
		if (this.value == null || this.type == OutputType.TEXT) {
			return Optional.empty();
		}
		try {
			URI uri = new URI(this.value);
			boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
			return (web && uri.getHost() != null) ? Optional.of(uri) : Optional.empty();
		}
		catch (URISyntaxException ex) {
			return Optional.empty();
		}
	}

	/**
	 * The text of this output.
	 * @return the text, or empty if the output is not of type {@link OutputType#TEXT}, or
	 * has no value
	 */
	public Optional<String> text() {
		return (this.type == OutputType.TEXT) ? Optional.ofNullable(this.value) : Optional.empty();
	}

}
