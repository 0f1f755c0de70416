package ai.flora.client.asset;

import java.io.Serializable;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import ai.flora.client.EpochMillisDeserializer;
import ai.flora.client.EpochMillisSerializer;
import ai.flora.client.OutputType;
import ai.flora.client.RunOutput;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * A file that FLORA keeps. Any Jackson 3 mapper reads and writes it in FLORA's own form.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #builder()}.
 *
 * @param assetId identifier, such as {@code asset_abc}; empty if FLORA left it out
 * @param status state of the asset; {@link AssetStatus#UNKNOWN} for none, and for a state
 * that this version does not know
 * @param contentType media type of the file, such as {@code image/png}; {@code null} if
 * FLORA left it out
 * @param uploadedVia how the file came to FLORA: {@code direct}, {@code signed_url} or
 * {@code url}; {@code null} if FLORA left it out
 * @param url where the file is, for inputs of runs; {@code null} before the asset is
 * ready, or if FLORA left it out
 * @param name its name; {@code null} if it has none
 * @param description its description; {@code null} if it has none
 * @param failureMessage why it has failed, in FLORA's words; {@code null} if it has not
 * failed, in lists, or if FLORA left it out
 * @param sizeBytes size of the file in bytes; {@code null} if it is not known yet
 * @param width width in pixels; {@code null} if it has none, or it is not known yet
 * @param height height in pixels; {@code null} if it has none, or it is not known yet
 * @param uploadContentType media type that the upload declared; {@code null} if FLORA
 * left it out
 * @param createdAt when FLORA made the asset; {@code null} if FLORA left it out
 * @param workspaceId workspace of the asset; {@code null} if FLORA left it out
 * @param projectId project whose canvas shows the asset; {@code null} if none does, or
 * FLORA left it out, as it does outside of lists
 * @param nodeId its node on that canvas; {@code null} where the project is
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Asset(@JsonProperty("asset_id") String assetId, @JsonProperty("status") AssetStatus status,
		@JsonProperty("content_type") @Nullable String contentType,
		@JsonProperty("uploaded_via") @Nullable String uploadedVia, @JsonProperty("url") @Nullable String url,
		@JsonProperty("name") @Nullable String name, @JsonProperty("description") @Nullable String description,
		@JsonProperty("failure_message") @Nullable String failureMessage,
		@JsonProperty("size_bytes") @Nullable Long sizeBytes, @JsonProperty("width") @Nullable Integer width,
		@JsonProperty("height") @Nullable Integer height,
		@JsonProperty("upload_content_type") @Nullable String uploadContentType,
		@JsonProperty("created_at") @JsonFormat(
				without = JsonFormat.Feature.READ_DATE_TIMESTAMPS_AS_NANOSECONDS) @JsonSerialize(
						using = EpochMillisSerializer.class) @JsonDeserialize(
								using = EpochMillisDeserializer.class) @Nullable Instant createdAt,
		@JsonProperty("workspace_id") @Nullable String workspaceId,
		@JsonProperty("project_id") @Nullable String projectId,
		@JsonProperty("node_id") @Nullable String nodeId) implements Serializable {

	/**
	 * Fills in what FLORA left out.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what FLORA left out
	public Asset {
		assetId = Objects.requireNonNullElse(assetId, "");
		status = Objects.requireNonNullElse(status, AssetStatus.UNKNOWN);
	}

	/**
	 * The link of the file. It needs no credentials: never send it the API key.
	 * @return the link, in the form that {@link RunOutput#link()} describes; empty if the
	 * asset has no link that a browser would open
	 */
	public Optional<URI> link() {
		return new RunOutput(null, OutputType.UNKNOWN, this.url).link();
	}

	/**
	 * The link, for an input of a run.
	 * @return the link
	 * @throws IllegalArgumentException if the asset has no link, or its file is not there
	 */
	public URI inputLink() {
		boolean unready = this.status == AssetStatus.PENDING_UPLOAD || this.status == AssetStatus.FAILED;
		return link().filter((url) -> !unready)
			.orElseThrow(() -> new IllegalArgumentException(
					(this.assetId.matches("[!-~]{1,60}") ? "Asset " + this.assetId : "The asset")
							+ (unready ? " is not ready" : " has no URL") + ": it is " + this.status
							+ ", and inputs of runs have to be ready"));
	}

	/**
	 * Begins an asset, as a test needs one: the client's own come from FLORA.
	 * @return a builder with no values, as if FLORA had left them all out
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins a copy of this asset.
	 * @return a builder that has all values of this asset
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.assetId = this.assetId;
		builder.status = this.status;
		builder.contentType = this.contentType;
		builder.uploadedVia = this.uploadedVia;
		builder.url = this.url;
		builder.name = this.name;
		builder.description = this.description;
		builder.failureMessage = this.failureMessage;
		builder.sizeBytes = this.sizeBytes;
		builder.width = this.width;
		builder.height = this.height;
		builder.uploadContentType = this.uploadContentType;
		builder.createdAt = this.createdAt;
		builder.workspaceId = this.workspaceId;
		builder.projectId = this.projectId;
		builder.nodeId = this.nodeId;
		return builder;
	}

	/**
	 * Builds an {@link Asset}. Not thread-safe.
	 */
	public static final class Builder {

		private String assetId = "";

		private AssetStatus status = AssetStatus.UNKNOWN;

		private @Nullable String contentType;

		private @Nullable String uploadedVia;

		private @Nullable String url;

		private @Nullable String name;

		private @Nullable String description;

		private @Nullable String failureMessage;

		private @Nullable Long sizeBytes;

		private @Nullable Integer width;

		private @Nullable Integer height;

		private @Nullable String uploadContentType;

		private @Nullable Instant createdAt;

		private @Nullable String workspaceId;

		private @Nullable String projectId;

		private @Nullable String nodeId;

		private Builder() {
		}

		/**
		 * Sets {@link Asset#assetId()}.
		 * @param assetId identifier, such as {@code asset_abc}
		 * @return this builder
		 */
		public Builder assetId(String assetId) {
			this.assetId = assetId;
			return this;
		}

		/**
		 * Sets {@link Asset#status()}.
		 * @param status state of the asset
		 * @return this builder
		 */
		public Builder status(AssetStatus status) {
			this.status = status;
			return this;
		}

		/**
		 * Sets {@link Asset#contentType()}.
		 * @param contentType media type of the file, such as {@code image/png}, or {@code
		 * null}
		 * @return this builder
		 */
		public Builder contentType(@Nullable String contentType) {
			this.contentType = contentType;
			return this;
		}

		/**
		 * Sets {@link Asset#uploadedVia()}.
		 * @param uploadedVia how the file came to FLORA: {@code direct}, {@code
		 * signed_url} or {@code url}, or {@code null}
		 * @return this builder
		 */
		public Builder uploadedVia(@Nullable String uploadedVia) {
			this.uploadedVia = uploadedVia;
			return this;
		}

		/**
		 * Sets {@link Asset#url()}.
		 * @param url where the file is, for inputs of runs, or {@code null}
		 * @return this builder
		 */
		public Builder url(@Nullable String url) {
			this.url = url;
			return this;
		}

		/**
		 * Sets {@link Asset#name()}.
		 * @param name its name, or {@code null}
		 * @return this builder
		 */
		public Builder name(@Nullable String name) {
			this.name = name;
			return this;
		}

		/**
		 * Sets {@link Asset#description()}.
		 * @param description its description, or {@code null}
		 * @return this builder
		 */
		public Builder description(@Nullable String description) {
			this.description = description;
			return this;
		}

		/**
		 * Sets {@link Asset#failureMessage()}.
		 * @param failureMessage why it has failed, in FLORA's words, or {@code null}
		 * @return this builder
		 */
		public Builder failureMessage(@Nullable String failureMessage) {
			this.failureMessage = failureMessage;
			return this;
		}

		/**
		 * Sets {@link Asset#sizeBytes()}.
		 * @param sizeBytes size of the file in bytes, or {@code null}
		 * @return this builder
		 */
		public Builder sizeBytes(@Nullable Long sizeBytes) {
			this.sizeBytes = sizeBytes;
			return this;
		}

		/**
		 * Sets {@link Asset#width()}.
		 * @param width width in pixels, or {@code null}
		 * @return this builder
		 */
		public Builder width(@Nullable Integer width) {
			this.width = width;
			return this;
		}

		/**
		 * Sets {@link Asset#height()}.
		 * @param height height in pixels, or {@code null}
		 * @return this builder
		 */
		public Builder height(@Nullable Integer height) {
			this.height = height;
			return this;
		}

		/**
		 * Sets {@link Asset#uploadContentType()}.
		 * @param uploadContentType media type that the upload declared, or {@code null}
		 * @return this builder
		 */
		public Builder uploadContentType(@Nullable String uploadContentType) {
			this.uploadContentType = uploadContentType;
			return this;
		}

		/**
		 * Sets {@link Asset#createdAt()}.
		 * @param createdAt when FLORA made the asset, or {@code null}
		 * @return this builder
		 */
		public Builder createdAt(@Nullable Instant createdAt) {
			this.createdAt = createdAt;
			return this;
		}

		/**
		 * Sets {@link Asset#workspaceId()}.
		 * @param workspaceId workspace that it belongs to, or {@code null}
		 * @return this builder
		 */
		public Builder workspaceId(@Nullable String workspaceId) {
			this.workspaceId = workspaceId;
			return this;
		}

		/**
		 * Sets {@link Asset#projectId()}.
		 * @param projectId project on whose canvas it is, or {@code null}
		 * @return this builder
		 */
		public Builder projectId(@Nullable String projectId) {
			this.projectId = projectId;
			return this;
		}

		/**
		 * Sets {@link Asset#nodeId()}.
		 * @param nodeId its node on that canvas, or {@code null}
		 * @return this builder
		 */
		public Builder nodeId(@Nullable String nodeId) {
			this.nodeId = nodeId;
			return this;
		}

		/**
		 * Builds the asset.
		 * @return the asset
		 */
		public Asset build() {
			return new Asset(this.assetId, this.status, this.contentType, this.uploadedVia, this.url, this.name,
					this.description, this.failureMessage, this.sizeBytes, this.width, this.height,
					this.uploadContentType, this.createdAt, this.workspaceId, this.projectId, this.nodeId);
		}

	}

}
