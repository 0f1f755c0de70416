package ai.flora.client.technique;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.flora.client.OutputType;
import ai.flora.client.RunRequest;
import ai.flora.client.asset.Asset;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * A request to run a technique. Immutable.
 *
 * <pre>{@code
 * TechniqueRequest.of("product-shots").input("photo", URI.create("https://…")).input("mood", "warm").build();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class TechniqueRequest implements RunRequest {

	private final String technique;

	private final List<Input> inputs;

	private final @Nullable String workspaceId;

	private final @Nullable URI callbackUrl;

	private final boolean withoutCallback;

	private final @Nullable String idempotencyKey;

	private final @Nullable String reference;

	private TechniqueRequest(Builder builder) {
		checkText("technique", builder.technique);
		Assert.isTrue(builder.technique != null, "'technique' must not be null");
		checkText("workspaceId", builder.workspaceId);
		Assert.isTrue(builder.callbackUrl == null || builder.callbackUrl.isAbsolute(),
				"'callbackUrl' must be absolute");
		Assert.isTrue(builder.idempotencyKey == null || builder.idempotencyKey.matches("[!-~]{1,255}"),
				"'idempotencyKey' must be 1 to 255 printable ASCII characters without spaces");
		this.technique = builder.technique;
		this.inputs = List.copyOf(builder.inputs.values());
		this.workspaceId = builder.workspaceId;
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
	 * Begins a request.
	 * @param technique identifier or slug of the technique; checked when the request is
	 * built
	 * @return a builder
	 */
	public static Builder of(String technique) {
		return new Builder(technique);
	}

	/**
	 * The technique.
	 * @return its identifier or slug, as it was given. In the request of an exception,
	 * its identifier
	 */
	public String technique() {
		return this.technique;
	}

	/**
	 * The inputs.
	 * @return the inputs, in the order in which they were added. In the request of an
	 * exception, they are in the technique's own order
	 */
	public List<Input> inputs() {
		return this.inputs;
	}

	@Override
	public @Nullable String workspaceId() {
		return this.workspaceId;
	}

	/**
	 * Returns {@code null}: runs of techniques have no project.
	 * @return {@code null}
	 */
	@Override
	public @Nullable String projectId() {
		return null;
	}

	/**
	 * The URL that FLORA posts the end of the run to.
	 * @return an absolute URL; {@code null} for the client's own URL, if it has one and
	 * the {@linkplain #idempotencyKey() key} is not the caller's
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

	@Override
	public @Nullable String idempotencyKey() {
		return this.idempotencyKey;
	}

	@Override
	public @Nullable String reference() {
		return this.reference;
	}

	/**
	 * Begins a copy of this request.
	 * @return a builder that has all values of this request
	 */
	public Builder toBuilder() {
		Builder builder = new Builder(this.technique);
		builder.inputs(this.inputs);
		builder.workspaceId = this.workspaceId;
		builder.callbackUrl = this.callbackUrl;
		builder.withoutCallback = this.withoutCallback;
		builder.idempotencyKey = this.idempotencyKey;
		builder.reference = this.reference;
		return builder;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof TechniqueRequest that && this.technique.equals(that.technique)
				&& this.inputs.equals(that.inputs) && Objects.equals(this.workspaceId, that.workspaceId)
				&& Objects.equals(this.callbackUrl, that.callbackUrl) && this.withoutCallback == that.withoutCallback
				&& Objects.equals(this.idempotencyKey, that.idempotencyKey)
				&& Objects.equals(this.reference, that.reference);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.technique, this.inputs, this.workspaceId, this.callbackUrl, this.withoutCallback,
				this.idempotencyKey, this.reference);
	}

	/**
	 * Shows no values of inputs, which are a user's own.
	 */
	@Override
	public String toString() {
		return "TechniqueRequest[technique=" + this.technique + ", inputs="
				+ this.inputs.stream().map(Input::id).toList() + ", workspaceId=" + this.workspaceId + "]";
	}

	/**
	 * An input.
	 *
	 * @param id identifier of the input, as the technique declares it
	 * @param type kind of value, as the technique declares it; {@code null} until the
	 * client has compared the two
	 * @param values a text, a link as a {@link URI}, or several of them
	 * @param several whether it was given as a list, even of one value
	 * @since 0.1.0
	 */
	public record Input(String id, @Nullable OutputType type, List<Object> values,
			boolean several) implements Serializable {

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if the id is blank, or a value is neither a
		 * text nor an absolute link
		 */
		public Input {
			Assert.hasText(id, "'id' must not be blank");
			String name = id;
			Assert.isTrue(values.stream().allMatch(Input::isTextOrLink),
					() -> "Input '" + name + "' must be texts or absolute URIs, such as https://…");
			values = List.copyOf(values);
		}

		private static boolean isTextOrLink(@Nullable Object value) {
			return value instanceof String || (value instanceof URI link && link.isAbsolute());
		}

		/**
		 * Tells whether there is nothing to send.
		 * @return {@code true} if there is no value, or only empty texts
		 */
		public boolean isEmpty() {
			return this.values.stream().allMatch((value) -> value instanceof String text && text.isBlank());
		}

		/**
		 * Shows no values, which are a user's own.
		 */
		@Override
		public String toString() {
			return "Input[id=" + this.id + ", type=" + this.type + ", " + this.values.size() + " values]";
		}

	}

	/**
	 * Builds a {@link TechniqueRequest}. Not thread-safe.
	 */
	public static final class Builder {

		private final String technique;

		private final Map<String, Input> inputs = new LinkedHashMap<>();

		private @Nullable String workspaceId;

		private @Nullable URI callbackUrl;

		private boolean withoutCallback;

		private @Nullable String idempotencyKey;

		private @Nullable String reference;

		private Builder(String technique) {
			this.technique = technique;
		}

		/**
		 * Sets an input to a text.
		 * @param id identifier of the input
		 * @param text the text; an empty one is left out if the input is optional
		 * @return this builder
		 * @throws IllegalArgumentException if the id is blank
		 */
		public Builder input(String id, String text) {
			return input(new Input(id, null, Collections.singletonList(text), false));
		}

		/**
		 * Sets an input to the link of an image, a video, a sound or a document.
		 * @param id identifier of the input
		 * @param link an absolute https URL on a host that FLORA fetches from
		 * @return this builder
		 * @throws IllegalArgumentException if the id is blank, or the link is not
		 * absolute
		 */
		public Builder input(String id, URI link) {
			return input(new Input(id, null, Collections.singletonList(link), false));
		}

		/**
		 * Sets an input to a file that FLORA keeps.
		 * @param id identifier of the input
		 * @param asset an asset that is ready
		 * @return this builder
		 * @throws IllegalArgumentException if the id is blank, or the asset has no URL
		 */
		public Builder input(String id, Asset asset) {
			return input(id, asset.inputLink());
		}

		/**
		 * Sets an input to several values, if it allows that.
		 * @param id identifier of the input
		 * @param values texts, or absolute links as {@link URI}
		 * @return this builder
		 * @throws IllegalArgumentException if the id is blank, or a value is neither a
		 * text nor an absolute link
		 */
		public Builder input(String id, List<?> values) {
			return input(new Input(id, null, new ArrayList<>(values), true));
		}

		private Builder input(Input input) {
			this.inputs.put(input.id(), input);
			return this;
		}

		/**
		 * Replaces all inputs.
		 * @param inputs the inputs
		 * @return this builder
		 */
		public Builder inputs(List<Input> inputs) {
			this.inputs.clear();
			inputs.forEach(this::input);
			return this;
		}

		/**
		 * Sets the workspace to bill. If FLORA posts the end of the run, it bills the
		 * key's own workspace instead.
		 * @param workspaceId identifier, such as {@code ws_abc}; {@code null} for the
		 * client's own
		 * @return this builder
		 */
		public Builder workspaceId(@Nullable String workspaceId) {
			this.workspaceId = workspaceId;
			return this;
		}

		/**
		 * Sets the URL that FLORA posts the end of the run to, and undoes
		 * {@link #withoutCallback()}.
		 * @param callbackUrl an absolute https URL, because FLORA refuses others;
		 * {@code null} for the client's own URL, if it has one and the
		 * {@linkplain #idempotencyKey(String) key} is not the caller's
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
		 * two hours, but keeps the keys of starts with and without a callback URL apart.
		 * So under such a key, only a URL of the request's own is sent, and the client
		 * polls all other runs. With and without that URL, a request is charged twice.
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
		 * technique
		 */
		public TechniqueRequest build() {
			return new TechniqueRequest(this);
		}

	}

}
