package ai.flora.client.output;

import java.io.Serializable;
import java.net.URI;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * An output that was saved as a whole.
 * <p>
 * The constructor is not part of the contract: it grows with what is known of a file.
 * Tests begin with {@link #builder()}.
 *
 * @param outputId identifier of the output within its run; {@code null} if FLORA left it
 * out
 * @param location URL of the file or the resource; {@code null} if the resource has none
 * @param size its length in bytes
 * @param sha256 SHA-256 of its content, 64 hexadecimal digits in lower case
 * @param mediaType media type by its content, such as {@code image/jpeg}; the URL may
 * name another type
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SavedOutput(@JsonProperty("output_id") @Nullable String outputId,
		@JsonProperty("location") @Nullable URI location, @JsonProperty("size") long size,
		@JsonProperty("sha256") String sha256, @JsonProperty("media_type") String mediaType) implements Serializable {

	/**
	 * Begins a saved output, as a test needs one: the client's own are files that exist.
	 * @return a builder of an empty file without an identifier and a location
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Builds a {@link SavedOutput}. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable String outputId;

		private @Nullable URI location;

		private long size;

		private String sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

		private String mediaType = "application/octet-stream";

		private Builder() {
		}

		/**
		 * Sets {@link SavedOutput#outputId()}.
		 * @param outputId identifier of the output within its run, or {@code null}
		 * @return this builder
		 */
		public Builder outputId(@Nullable String outputId) {
			this.outputId = outputId;
			return this;
		}

		/**
		 * Sets {@link SavedOutput#location()}.
		 * @param location URL of the file, or {@code null}
		 * @return this builder
		 */
		public Builder location(@Nullable URI location) {
			this.location = location;
			return this;
		}

		/**
		 * Sets {@link SavedOutput#size()}.
		 * @param size its length in bytes
		 * @return this builder
		 */
		public Builder size(long size) {
			this.size = size;
			return this;
		}

		/**
		 * Sets {@link SavedOutput#sha256()}.
		 * @param sha256 SHA-256 of its content, 64 hexadecimal digits in lower case
		 * @return this builder
		 */
		public Builder sha256(String sha256) {
			this.sha256 = sha256;
			return this;
		}

		/**
		 * Sets {@link SavedOutput#mediaType()}.
		 * @param mediaType the media type of its content, such as {@code image/jpeg}
		 * @return this builder
		 */
		public Builder mediaType(String mediaType) {
			this.mediaType = mediaType;
			return this;
		}

		/**
		 * Builds the saved output.
		 * @return the saved output
		 */
		public SavedOutput build() {
			return new SavedOutput(this.outputId, this.location, this.size, this.sha256, this.mediaType);
		}

	}

}
