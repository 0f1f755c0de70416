package ai.flora.client.internal.operation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestHeadersSpec;

/**
 * The query of a list: what is {@code null} is left out, and every value is encoded.
 *
 * @since 0.1.0
 */
public final class QueryParameters {

	private final Map<String, Object> values = new LinkedHashMap<>();

	/**
	 * Adds a parameter.
	 * @param name its name
	 * @param value its value; {@code null} to leave it out
	 * @return this
	 */
	public QueryParameters add(String name, @Nullable Object value) {
		if (value != null) {
			this.values.put(name, value);
		}
		return this;
	}

	/**
	 * Makes a GET with these parameters.
	 * @param client sends it
	 * @param path the path, without variables
	 * @return the request
	 */
	public RequestHeadersSpec<?> get(RestClient client, String path) {
		String query = this.values.keySet()
			.stream()
			.map((name) -> name + "={" + name + "}")
			.collect(Collectors.joining("&"));
		return client.get().uri(query.isEmpty() ? path : path + "?" + query, this.values);
	}

}
