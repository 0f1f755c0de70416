package ai.flora.client;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.util.Assert;

/**
 * A request to a route of FLORA's that this client has no method for. Immutable.
 *
 * <pre>{@code
 * JsonNode graph = flora.exchange(FloraRequest.get("/workspaces/{workspaceId}/projects/{projectId}/graph")
 *     .variable("workspaceId", "ws_abc")
 *     .variable("projectId", "prj_abc")
 *     .build(JsonNode.class));
 * }</pre>
 *
 * @param <T> the type of the response
 * @since 0.1.0
 * @see FloraClient#exchange(FloraRequest)
 */
public final class FloraRequest<T> {

	/** A path that does not lead out of the base URL. */
	private static final Pattern PATH = Pattern.compile("(/([A-Za-z0-9_~-][A-Za-z0-9._~-]*|\\{[A-Za-z0-9_]+}))+");

	private static final Pattern VARIABLE = Pattern.compile("\\{([A-Za-z0-9_]+)}");

	private static final Pattern QUERY_NAME = Pattern.compile("[A-Za-z0-9._~-]+");

	private final HttpMethod method;

	private final String path;

	private final Map<String, String> variables;

	private final Map<String, List<String>> query;

	private final @Nullable Object body;

	private final @Nullable String idempotencyKey;

	private final RequestOptions options;

	private final Class<T> responseType;

	private FloraRequest(Builder builder, Class<T> responseType) {
		Assert.notNull(responseType, "'responseType' must not be null");
		Assert.isTrue(responseType != Void.class && responseType != void.class,
				"No response is read as nothing: take JsonNode, which is a NullNode if there is no body");
		Set<String> names = new TreeSet<>();
		Matcher matcher = VARIABLE.matcher(builder.path);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		Assert.isTrue(names.equals(builder.variables.keySet()), () -> "The path " + builder.path + " has the variables "
				+ names + ", but " + new TreeSet<>(builder.variables.keySet()) + " are given");
		this.method = builder.method;
		this.path = builder.path;
		this.variables = Map.copyOf(builder.variables);
		this.query = Collections.unmodifiableMap(new LinkedHashMap<>(builder.query));
		this.body = builder.body;
		this.idempotencyKey = builder.idempotencyKey;
		this.options = builder.options;
		this.responseType = responseType;
	}

	/**
	 * Begins a GET request.
	 * @param path path below the base URL, such as {@code /projects/{projectId}/nodes}
	 * @return a builder
	 * @throws IllegalArgumentException if the path is not valid, or has a query
	 */
	public static Builder get(String path) {
		return new Builder(HttpMethod.GET, path);
	}

	/**
	 * Begins a POST request. It is sent once, unless it has an
	 * {@linkplain Builder#idempotencyKey(String) idempotency key}.
	 * @param path path below the base URL, such as {@code /projects/{projectId}/actions}
	 * @return a builder
	 * @throws IllegalArgumentException if the path is not valid, or has a query
	 */
	public static Builder post(String path) {
		return new Builder(HttpMethod.POST, path);
	}

	/**
	 * Begins a PUT request. It is sent once, as with {@link #post(String)}.
	 * @param path path below the base URL
	 * @return a builder
	 * @throws IllegalArgumentException if the path is not valid, or has a query
	 */
	public static Builder put(String path) {
		return new Builder(HttpMethod.PUT, path);
	}

	/**
	 * Begins a PATCH request. It is sent once, as with {@link #post(String)}.
	 * @param path path below the base URL, such as {@code /projects/{projectId}/canvas}
	 * @return a builder
	 * @throws IllegalArgumentException if the path is not valid, or has a query
	 */
	public static Builder patch(String path) {
		return new Builder(HttpMethod.PATCH, path);
	}

	/**
	 * Begins a DELETE request. It is sent once, as with {@link #post(String)}.
	 * @param path path below the base URL
	 * @return a builder
	 * @throws IllegalArgumentException if the path is not valid, or has a query
	 */
	public static Builder delete(String path) {
		return new Builder(HttpMethod.DELETE, path);
	}

	/**
	 * The HTTP method.
	 * @return the method
	 */
	public HttpMethod method() {
		return this.method;
	}

	/**
	 * The path below the base URL.
	 * @return the path, with its variables in braces
	 */
	public String path() {
		return this.path;
	}

	/**
	 * The variables of the path.
	 * @return values by name, unmodifiable; never {@code null}
	 */
	public Map<String, String> variables() {
		return this.variables;
	}

	/**
	 * The query.
	 * @return values by name, unmodifiable; never {@code null}
	 */
	public Map<String, List<String>> query() {
		return this.query;
	}

	/**
	 * The body.
	 * @return an object that is written as JSON; {@code null} for no body
	 */
	public @Nullable Object body() {
		return this.body;
	}

	/**
	 * The key under which FLORA acts once, however often the request is sent.
	 * @return the key; {@code null} if the request is sent once
	 */
	public @Nullable String idempotencyKey() {
		return this.idempotencyKey;
	}

