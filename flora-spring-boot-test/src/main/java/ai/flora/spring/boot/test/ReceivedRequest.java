package ai.flora.spring.boot.test;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.springframework.util.StringUtils;

/**
 * A request that {@link FakeFlora} received.
 *
 * @param operation the operation that was asked for
 * @param method HTTP method
 * @param path path below the base URL as it came, percent-encoded and with its query; the
 * whole path if it is not below the base URL
 * @param body the body, empty if there was none
 * @param headers first value of each header, by name in lower case; one holds the API key
 * @since 0.1.0
 */
public record ReceivedRequest(FloraOperation operation, String method, String path, String body,
		Map<String, String> headers) {

	/**
	 * Copies the headers.
	 */
	public ReceivedRequest {
		headers = Map.copyOf(headers);
	}

	/**
	 * The first value of a header.
	 * @param name name of the header, in any case
	 * @return the value, or empty if there was no such header
	 */
	public Optional<String> header(String name) {
		return Optional.ofNullable(this.headers.get(name.toLowerCase(Locale.ROOT)));
	}

	String pathWithoutQuery() {
		return withoutQuery(this.path);
	}

	/** The id in a path such as {@code /assets/{assetId}/retry}. */
	String secondSegment() {
		return decode(pathWithoutQuery().split("/")[2]);
	}

	String lastSegment() {
		String path = pathWithoutQuery();
		return decode(path.substring(path.lastIndexOf('/') + 1));
	}

	Map<String, String> query() {
		Map<String, String> query = new HashMap<>();
		int from = this.path.indexOf('?');
		if (from >= 0) {
			for (String parameter : this.path.substring(from + 1).split("&")) {
				String[] parts = parameter.split("=", 2);
				query.put(decodeParameter(parts[0]), (parts.length > 1) ? decodeParameter(parts[1]) : "");
			}
		}
		return query;
	}

	static String withoutQuery(String path) {
		int query = path.indexOf('?');
		return (query >= 0) ? path.substring(0, query) : path;
	}

	private static String decode(String text) {
		return StringUtils.uriDecode(text, StandardCharsets.UTF_8);
	}

	private static String decodeParameter(String text) {
		return decode(text.replace('+', ' '));
	}

	/**
	 * Does not show headers: one holds the API key.
	 */
	@Override
	public String toString() {
		return this.method + " " + this.path;
	}

}
