package ai.flora.client.asset;

import java.net.URI;
import java.nio.file.Path;

import ai.flora.client.RequestOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * A file to upload, or a URL from which FLORA fetches a file. Immutable.
 *
 * <pre>{@code
 * AssetUpload.builder().content(file.getResource()).name("Harbour").folder("inputs").build();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class AssetUpload {

	private final @Nullable Resource content;

	private final @Nullable URI source;

	private final @Nullable String name;

	private final @Nullable String type;

	private final @Nullable String workspaceId;

	private final @Nullable String projectId;

	private final @Nullable String folder;

	private final @Nullable String assetId;

	private final RequestOptions options;

	private AssetUpload(Builder builder) {
		Assert.isTrue((builder.content == null) != (builder.source == null),
				"Give either 'content', which is uploaded, or 'source', which FLORA fetches");
		Assert.isTrue(builder.source == null || isWebAddress(builder.source),
				"'source' must be an absolute https URL without user information");
		checkText("name", builder.name);
		checkText("type", builder.type);
		checkText("folder", builder.folder);
		checkId("workspaceId", builder.workspaceId);
		checkId("projectId", builder.projectId);
		checkId("assetId", builder.assetId);
		this.content = builder.content;
		this.source = builder.source;
		this.name = builder.name;
		this.type = builder.type;
		this.workspaceId = builder.workspaceId;
		this.projectId = builder.projectId;
		this.folder = builder.folder;
		this.assetId = builder.assetId;
		this.options = builder.options;
	}

	/** FLORA alone decides what it fetches from, and refuses http itself. */
	private static boolean isWebAddress(URI source) {
		boolean web = "https".equalsIgnoreCase(source.getScheme()) || "http".equalsIgnoreCase(source.getScheme());
		String authority = source.getRawAuthority();
		return web && authority != null && !authority.contains("@");
	}

	private static void checkText(String name, @Nullable String value) {
		Assert.isTrue(value == null || (StringUtils.hasText(value) && value.chars().noneMatch(Character::isISOControl)),
				() -> "'" + name + "' must not be blank or hold control characters");
	}

	private static void checkId(String name, @Nullable String value) {
		Assert.isTrue(value == null || (StringUtils.hasText(value) && !StringUtils.containsWhitespace(value)),
				() -> "'" + name + "' must not be blank or hold white space");
	}

	/**
	 * Begins an upload.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * The file.
	 * @return the file; {@code null} if FLORA fetches it
	 */
	public @Nullable Resource content() {
		return this.content;
	}

	/**
	 * The URL from which FLORA fetches the file.
	 * @return a URL; {@code null} if the file is uploaded
	 */
	public @Nullable URI source() {
		return this.source;
	}

	/**
	 * The name of the asset.
	 * @return the name; {@code null} for the name of the file
	 */
	public @Nullable String name() {
		return this.name;
	}

	/**
	 * The media type of the file, for content that does not tell its type.
	 * @return the type; {@code null} to go by the content alone
	 */
	public @Nullable String type() {
		return this.type;
	}

	/**
	 * The workspace of the asset.
	 * @return the id; {@code null} for the client's own
	 */
	public @Nullable String workspaceId() {
		return this.workspaceId;
	}

	/**
	 * The project on whose canvas the asset is placed.
	 * @return the id; {@code null} for none
	 */
	public @Nullable String projectId() {
		return this.projectId;
	}

	/**
	 * The folder of the asset.
	 * @return the folder; {@code null} for none
	 */
	public @Nullable String folder() {
		return this.folder;
	}

	/**
	 * The unfinished asset to go on with.
	 * @return its id; {@code null} for a new asset, as usual
	 */
	public @Nullable String assetId() {
		return this.assetId;
	}

	/**
	 * Deadline, attempts and headers of the upload. The headers go to FLORA, and not to
	 * its storage.
	 * @return the options
	 */
	public RequestOptions options() {
		return this.options;
	}

	/**
	 * Does not show the file's place, which is a user's own.
	 */
	@Override
	public String toString() {
		return "AssetUpload[type=" + this.type + ", workspaceId=" + this.workspaceId + ", projectId=" + this.projectId
				+ ", assetId=" + this.assetId + "]";
	}

	/**
	 * Builds an {@link AssetUpload}. Not thread-safe.
	 */
	public static final class Builder {

		private @Nullable Resource content;

		private @Nullable URI source;

		private @Nullable String name;

		private @Nullable String type;

		private @Nullable String workspaceId;

		private @Nullable String projectId;

		private @Nullable String folder;

		private @Nullable String assetId;

		private RequestOptions options = RequestOptions.defaults();

		private Builder() {
		}

		/**
		 * Sets the file.
		 * @param content the file; a resource that {@link Resource#isOpen() is open} is
		 * read once
		 * @return this builder
		 */
		public Builder content(Resource content) {
			this.content = content;
			return this;
		}

		/**
		 * Sets the file.
		 * @param file the file
		 * @return this builder
		 */
		public Builder content(Path file) {
			return content(new FileSystemResource(file));
		}

		/**
		 * Sets the URL from which FLORA fetches the file, in place of a content.
		 * @param source a public https URL of a file of up to 50 MB
		 * @return this builder
		 */
		public Builder source(URI source) {
			this.source = source;
			return this;
		}

		/**
		 * Sets the name of the asset.
		 * @param name the name; {@code null} for the name of the file. An import then
		 * gets a name with some random characters, by which the client finds it when a
		 * response is lost
		 * @return this builder
		 */
		public Builder name(@Nullable String name) {
			this.name = name;
			return this;
		}

		/**
		 * Sets the media type of the file, for content that does not tell its type.
		 * @param type a type that FLORA takes, such as {@code audio/mpeg}; {@code null}
		 * to refuse content that does not tell its type
		 * @return this builder
		 */
		public Builder type(@Nullable String type) {
			this.type = type;
			return this;
		}

		/**
		 * Sets the workspace of the asset.
		 * @param workspaceId identifier such as {@code ws_abc}; {@code null} for the
		 * client's own
		 * @return this builder
		 */
		public Builder workspaceId(@Nullable String workspaceId) {
			this.workspaceId = workspaceId;
			return this;
		}

		/**
		 * Places the asset on the canvas of a project.
		 * @param projectId identifier, such as {@code prj_abc}; {@code null} for no
		 * canvas, whatever the client's own project is
		 * @return this builder
		 */
		public Builder projectId(@Nullable String projectId) {
			this.projectId = projectId;
			return this;
		}

		/**
		 * Sets the folder of the asset.
		 * @param folder the folder; {@code null} for none
		 * @return this builder
		 */
		public Builder folder(@Nullable String folder) {
			this.folder = folder;
			return this;
		}

		/**
		 * Goes on with an asset that an earlier upload has left unfinished, instead of
		 * making another one. {@link FloraAssetFailedException#assetId()} has its id. An
		 * asset that has become ready is returned as it is. A file that FLORA already has
		 * is not sent again. An import that FLORA says has failed becomes another asset,
		 * with an id of its own.
		 * @param assetId its id; {@code null} for a new asset, as usual
		 * @return this builder
		 */
		public Builder assetId(@Nullable String assetId) {
			this.assetId = assetId;
			return this;
		}

		/**
		 * Sets deadline, attempts and headers of the upload.
		 * @param options the options. Without a timeout, the deadline is the client's
		 * call timeout plus one second for each begun MB of the file
		 * @return this builder
		 */
		public Builder options(RequestOptions options) {
			this.options = options;
			return this;
		}

		/**
		 * Builds the upload.
		 * @return the upload
		 * @throws IllegalArgumentException if there is neither a content nor a source, if
		 * there are both, or if a value cannot be sent
		 */
		public AssetUpload build() {
			return new AssetUpload(this);
		}

	}

}
