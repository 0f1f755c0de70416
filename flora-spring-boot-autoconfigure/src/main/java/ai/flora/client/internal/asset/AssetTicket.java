package ai.flora.client.internal.asset;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import ai.flora.client.asset.AssetStatus;
import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * FLORA's response to a call that makes, completes or retries an asset: its state, and
 * where to send the file. Not to be shown: whoever has the places may write there.
 *
 * @param assetId identifier; empty if FLORA left it out
 * @param status state of the asset
 * @param url URL where the file is, or will be; {@code null} if FLORA left it out
 * @param failureMessage reason why it has failed; {@code null} if it has not
 * @param expires time when the places lapse, as sent; {@code null} if FLORA left it out
 * @param upload place to post the file to; {@code null} for none
 * @param uploadUrl URL to put the file to; {@code null} for none
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AssetTicket(@JsonProperty("asset_id") String assetId, @JsonProperty("status") AssetStatus status,
		@JsonProperty("url") @Nullable String url, @JsonProperty("failure_message") @Nullable String failureMessage,
		@JsonProperty("expires_at") @Nullable String expires, @JsonProperty("upload") @Nullable Upload upload,
		@JsonProperty("upload_url") @Nullable String uploadUrl) {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public AssetTicket {
		assetId = Objects.requireNonNullElse(assetId, "");
		status = Objects.requireNonNullElse(status, AssetStatus.UNKNOWN);
	}

	/**
	 * The time when the places lapse, or {@code null} if FLORA does not say, or not
	 * clearly.
	 */
	@Nullable Instant expiresAt() {
		try {
			return (this.expires != null) ? Instant.parse(this.expires) : null;
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	/**
	 * Does not show the places.
	 */
	@Override
	public String toString() {
		return "AssetTicket[assetId=" + this.assetId + ", status=" + this.status + "]";
	}

	/**
	 * A place to post the file to.
	 *
	 * @param url the URL; {@code null} if FLORA left it out
	 * @param fileField name of the file's field
	 * @param formFields fields that come before it
	 */
	@JsonIgnoreProperties(ignoreUnknown = true)
	public record Upload(@JsonProperty("url") @Nullable String url,
			@JsonProperty("file_field") @JsonAlias("fileField") String fileField,
			@JsonProperty("form_fields") @JsonAlias("formFields") Map<String, String> formFields) {

		/**
		 * Fills in what FLORA left out.
		 */
		@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
		public Upload {
			fileField = Objects.requireNonNullElse(fileField, "file");
			Map<String, String> fields = new LinkedHashMap<>();
			if (formFields != null) {
				formFields.forEach((name, value) -> fields.put(name, Objects.requireNonNullElse(value, "")));
			}
			formFields = fields;
		}

		/**
		 * Does not show the place.
		 */
		@Override
		public String toString() {
			return "Upload[fileField=" + this.fileField + "]";
		}

	}

}
