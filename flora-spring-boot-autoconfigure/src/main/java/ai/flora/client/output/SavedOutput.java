package ai.flora.client.output;

import java.io.Serializable;
import java.net.URI;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An output that was saved, whole.
 * <p>
 * The constructor is not part of the contract.
 *
 * @param outputId identifier of the output within its run; {@code null} if FLORA left it
 * out
 * @param location where it lies: the file, or the URL of the resource, if it has one
 * @param size its length in bytes
 * @param sha256 SHA-256 of its content, 64 hexadecimal digits in lower case
 * @param mediaType what it is by its content, such as {@code image/jpeg}; never by its
 * URL, which may say something else
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SavedOutput(@JsonProperty("output_id") @Nullable String outputId,
		@JsonProperty("location") @Nullable URI location, @JsonProperty("size") long size,
		@JsonProperty("sha256") String sha256, @JsonProperty("media_type") String mediaType) implements Serializable {

}
