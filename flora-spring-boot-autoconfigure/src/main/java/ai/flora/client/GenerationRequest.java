package ai.flora.client;

import java.io.ObjectStreamException;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * A request to generate something. Immutable, as far as the parameters are. Serialized,
 * its parameters are what JSON makes of them.
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
		this.callbackUrl = builder.callbackUrl;
		this.withoutCallback = builder.withoutCallback;
		this.idempotencyKey = builder.idempotencyKey;
		this.reference = builder.reference;
	}

	private static void checkText(String name, @Nullable String value) {
		Assert.isTrue(value == null || (StringUtils.hasText(value) && !StringUtils.containsWhitespace(value)),
				() -> "'" + name + "' must not be blank or hold white space");
	}

	/**
	 * An image, by the workspace's default model.
	 * @param prompt description of the image
	 * @return the request
	 * @throws IllegalArgumentException if the prompt is blank
	 */
	public static GenerationRequest image(String prompt) {
		return builder(GenerationType.IMAGE, prompt).build();
	}

	/**
	 * A video, by the workspace's default model.
	 * @param prompt description of the video
	 * @return the request
	 * @throws IllegalArgumentException if the prompt is blank
	 */
	public static GenerationRequest video(String prompt) {
		return builder(GenerationType.VIDEO, prompt).build();
	}

	/**
	 * Sound, by the workspace's default model.
	 * @param prompt description of the sound
	 * @return the request
	 * @throws IllegalArgumentException if the prompt is blank
	 */
	public static GenerationRequest audio(String prompt) {
		return builder(GenerationType.AUDIO, prompt).build();
	}

	/**
	 * A text, by the workspace's default model.
	 * @param prompt subject of the text
	 * @return the request
	 * @throws IllegalArgumentException if the prompt is blank
	 */
	public static GenerationRequest text(String prompt) {
		return builder(GenerationType.TEXT, prompt).build();
	}

	/**
	 * Begins a request.
	 * @param type what to make
	 * @param prompt description of what to make; checked when the request is built
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
	 * Description of what to make.
	 * @return the prompt, never blank
	 */
	public String prompt() {
		return this.prompt;
	}

	/**
	 * Workspace to bill.
	 * @return the id; {@code null} for the client's own
	 */
	@Override
	public @Nullable String workspaceId() {
		return this.workspaceId;
	}

	/**
	 * Project to file the run under.
	 * @return the id; {@code null} for the client's own
	 */
	@Override
	public @Nullable String projectId() {
		return this.projectId;
	}

	/**
	 * Identifier of the model.
	 * @return the id; {@code null} for the workspace's default of the type
	 */
	public @Nullable String model() {
		return this.model;
	}

	/**
	 * Parameters of the model.
	 * @return the parameters, in the order in which they were added; unmodifiable
	 */
	public Map<String, Object> params() {
		return this.params;
	}

	/**
	 * The URL that FLORA posts the end of the run to.
	 * @return an absolute URL; {@code null} for the client's own place, if it has one
	 */
	public @Nullable URI callbackUrl() {
		return this.callbackUrl;
	}

	/**
	 * Tells whether FLORA posts the end of the run nowhere, even if the client has a
	 * place for that.
	 * @return whether it is so
	 */
	public boolean withoutCallback() {
		return this.withoutCallback;
	}

	/**
	 * The caller's own key, which FLORA accepts once within two hours.
	 * @return the key; {@code null}, as usual, for a fresh one
	 */
	@Override
	public @Nullable String idempotencyKey() {
		return this.idempotencyKey;
	}

	/**
	 * The caller's own name for what is made, such as the number of an order. It is never
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
	 * Begins a request like this one.
	 * @return a builder that has all of this request
	 */
	public Builder toBuilder() {
		Builder builder = new Builder(this.type, this.prompt);
		builder.workspaceId = this.workspaceId;
		builder.projectId = this.projectId;
		builder.model = this.model;
		builder.params.putAll(this.params);
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
				&& Objects.equals(this.callbackUrl, that.callbackUrl) && this.withoutCallback == that.withoutCallback
				&& Objects.equals(this.idempotencyKey, that.idempotencyKey)
				&& Objects.equals(this.reference, that.reference);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.type, this.prompt, this.workspaceId, this.projectId, this.model, this.params,
				this.callbackUrl, this.withoutCallback, this.idempotencyKey, this.reference);
	}

	/**
	 * Does not show the prompt and the parameters, which are a user's own.
	 */
	@Override
	public String toString() {
		return "GenerationRequest[type=" + this.type + ", workspaceId=" + this.workspaceId + ", projectId="
				+ this.projectId + ", model=" + this.model + ", params=" + this.params.keySet() + "]";
	}

	/**
	 * Builds a {@link GenerationRequest}. Not thread-safe.
	 *
	 */
	public static final class Builder {

		private final GenerationType type;

		private final String prompt;

		private @Nullable String workspaceId;

		private @Nullable String projectId;

		private @Nullable String model;

		private final Map<String, Object> params = new LinkedHashMap<>();

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
		 * @param workspaceId identifier such as {@code ws_abc}; {@code null} for the
		 * client's own
		 * @return this builder
		 */
		public Builder workspaceId(@Nullable String workspaceId) {
			this.workspaceId = workspaceId;
			return this;
		}

		/**
		 * Sets the project to file the run under.
		 * @param projectId identifier such as {@code prj_abc}; {@code null} for the
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
		 * default of the type
		 * @return this builder
		 */
		public Builder model(@Nullable String model) {
			this.model = model;
			return this;
		}

		/**
		 * Adds a parameter of the model, or replaces the one of that name. FLORA does not
		 * refuse bad values, but runs, and bills, with the model's defaults.
		 * @param name name of the parameter
		 * @param value anything that Jackson 3 writes; what it cannot write fails the
		 * start with an {@link IllegalArgumentException}
		 * @return this builder
		 */
		public Builder param(String name, Object value) {
			this.params.put(name, value);
			return this;
		}

		/**
		 * Sets the URL that FLORA posts the end of the run to, and takes back
		 * {@link #withoutCallback()}.
		 * @param callbackUrl an absolute https URL, for FLORA refuses others;
		 * {@code null} for the client's own place, if it has one
		 * @return this builder
		 */
		public Builder callbackUrl(@Nullable URI callbackUrl) {
			this.callbackUrl = callbackUrl;
			this.withoutCallback = false;
			return this;
		}

		/**
		 * Lets FLORA post the end of the run nowhere, even if the client has a URL for
		 * that.
		 * @return this builder
		 */
		public Builder withoutCallback() {
			this.callbackUrl = null;
			this.withoutCallback = true;
			return this;
		}

		/**
		 * Sets a key of the caller's own. FLORA accepts a key once within two hours; used
		 * again, the start fails with a {@link FloraConflictException}, and nothing is
		 * charged. Where its first attempt got no answer, it fails with a
		 * {@link FloraStartUnconfirmedException} instead.
		 * @param idempotencyKey 1 to 255 printable ASCII characters without spaces;
		 * {@code null}, as usual, for a fresh key
		 * @return this builder
		 */
		public Builder idempotencyKey(@Nullable String idempotencyKey) {
			this.idempotencyKey = idempotencyKey;
			return this;
		}

		/**
		 * Sets the caller's own name for what is made, such as the number of an order. It
		 * is never sent: it comes back in the handle of the run and in the event of its
		 * end, as long as this process lives.
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
		 * @throws IllegalArgumentException if something that is given cannot be sent,
		 * such as a blank prompt
		 */
		public GenerationRequest build() {
			return new GenerationRequest(this);
		}

	}

}