	/**
	 * Options of the call.
	 * @return the options
	 */
	public RequestOptions options() {
		return this.options;
	}

	/**
	 * The type that the response is read as.
	 * @return the type
	 */
	public Class<T> responseType() {
		return this.responseType;
	}

	/**
	 * Shows method and path, but no values of the caller.
	 */
	@Override
	public String toString() {
		return this.method + " " + this.path;
	}

	/**
	 * Builds a {@link FloraRequest}. Not thread-safe.
	 *
	 * @since 0.1.0
	 */
	public static final class Builder {

		private final HttpMethod method;

		private final String path;

		private final Map<String, String> variables = new LinkedHashMap<>();

		private final Map<String, List<String>> query = new LinkedHashMap<>();

		private @Nullable Object body;

		private @Nullable String idempotencyKey;

		private RequestOptions options = RequestOptions.defaults();

		private Builder(HttpMethod method, String path) {
			Assert.isTrue(path != null && PATH.matcher(path).matches(),
					() -> "'" + path + "' is not a path below flora.base-url: write it as "
							+ "/projects/{projectId}/nodes, with a variable for each value and the query on its own");
			this.method = method;
			this.path = path;
		}

		/**
		 * Sets a variable of the path.
		 * @param name its name, as in the braces of the path
		 * @param value its value, which fills one segment of the path
		 * @return this builder
		 * @throws IllegalArgumentException if the value is blank, {@code .} or
		 * {@code ..}, or holds a slash, white space or control characters
		 */
		public Builder variable(String name, String value) {
			Assert.isTrue(value != null && !value.isBlank(), () -> "'" + name + "' must not be null or blank");
			Assert.isTrue(!value.equals(".") && !value.equals(".."), () -> "'" + name + "' must not be '.' or '..'");
			Assert.isTrue(value.codePoints().noneMatch(Builder::isForbidden),
					() -> "'" + name + "' must not hold slashes, white space or control characters");
			this.variables.put(name, value);
			return this;
		}

		private static boolean isForbidden(int c) {
			return c == '/' || c == '\\' || Character.isWhitespace(c) || Character.isSpaceChar(c)
					|| Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
					|| Character.getType(c) == Character.SURROGATE;
		}

		/**
		 * Adds a parameter to the query.
		 * @param name its name, of letters, digits and {@code ._~-}
		 * @param value its value; a collection gives several values, and {@code null}
		 * leaves the parameter out
		 * @return this builder
		 * @throws IllegalArgumentException if the name has other characters
		 */
		public Builder query(String name, @Nullable Object value) {
			Assert.isTrue(name != null && QUERY_NAME.matcher(name).matches(),
					() -> "'" + name + "' is not the name of a query's parameter");
			if (value instanceof Collection<?> values) {
				this.query.put(name, values.stream().map(Objects::requireNonNull).map(Object::toString).toList());
			}
			else if (value != null) {
				this.query.put(name, List.of(value.toString()));
			}
			return this;
		}

		/**
		 * Sets the body.
		 * @param body an object that is written as JSON, such as a map, a record or a
		 * {@code JsonNode}; {@code null} for no body
		 * @return this builder
		 * @throws IllegalArgumentException if the request is a GET
		 */
		public Builder body(@Nullable Object body) {
			Assert.isTrue(body == null || !this.method.equals(HttpMethod.GET), "A GET has no body");
			this.body = body;
			return this;
		}

		/**
		 * Sets the key under which FLORA acts once, so that the request may be sent again
		 * when a response is lost, 5 seconds later at the earliest. FLORA keeps a key for
		 * two hours. It reads the key on most routes that make or start something.
		 * @param idempotencyKey 1 to 255 printable ASCII characters without spaces;
		 * {@code null} for none
		 * @return this builder
		 * @throws IllegalArgumentException if the key has other characters, or the
		 * request is a GET
		 */
		public Builder idempotencyKey(@Nullable String idempotencyKey) {
			Assert.isTrue(idempotencyKey == null || idempotencyKey.matches("[!-~]{1,255}"),
					"'idempotencyKey' must be 1 to 255 printable ASCII characters without spaces");
			Assert.isTrue(idempotencyKey == null || !this.method.equals(HttpMethod.GET),
					"A GET needs no idempotency key");
			this.idempotencyKey = idempotencyKey;
			return this;
		}

		/**
		 * Sets deadline, attempts and headers.
		 * @param options the options
		 * @return this builder
		 */
		public Builder options(RequestOptions options) {
			Assert.notNull(options, "'options' must not be null");
			this.options = options;
			return this;
		}

		/**
		 * Builds the request.
		 * @param <T> the type of the response
		 * @param responseType the type that the response is read as: a class that Jackson
		 * 3 can make, or {@code JsonNode}. A response without a body is a
		 * {@code NullNode}, and cannot be read as another class
		 * @return the request
		 * @throws IllegalArgumentException if a variable of the path is missing, or a
		 * variable is not in the path, or the type is {@code Void}
		 */
		public <T> FloraRequest<T> build(Class<T> responseType) {
			return new FloraRequest<>(this, responseType);
		}

	}

}
