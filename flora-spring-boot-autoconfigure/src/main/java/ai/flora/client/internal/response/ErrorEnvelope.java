package ai.flora.client.internal.response;

import java.util.List;

import ai.flora.client.FloraApiException.FieldError;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's form of an error, the same for every status and operation.
 *
 * @param error the error
 * @since 0.1.0
 */
public record ErrorEnvelope(@JsonProperty("error") @Nullable Content error) {

	/**
	 * The content of the envelope.
	 *
	 * @param code machine-readable code, an open set
	 * @param message human-readable message
	 * @param fields problems of single fields
	 */
	public record Content(@JsonProperty("code") @Nullable String code,
			@JsonProperty("message") @Nullable String message,
			@JsonProperty("fields") @Nullable List<@Nullable FieldError> fields) {
	}

}
