package ai.flora.client;

import java.io.Serializable;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * FLORA has refused a request. Each refusal that callers treat differently has a
 * subclass. Any other status is this class itself, redirects included.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
public class FloraApiException extends FloraException {

	/** The details of the response. */
	private final Details details;

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 */
	public FloraApiException(String message, Details details) {
		super(message, null);
		this.details = details;
	}

	/**
	 * All details of the response, such as for another exception.
	 * @return the details
	 */
	public Details details() {
		return this.details;
	}

	/**
	 * The HTTP status.
	 * @return the status of the last response, such as 404
	 */
	public int status() {
		return this.details.status();
	}

	/**
	 * FLORA's machine-readable code, {@code error.code} of the response. An open set.
	 * @return the code; {@code null} if the response had none
	 */
	public @Nullable String errorCode() {
		return this.details.errorCode();
	}

	/**
	 * The errors of single fields of the request.
	 * @return the errors, at most 50; empty if FLORA named none
	 */
	public List<FieldError> fieldErrors() {
		return this.details.fieldErrors();
	}

	/**
	 * FLORA's name for the request, from the header {@code request-id}. FLORA's support
	 * asks for it.
	 * @return the id; {@code null} if the response had none
	 */
	public @Nullable String requestId() {
		return this.details.requestId();
	}

	/**
	 * The beginning of a response that is not FLORA's own error envelope, such as a
	 * gateway's page. It has at most 500 characters, without control characters and the
	 * API key. The text is somebody else's: do not show it to users.
	 * @return the excerpt; {@code null} if the response was FLORA's envelope or empty
	 */
	public @Nullable String bodyExcerpt() {
		return this.details.bodyExcerpt();
	}

	/**
	 * An error of one field of the request.
	 * <p>
	 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
	 * begin with {@link #of}.
	 *
	 * @param field name of the field in FLORA's spelling; {@code null} if FLORA left it
	 * out
	 * @param message what is wrong with the field; {@code null} if FLORA left it out
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record FieldError(@JsonProperty("field") @Nullable String field,
			@JsonProperty("message") @Nullable String message) implements Serializable {

		/**
		 * Makes an error, as a test needs one: the client's own come from FLORA.
		 * @param field name of the field, such as {@code prompt}; {@code null} for none
		 * @param message what is wrong with the field; {@code null} for nothing
		 * @return the error
		 */
		public static FieldError of(@Nullable String field, @Nullable String message) {
			return new FieldError(field, message);
		}

	}

	/**
	 * The details of an error response.
	 * <p>
	 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
	 * begin with {@link #of}.
	 *
	 * @param status HTTP status
	 * @param errorCode {@code error.code}; {@code null} if there was none
	 * @param fieldErrors {@code error.fields}; empty if there were none
	 * @param requestId the header {@code request-id}; {@code null} if there was none
	 * @param bodyExcerpt beginning of a body that is not FLORA's envelope; {@code null}
	 * for FLORA's envelope or an empty body
	 */
	public record Details(int status, @Nullable String errorCode, List<FieldError> fieldErrors,
			@Nullable String requestId, @Nullable String bodyExcerpt) implements Serializable {

		/**
		 * Copies the errors.
		 */
		public Details {
			fieldErrors = List.copyOf(fieldErrors);
		}

		/**
		 * Makes details, as a test needs them.
		 * @param status HTTP status, such as 404
		 * @param errorCode FLORA's code, such as {@code not_found}; {@code null} for none
		 * @param fieldErrors errors of fields; none for most codes
		 * @return the details, without a request id and an excerpt
		 */
		public static Details of(int status, @Nullable String errorCode, FieldError... fieldErrors) {
			return new Details(status, errorCode, List.of(fieldErrors), null, null);
		}

	}

}
