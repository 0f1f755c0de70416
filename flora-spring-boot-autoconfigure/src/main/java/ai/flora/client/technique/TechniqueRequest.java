package ai.flora.client.technique;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
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
	 * @return its identifier or slug, as it was given; its identifier in a request that
	 * an exception carries
	 */
	public String technique() {
		return this.technique;
	}

	/**
	 * What the technique is given.
	 * @return the inputs, in the order in which they were added; in a request that an
	 * exception carries, in the technique's own order
	 */
	public List<Input> inputs() {
		return this.inputs;
	}

	@Override
	public @Nullable String workspaceId() {
		return this.workspaceId;
	}

	/**
	 * Runs of techniques name no project.
	 * @return {@code null}
	 */
	@Override
	public @Nullable String projectId() {
		return null;
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

	@Override
	public @Nullable String idempotencyKey() {
		return this.idempotencyKey;
	}

	@Override
	public @Nullable String reference() {
		return this.reference;
	}

	/**
	 * Begins a request like this one.
	 * @return a builder that has all of this request
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
	 * Does not show the values of inputs, which are a user's own.
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
	 * @param type kind of value, as the technique declares it; {@code null} as long as
	 * nobody has compared the two
	 * @param values a text, a link as a {@link URI}, or several of them
	 * @param several whether it was given as a list, be it of one value
	 * @since 0.1.0
	 */
	public record Input(String id, @Nullable OutputType type, List<Object> values,
			boolean several) implements Serializable {

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if the id is blank, or a value is neither a
		 * text nor a link
		 */
		public Input {
			Assert.hasText(id, "'id' must not be blank");
			String name = id;
			values = List.copyOf(values);
			Assert.isTrue(values.stream().allMatch((value) -> value instanceof String || value instanceof URI),
					() -> "Input '" + name + "' must be texts or URIs");
		}

		/**
		 * Whether there is nothing to send.
		 * @return whether there is no value, or but empty texts
		 */
		public boolean isEmpty() {
			return this.values.stream().allMatch((value) -> value instanceof String text && text.isBlank());
		}

		/**
		 * Does not show the values, which are a user's own.
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
		 * Gives the technique a text.
		 * @param id identifier of the input
		 * @param text the text; an empty one is left out if the input is optional
		 * @return this builder
		 * @throws IllegalArgumentException if the id is blank
		 */
		public Builder input(String id, String text) {
			return input(new Input(id, null, List.of(text), false));
		}

		/**
		 * Gives the technique an image, a video, a sound or a document.
		 * @param id identifier of the input
		 * @param link an https URL that FLORA may fetch from
		 * @return this builder
		 * @throws IllegalArgumentException if the id is blank
		 */
		public Builder input(String id, URI link) {
			return input(new Input(id, null, List.of(link), false));
		}

		/**
		 * Gives the technique a file that FLORA has.
		 * @param id identifier of the input
		 * @param asset an asset that is ready
		 * @return this builder
		 * @throws IllegalArgumentException if the id is blank, or the asset has no URL
		 */
		public Builder input(String id, Asset asset) {
			return input(id, asset.inputLink());
		}

		/**
		 * Gives the technique several values, if the input allows that.
		 * @param id identifier of the input
		 * @param values texts, or links as {@link URI}
		 * @return this builder
		 * @throws IllegalArgumentException if the id is blank, or a value is something
		 * else
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
		 * Sets the workspace to bill. Where FLORA posts the end of the run, it bills the
		 * key's own workspace.
		 * @param workspaceId identifier such as {@code ws_abc}; {@code null} for the
		 * client's own
		 * @return this builder
		 */
		public Builder workspaceId(@Nullable String workspaceId) {
			this.workspaceId = workspaceId;
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
		 * Sets a key of the caller's own, which FLORA accepts once within two hours.
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
		 * such as a blank technique
		 */
		public TechniqueRequest build() {
			return new TechniqueRequest(this);
		}

	}

}
