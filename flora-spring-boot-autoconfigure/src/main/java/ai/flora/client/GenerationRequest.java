package ai.flora.client;

import java.io.ObjectStreamException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import ai.flora.client.asset.Asset;
import ai.flora.client.model.ModelMedia;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * A request to generate something. Immutable, as long as the values of its parameters
 * are. Serialization writes the parameters as JSON has them.
 *
 * <pre>{@code
 * GenerationRequest.image("A harbour at dusk");
 * GenerationRequest.video("A harbour at dusk").toBuilder().model("t2v-…").param("duration", 5).build();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class GenerationRequest implements RunRequest {

	private final GenerationType type;

	private final String prompt;

	private final @Nullable String workspaceId;

	private final @Nullable String projectId;

	private final @Nullable String model;

	private final Map<String, Object> params;

	private final ArrayList<URI> images;

	private final ArrayList<URI> videos;

	private final boolean unchecked;

	private final boolean withoutImport;

	private final @Nullable URI callbackUrl;

	private final boolean withoutCallback;

	private final @Nullable String idempotencyKey;

	private final @Nullable String reference;

	private GenerationRequest(Builder builder) {
		Assert.notNull(builder.type, "'type' must not be null");
		Assert.isTrue(StringUtils.hasText(builder.prompt), "'prompt' must not be blank");
		checkText("workspaceId", builder.workspaceId);
		checkText("projectId", builder.projectId);
		checkText("model", builder.model);
		Assert.isTrue(builder.callbackUrl == null || builder.callbackUrl.isAbsolute(),
				"'callbackUrl' must be absolute");
		Assert.isTrue(builder.idempotencyKey == null || builder.idempotencyKey.matches("[!-~]{1,255}"),
				"'idempotencyKey' must be 1 to 255 printable ASCII characters without spaces");
		this.type = builder.type;
		this.prompt = builder.prompt;
		this.workspaceId = builder.workspaceId;
		this.projectId = builder.projectId;
		this.model = builder.model;
		this.params = Collections.unmodifiableMap(new LinkedHashMap<>(builder.params));
		this.images = new ArrayList<>(builder.images);
		this.videos = new ArrayList<>(builder.videos);
		checkMedia();
		this.unchecked = builder.unchecked;
		this.withoutImport = builder.withoutImport;
		this.callbackUrl = builder.callbackUrl;
		this.withoutCallback = builder.withoutCallback;
		this.idempotencyKey = builder.idempotencyKey;
		this.reference = builder.reference;
	}

	private static void checkText(String name, @Nullable String value) {
		Assert.isTrue(value == null || (StringUtils.hasText(value) && !StringUtils.containsWhitespace(value)),
				() -> "'" + name + "' must not be blank or hold white space");
	}

	private void checkMedia() {
		for (String name : ModelMedia.of(this.model).params(this.images, this.videos).keySet()) {
			Assert.isTrue(!this.params.containsKey(name),
					() -> "The param '" + name
							+ "' would be overwritten: fromImage and fromVideo write it for the model " + this.model
							+ ". Give media in one way only");
		}
	}

	/**
	 * A request for an image from the workspace's default model.
	 * @param prompt description of the image
	 * @return the request
	 * @throws IllegalArgumentException if the prompt is blank
	 */
	public static GenerationRequest image(String prompt) {
		return builder(GenerationType.IMAGE, prompt).build();
	}

	/**
	 * A request for a video from the workspace's default model.
	 * @param prompt description of the video
	 * @return the request
	 * @throws IllegalArgumentException if the prompt is blank
	 */
	public static GenerationRequest video(String prompt) {
		return builder(GenerationType.VIDEO, prompt).build();
	}

	/**
	 * A request for a sound from the workspace's default model.
	 * @param prompt description of the sound
	 * @return the request
	 * @throws IllegalArgumentException if the prompt is blank
	 */
	public static GenerationRequest audio(String prompt) {
		return builder(GenerationType.AUDIO, prompt).build();
	}

	/**
	 * A request for a text from the workspace's default model.
	 * @param prompt subject of the text
	 * @return the request
	 * @throws IllegalArgumentException if the prompt is blank
	 */
	public static GenerationRequest text(String prompt) {
		return builder(GenerationType.TEXT, prompt).build();
	}

	/**
	 * Begins a request.
	 * @param type kind of the output
	 * @param prompt description of the output; checked when the request is built
	 * @return a builder
	 */
	public static Builder builder(GenerationType type, String prompt) {
		return new Builder(type, prompt);
	}

	/**
	 * The kind of output.
	 * @return the type
	 */
	public GenerationType type() {
		return this.type;
	}

	/**
	 * The description of the output.
	 * @return the prompt, never blank
	 */
	public String prompt() {
		return this.prompt;
	}

	/**
	 * The workspace to bill.
	 * @return the id; {@code null} for the client's own
	 */
	@Override
	public @Nullable String workspaceId() {
		return this.workspaceId;
	}

	/**
	 * The project of the run.
	 * @return the id; {@code null} for the client's own
	 */
	@Override
	public @Nullable String projectId() {
		return this.projectId;
	}

	/**
	 * The identifier of the model.
	 * @return the id; {@code null} for the workspace's default model of the type
	 */
	public @Nullable String model() {
		return this.model;
	}

	/**
	 * The parameters of the model.
	 * @return the parameters, in the order in which they were added; unmodifiable
	 */
	public Map<String, Object> params() {
		return this.params;
	}

	/**
	 * The images that the run starts from.
	 * @return their URLs, in the order in which they were added; unmodifiable
	 */
	public List<URI> images() {
		return Collections.unmodifiableList(this.images);
	}

	/**
	 * The videos that the run starts from.
	 * @return their URLs, in the order in which they were added; unmodifiable
	 */
	public List<URI> videos() {
		return Collections.unmodifiableList(this.videos);
	}

	/**
	 * Tells whether the start is sent without the check against the model's parameters.
	 * @return {@code true} if it is not checked
	 */
	public boolean unchecked() {
		return this.unchecked;
	}

	/**
	 * Tells whether media are sent as they are, whatever host they are on.
	 * @return {@code true} if nothing is imported
	 */
	public boolean withoutImport() {
		return this.withoutImport;
	}

	/**
	 * The URL that FLORA posts the end of the run to.
	 * @return an absolute URL; {@code null} for the client's own URL, if it has one
	 */
	public @Nullable URI callbackUrl() {
		return this.callbackUrl;
	}

	/**
	 * Tells whether FLORA posts the end of the run nowhere, even if the client has a URL
	 * for it.
	 * @return {@code true} if the end is not posted
	 */
	public boolean withoutCallback() {
		return this.withoutCallback;
	}

	/**
	 * The caller's own idempotency key. FLORA accepts a key once within two hours.
	 * @return the key; {@code null} for a fresh key, as usual
	 */
	@Override
	public @Nullable String idempotencyKey() {
		return this.idempotencyKey;
	}

	/**
	 * The caller's own name for the run, such as the number of an order. It is never
	 * sent.
	 * @return the name; {@code null} for none
	 * @see RunHandle#reference()
	 * @see FloraRunEndedEvent#reference()
	 */
	@Override
	public @Nullable String reference() {
		return this.reference;
	}

	/**
	 * Begins a copy of this request.
	 * @return a builder that has all values of this request
	 */
	public Builder toBuilder() {
		Builder builder = new Builder(this.type, this.prompt);
		builder.workspaceId = this.workspaceId;
		builder.projectId = this.projectId;
		builder.model = this.model;
		builder.params.putAll(this.params);
		builder.images.addAll(this.images);
		builder.videos.addAll(this.videos);
		builder.unchecked = this.unchecked;
		builder.withoutImport = this.withoutImport;
		builder.callbackUrl = this.callbackUrl;
		builder.withoutCallback = this.withoutCallback;
		builder.idempotencyKey = this.idempotencyKey;
		builder.reference = this.reference;
		return builder;
	}

	private Object writeReplace() throws ObjectStreamException {
		Builder plain = toBuilder();
		plain.params.putAll(PlainParams.of(this.params));
		return plain.build();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof GenerationRequest that && this.type == that.type && this.prompt.equals(that.prompt)
				&& Objects.equals(this.workspaceId, that.workspaceId) && Objects.equals(this.projectId, that.projectId)
				&& Objects.equals(this.model, that.model) && this.params.equals(that.params)
				&& this.images.equals(that.images) && this.videos.equals(that.videos)
				&& this.unchecked == that.unchecked && this.withoutImport == that.withoutImport
				&& Objects.equals(this.callbackUrl, that.callbackUrl) && this.withoutCallback == that.withoutCallback
				&& Objects.equals(this.idempotencyKey, that.idempotencyKey)
				&& Objects.equals(this.reference, that.reference);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.type, this.prompt, this.workspaceId, this.projectId, this.model, this.params,
				this.images, this.videos, this.unchecked, this.withoutImport, this.callbackUrl, this.withoutCallback,
				this.idempotencyKey, this.reference);
	}

	/**
	 * Shows neither prompt nor parameters nor media, which are a user's own.
	 */
	@Override
	public String toString() {
		return "GenerationRequest[type=" + this.type + ", workspaceId=" + this.workspaceId + ", projectId="
				+ this.projectId + ", model=" + this.model + ", params=" + this.params.keySet() + ", images="
				+ this.images.size() + ", videos=" + this.videos.size() + "]";
	}

	/**
	 * Builds a {@link GenerationRequest}. Not thread-safe.
	 */
	public static final class Builder {

		private final GenerationType type;

		private final String prompt;

		private @Nullable String workspaceId;

		private @Nullable String projectId;

		private @Nullable String model;

		private final Map<String, Object> params = new LinkedHashMap<>();

		private final Set<URI> images = new LinkedHashSet<>();

		private final Set<URI> videos = new LinkedHashSet<>();

		private boolean unchecked;

		private boolean withoutImport;

		private @Nullable URI callbackUrl;

		private boolean withoutCallback;

		private @Nullable String idempotencyKey;

		private @Nullable String reference;

		private Builder(GenerationType type, String prompt) {
			this.type = type;
			this.prompt = prompt;
		}

		/**
		 * Sets the workspace to bill.
		 * @param workspaceId identifier, such as {@code ws_abc}; {@code null} for the
		 * client's own
		 * @return this builder
		 */
		public Builder workspaceId(@Nullable String workspaceId) {
			this.workspaceId = workspaceId;
			return this;
		}

		/**
		 * Sets the project of the run.
		 * @param projectId identifier, such as {@code prj_abc}; {@code null} for the
		 * client's own
		 * @return this builder
		 */
		public Builder projectId(@Nullable String projectId) {
			this.projectId = projectId;
			return this;
		}

		/**
		 * Sets the model.
		 * @param model identifier, not a display name; {@code null} for the workspace's
		 * default model of the type
		 * @return this builder
		 */
		public Builder model(@Nullable String model) {
			this.model = model;
			return this;
		}

		/**
		 * Adds a parameter of the model, or replaces the parameter of that name. FLORA
		 * does not refuse invalid values: it runs, and bills, with the model's defaults.
		 * @param name name of the parameter
		 * @param value any value that Jackson 3 can write. With another value, the start
		 * throws an {@link IllegalArgumentException}
		 * @return this builder
		 */
		public Builder param(String name, Object value) {
			this.params.put(name, value);
			return this;
		}

		/**
		 * Adds an image that the run starts from. It is sent as a parameter, by the name
		 * and in the form that the model's family takes. FLORA counts the same URL once.
		 * <p>
		 * FLORA fetches only from some hosts. The client imports a file on any other host
		 * as an asset before the start, in the time of that call. It imports the same URL
		 * once in ten minutes.
		 * @param url an absolute https URL
		 * @return this builder
		 * @throws IllegalArgumentException if the URL is not absolute
		 */
		public Builder fromImage(URI url) {
			this.images.add(checkUrl("fromImage", url));
			return this;
		}

		/**
		 * Adds images that the run starts from, as {@link #fromImage(URI)} does.
		 * @param urls absolute https URLs
		 * @return this builder
		 * @throws IllegalArgumentException if a URL is not absolute
		 */
		public Builder fromImages(URI... urls) {
			for (URI url : urls) {
				this.images.add(checkUrl("fromImages", url));
			}
			return this;
		}

		/**
		 * Adds a video that the run starts from, as {@link #fromImage(URI)} does.
		 * @param url an absolute https URL
		 * @return this builder
		 * @throws IllegalArgumentException if the URL is not absolute
		 */
		public Builder fromVideo(URI url) {
			this.videos.add(checkUrl("fromVideo", url));
			return this;
		}

		/**
		 * Adds videos that the run starts from, as {@link #fromImage(URI)} does.
		 * @param urls absolute https URLs
		 * @return this builder
		 * @throws IllegalArgumentException if a URL is not absolute
		 */
		public Builder fromVideos(URI... urls) {
			for (URI url : urls) {
				this.videos.add(checkUrl("fromVideos", url));
			}
			return this;
		}

		/**
		 * Adds an image that the run starts from, as {@link #fromImage(URI)} does.
		 * @param asset an asset that is ready
		 * @return this builder
		 * @throws IllegalArgumentException if the asset has no URL
		 */
		public Builder fromImage(Asset asset) {
			return fromImage(asset.inputLink());
		}

		/**
		 * Adds images that the run starts from, as {@link #fromImage(URI)} does.
		 * @param assets assets that are ready
		 * @return this builder
		 * @throws IllegalArgumentException if an asset has no URL
		 */
		public Builder fromImages(Asset... assets) {
			for (Asset asset : assets) {
				fromImage(asset.inputLink());
			}
			return this;
		}

		/**
		 * Adds a video that the run starts from, as {@link #fromVideo(URI)} does.
		 * @param asset an asset that is ready
		 * @return this builder
		 * @throws IllegalArgumentException if the asset has no URL
		 */
		public Builder fromVideo(Asset asset) {
			return fromVideo(asset.inputLink());
		}

		/**
		 * Adds videos that the run starts from, as {@link #fromVideo(URI)} does.
		 * @param assets assets that are ready
		 * @return this builder
		 * @throws IllegalArgumentException if an asset has no URL
		 */
		public Builder fromVideos(Asset... assets) {
			for (Asset asset : assets) {
				fromVideo(asset.inputLink());
			}
			return this;
		}

		/**
		 * Removes all images and videos.
		 * @return this builder
		 */
		public Builder withoutMedia() {
			this.images.clear();
			this.videos.clear();
			return this;
		}

		/**
		 * Sends media as they are, also those on hosts that FLORA may not fetch from.
		 * FLORA may then fail the run.
		 * @return this builder
		 */
		public Builder withoutImport() {
			this.withoutImport = true;
			return this;
		}

		private static URI checkUrl(String method, URI url) {
			Assert.isTrue(url != null && url.isAbsolute(), () -> method + " takes an absolute URL, such as https://…");
			return url;
		}

		/**
		 * Sends the start without the check against the model's parameters. Use it where
		 * FLORA can do what this client refuses. FLORA ignores what it does not know, and
		 * bills the run.
		 * @return this builder
		 */
		public Builder unchecked() {
			this.unchecked = true;
			return this;
		}

		/**
		 * Sets the URL that FLORA posts the end of the run to, and undoes
		 * {@link #withoutCallback()}.
		 * @param callbackUrl an absolute https URL, because FLORA refuses others;
		 * {@code null} for the client's own URL, if it has one
		 * @return this builder
		 */
		public Builder callbackUrl(@Nullable URI callbackUrl) {
			this.callbackUrl = callbackUrl;
			this.withoutCallback = false;
			return this;
		}

		/**
		 * Lets FLORA post the end of the run nowhere, even if the client has a URL for
		 * it.
		 * @return this builder
		 */
		public Builder withoutCallback() {
			this.callbackUrl = null;
			this.withoutCallback = true;
			return this;
		}

		/**
		 * Sets an idempotency key of the caller's own. FLORA accepts a key once within
		 * two hours. A second start with the key fails with a
		 * {@link FloraConflictException}, and nothing is charged. If the first attempt of
		 * a start got no response, the start fails with a
		 * {@link FloraStartUnconfirmedException} instead, and a further start with the
		 * key goes on with it.
		 * @param idempotencyKey 1 to 255 printable ASCII characters without spaces;
		 * {@code null} for a fresh key, as usual
		 * @return this builder
		 */
		public Builder idempotencyKey(@Nullable String idempotencyKey) {
			this.idempotencyKey = idempotencyKey;
			return this;
		}

		/**
		 * Sets the caller's own name for the run, such as the number of an order. It is
		 * never sent. The run's handle and the event of its end have it, as long as this
		 * process lives.
		 * @param reference any text; {@code null} for none
		 * @return this builder
		 */
		public Builder reference(@Nullable String reference) {
			this.reference = reference;
			return this;
		}

		/**
		 * Builds the request.
		 * @return the request
		 * @throws IllegalArgumentException if a value cannot be sent, such as a blank
		 * prompt
		 */
		public GenerationRequest build() {
			return new GenerationRequest(this);
		}

	}

}
