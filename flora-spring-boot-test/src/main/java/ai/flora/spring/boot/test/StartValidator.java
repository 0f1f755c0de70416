package ai.flora.spring.boot.test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks the body of a start as FLORA does: it is closed, and each id has its prefix.
 */
class StartValidator {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final Set<String> TYPES = Set.of("image", "video", "audio", "text");

	private static final Set<String> FIELDS = Set.of("type", "prompt", "workspace_id", "project_id", "model", "params",
			"callback_url");

	private final Map<String, String> errors = new LinkedHashMap<>();

	private final @Nullable JsonNode body;

	StartValidator(byte[] body) {
		this.body = read(body);
	}

	private static @Nullable JsonNode read(byte[] body) {
		try {
			JsonNode json = JSON.readTree(body);
			return json.isObject() ? json : null;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	/**
	 * Reads the order.
	 * @return the order, or {@code null} if there is an {@link #error()}
	 */
	@Nullable StartOrder order() {
		JsonNode json = this.body;
		if (json == null) {
			return null;
		}
		json.propertyNames().forEach((name) -> {
			if (!FIELDS.contains(name)) {
				this.errors.put(name, "is not a field of this operation");
			}
		});
		String type = text(json, "type", true);
		if (!type.isEmpty() && !TYPES.contains(type)) {
			this.errors.put("type", "must be one of image, video, audio, text");
		}
		String prompt = text(json, "prompt", true);
		String workspaceId = id(json, "workspace_id", "ws_");
		String projectId = id(json, "project_id", "prj_");
		String model = text(json, "model", false);
		String callbackUrl = text(json, "callback_url", false);
		if (!callbackUrl.isEmpty() && !callbackUrl.startsWith("https://") && !isLoopback(callbackUrl)) {
			this.errors.put("callback_url", "must be an https URL");
		}
		Map<String, Object> params = params(json);
		return this.errors.isEmpty() ? new StartOrder(type, prompt, workspaceId, projectId,
				model.isEmpty() ? null : model, params, callbackUrl.isEmpty() ? null : callbackUrl) : null;
	}

	/** The real FLORA refuses these; here they are the only ones that can work. */
	private static boolean isLoopback(String url) {
		return url.startsWith("http://127.0.0.1:") || url.startsWith("http://localhost:");
	}

	private String text(JsonNode json, String name, boolean required) {
		JsonNode value = json.path(name);
		if (value.isMissingNode() && !required) {
			return "";
		}
		if (!value.isString() || value.asString().isEmpty()) {
			this.errors.put(name, value.isMissingNode() ? "is required" : "must be a string, and not empty");
			return "";
		}
		return value.asString();
	}

	private String id(JsonNode json, String name, String prefix) {
		String id = text(json, name, true);
		if (!id.isEmpty() && !id.matches(prefix + "\\S+")) {
			this.errors.put(name, "must start with " + prefix);
		}
		return id;
	}

	@SuppressWarnings("unchecked")
	private Map<String, Object> params(JsonNode json) {
		JsonNode params = json.path("params");
		if (params.isMissingNode()) {
			return Map.of();
		}
		if (!params.isObject()) {
			this.errors.put("params", "must be an object");
			return Map.of();
		}
		Map<String, Object> values = JSON.convertValue(params, Map.class);
		values.values().removeIf((value) -> value == null);
		return values;
	}

	FakeAnswer error() {
		if (this.body == null) {
			return FakeAnswer.error(400, "invalid_json", "The body is not a JSON object.");
		}
		List<Map<String, String>> fields = new ArrayList<>();
		this.errors.forEach((field, message) -> fields.add(Map.of("field", field, "message", message)));
		Map.Entry<String, String> first = this.errors.entrySet().iterator().next();
		return FakeAnswer.error(400, "input_validation_error", first.getKey() + ": " + first.getValue(), fields);
	}

}
