package ai.flora.client.action;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import ai.flora.client.RunRequest;
import ai.flora.client.asset.Asset;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * A request to run an action. Immutable, as long as the values of its parameters are.
 *
 * <pre>{@code
 * ActionRequest.of("resize-image-browser").input("image", URI.create("https://…")).param("width", 800).build();
 * }</pre>
 *
 * @since 0.1.0
 */
public final class ActionRequest implements RunRequest {

	private final String action;

	private final List<Input> inputs;

	private final Map<String, Serializable> params;

	private final @Nullable String workspaceId;

	private final @Nullable String projectId;

	private final @Nullable String idempotencyKey;

	private final @Nullable String reference;

	private ActionRequest(Builder builder) {
		Assert.isTrue(builder.action != null, "'action' must not be null");
		checkText("action", builder.action);
		checkText("workspaceId", builder.workspaceId);
		checkText("projectId", builder.projectId);
		Assert.isTrue(builder.idempotencyKey == null || builder.idempotencyKey.matches("[!-~]{1,255}"),
				"'idempotencyKey' must be 1 to 255 printable ASCII characters without spaces");
		this.action = builder.action;
		this.inputs = List.copyOf(builder.inputs.values());
		this.params = Collections.unmodifiableMap(new LinkedHashMap<>(builder.params));
		this.workspaceId = builder.workspaceId;
		this.projectId = builder.projectId;
		this.idempotencyKey = builder.idempotencyKey;
		this.reference = builder.reference;
	}

	private static void checkText(String name, @Nullable String value) {
		Assert.isTrue(value == null || (StringUtils.hasText(value) && !StringUtils.containsWhitespace(value)),
				() -> "'" + name + "' must not be blank or hold white space");
	}

	/**
	 * Begins a request.
	 * @param action identifier of the action, such as {@code resize-image-browser};
	 * checked when the request is built
	 * @return a builder
	 */
	public static Builder of(String action) {
		return new Builder(action);
	}

	/**
	 * The action.
	 * @return its identifier
	 */
	public String action() {
		return this.action;
	}

	/**
	 * The inputs.
	 * @return the inputs, in the order in which they were added. In the request of an
	 * exception, they are in the action's own order
	 */
	public List<Input> inputs() {
		return this.inputs;
	}

	/**
	 * The parameters.
	 * @return the parameters, in the order in which they were added; unmodifiable
	 */
	public Map<String, Serializable> params() {
		return this.params;
	}

	@Override
	public @Nullable String workspaceId() {
		return this.workspaceId;
	}

	@Override
	public @Nullable String projectId() {
		return this.projectId;
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
		Builder builder = new Builder(this.action);
		builder.inputs(this.inputs);
		builder.params.putAll(this.params);
		builder.workspaceId = this.workspaceId;
		builder.projectId = this.projectId;
		builder.idempotencyKey = this.idempotencyKey;
		builder.reference = this.reference;
		return builder;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof ActionRequest that && this.action.equals(that.action) && this.inputs.equals(that.inputs)
				&& this.params.equals(that.params) && Objects.equals(this.workspaceId, that.workspaceId)
				&& Objects.equals(this.projectId, that.projectId)
				&& Objects.equals(this.idempotencyKey, that.idempotencyKey)
				&& Objects.equals(this.reference, that.reference);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.action, this.inputs, this.params, this.workspaceId, this.projectId,
				this.idempotencyKey, this.reference);
	}

	/**
	 * Shows no values, which are a user's own.
	 */
	@Override
	public String toString() {
		return "ActionRequest[action=" + this.action + ", inputs=" + this.inputs.stream().map(Input::name).toList()
				+ ", params=" + this.params.keySet() + "]";
	}

	/**
	 * An input.
	 *
	 * @param name the name, as the action declares it
	 * @param type kind of value, as the action declares it; {@code null} until the client
	 * has compared the two
	 * @param values a text, a link as a {@link URI}, or several of them
	 * @since 0.1.0
	 */
	public record Input(String name, @Nullable String type, List<Object> values) implements Serializable {

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if the name is blank, or a value is neither a
		 * text nor an absolute link
		 */
		public Input {
			Assert.hasText(name, "'name' must not be blank");
			String input = name;
			Assert.isTrue(values.stream().allMatch(Input::isTextOrLink),
					() -> "Input '" + input + "' must be texts or absolute URIs, such as https://…");
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
			return "Input[name=" + this.name + ", type=" + this.type + ", " + this.values.size() + " values]";
		}

	}

	/**
	 * Builds an {@link ActionRequest}. Not thread-safe.
	 */
	public static final class Builder {

		private final String action;

		private final Map<String, Input> inputs = new LinkedHashMap<>();

		private final Map<String, Serializable> params = new LinkedHashMap<>();

		private @Nullable String workspaceId;

		private @Nullable String projectId;

		private @Nullable String idempotencyKey;

		private @Nullable String reference;

		private Builder(String action) {
			this.action = action;
		}

		/**
		 * Sets an input to a text.
		 * @param name name of the input
		 * @param text the text; an empty one is left out if the input is optional
		 * @return this builder
		 * @throws IllegalArgumentException if the name is blank
		 */
		public Builder input(String name, String text) {
			return input(new Input(name, null, Collections.singletonList(text)));
		}

		/**
		 * Sets an input to the link of an image, a video or a sound.
		 * @param name name of the input
		 * @param link an absolute https URL on a host that FLORA fetches from
		 * @return this builder
		 * @throws IllegalArgumentException if the name is blank, or the link is not
		 * absolute
		 */
		public Builder input(String name, URI link) {
			return input(new Input(name, null, Collections.singletonList(link)));
		}

		/**
		 * Sets an input to a file that FLORA keeps.
		 * @param name name of the input
		 * @param asset an asset that is ready
		 * @return this builder
		 * @throws IllegalArgumentException if the name is blank, or the asset has no URL
		 */
		public Builder input(String name, Asset asset) {
			return input(name, asset.inputLink());
		}

		/**
		 * Sets an input to several values, if it allows that.
		 * @param name name of the input
		 * @param values texts, or absolute links as {@link URI}
		 * @return this builder
		 * @throws IllegalArgumentException if the name is blank, or a value is neither a
		 * text nor an absolute link
		 */
		public Builder input(String name, List<?> values) {
			return input(new Input(name, null, new ArrayList<>(values)));
		}

		private Builder input(Input input) {
			this.inputs.put(input.name(), input);
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
		 * Sets a parameter of the action. FLORA checks its value.
		 * @param key name of the parameter, such as {@code width}
		 * @param value any value that Jackson 3 can write
		 * @return this builder
		 */
		public Builder param(String key, Serializable value) {
			this.params.put(key, value);
			return this;
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
		 * Sets an idempotency key of the caller's own. FLORA accepts a key once within
		 * two hours.
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
		 * action
		 */
		public ActionRequest build() {
			return new ActionRequest(this);
		}

	}

}
