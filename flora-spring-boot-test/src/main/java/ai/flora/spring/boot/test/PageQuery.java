package ai.flora.spring.boot.test;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The page of a list that a request asks for: each list takes limits from 1 to 100, and
 * the cursors that it has given itself.
 */
class PageQuery {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final String DEFAULT_LIMIT = "20";

	private final String items;

	private final String limit;

	private final @Nullable String cursor;

	/**
	 * Reads a query.
	 * @param items FLORA's name of the list's items
	 * @param query the query's parameters
	 */
	PageQuery(String items, Map<String, String> query) {
		this.items = items;
		this.limit = query.getOrDefault("limit", DEFAULT_LIMIT);
		this.cursor = query.get("cursor");
	}

	/** The response to a query that asks for no page, or {@code null} if it does. */
	@Nullable FakeResponse refusal() {
		Map<String, String> errors = new LinkedHashMap<>();
		if (!this.limit.matches("[1-9][0-9]?|100")) {
			errors.put("limit", "must be an integer from 1 to 100");
		}
		if (this.cursor != null && parse(this.cursor) == null) {
			errors.put("cursor", "is not one of this list");
		}
		return errors.isEmpty() ? null : FakeResponse.invalid(errors);
	}

	int limit() {
		return Integer.parseInt(this.limit);
	}

	/** The place that the cursor points to, or the first one if there is no cursor. */
	int place(int first) {
		Integer place = (this.cursor != null) ? parse(this.cursor) : null;
		return (place != null) ? place : first;
	}

	private @Nullable Integer parse(String cursor) {
		try {
			String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
			return text.matches(this.items + ":[0-9]{1,9}") ? Integer.valueOf(text.substring(this.items.length() + 1))
					: null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/** A cursor that points to a place. */
	String cursor(int place) {
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString((this.items + ":" + place).getBytes(StandardCharsets.UTF_8));
	}

	/** The page of these items, whose places are from 0; or the refusal. */
	<T> FakeResponse of(List<T> found, Function<T, JsonNode> json) {
		FakeResponse refusal = refusal();
		if (refusal != null) {
			return refusal;
		}
		int from = Math.min(place(0), found.size());
		int to = Math.min(from + limit(), found.size());
		ObjectNode page = JSON.createObjectNode();
		ArrayNode array = page.putArray(this.items);
		found.subList(from, to).forEach((item) -> array.add(json.apply(item)));
		page.putObject("meta")
			.put("next_cursor", (to < found.size()) ? cursor(to) : null)
			.put("total_estimate", found.size());
		return FakeResponse.json(page.toString());
	}

}
