package ai.flora.spring.boot.test;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import ai.flora.spring.boot.test.FakeRuns.Numbered;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.StringUtils;

/**
 * Answers lists: newest first, filtered, page by page.
 *
 * @param items what FLORA calls the runs that are listed
 * @param newestFirst all runs
 * @param toJson a run as a list shows it, or {@code null} if it has no such form
 */
record GenerationsEndpoint(String items, List<Numbered> newestFirst, Function<FakeRun, @Nullable ObjectNode> toJson) {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final int DEFAULT_LIMIT = 20;

	private static final List<String> STATUSES = List.of("pending", "running", "completed", "failed");

	FakeAnswer answer(String pathWithQuery) {
		Map<String, String> query = parse(pathWithQuery);
		String limit = query.getOrDefault("limit", String.valueOf(DEFAULT_LIMIT));
		if (!limit.matches("[1-9][0-9]?|100")) {
			return invalid("limit", "must be an integer from 1 to 100");
		}
		String status = query.get("status");
		if (status != null && !STATUSES.contains(status)) {
			return invalid("status", "must be one of " + String.join(", ", STATUSES));
		}
		String cursor = query.get("cursor");
		Integer before = (cursor != null) ? Numbered.numberOf(cursor) : Integer.valueOf(Integer.MAX_VALUE);
		if (before == null) {
			return invalid("cursor", "is not one of this list");
		}
		return page(query, status, before, Integer.parseInt(limit));
	}

	private FakeAnswer page(Map<String, String> query, @Nullable String status, int before, int limit) {
		ObjectNode page = JSON.createObjectNode();
		ArrayNode items = page.putArray(this.items);
		String next = null;
		Numbered last = null;
		int total = 0;
		for (Numbered numbered : this.newestFirst) {
			boolean listed = numbered.run().isListedAs(this.items);
			if (!listed || !numbered.run().isIn(query.get("workspace_id"), query.get("project_id"))) {
				continue;
			}
			total++;
			if (numbered.number() >= before || next != null) {
				continue;
			}
			if (items.size() == limit && last != null) {
				next = last.cursor();
				continue;
			}
			ObjectNode item = this.toJson.apply(numbered.run());
			if (item != null && (status == null || status.equals(item.path("status").asString()))) {
				items.add(item);
				last = numbered;
			}
		}
		page.putObject("meta").put("next_cursor", next).put("total_estimate", total);
		return FakeAnswer.json(page.toString());
	}

	private static FakeAnswer invalid(String field, String message) {
		return FakeAnswer.error(400, "input_validation_error", field + ": " + message,
				List.of(Map.of("field", field, "message", message)));
	}

	static Map<String, String> parse(String pathWithQuery) {
		Map<String, String> query = new HashMap<>();
		int from = pathWithQuery.indexOf('?');
		if (from >= 0) {
			for (String parameter : pathWithQuery.substring(from + 1).split("&")) {
				String[] parts = parameter.split("=", 2);
				query.put(decode(parts[0]), (parts.length > 1) ? decode(parts[1]) : "");
			}
		}
		return query;
	}

	private static String decode(String text) {
		return StringUtils.uriDecode(text.replace('+', ' '), StandardCharsets.UTF_8);
	}

}
