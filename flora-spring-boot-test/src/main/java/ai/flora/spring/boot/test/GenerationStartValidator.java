package ai.flora.spring.boot.test;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import ai.flora.client.internal.transport.ConnectionChecks;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks the body of a generation's start as FLORA does: it is closed, and each id has
 * its prefix.
 */
class GenerationStartValidator {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final Set<String> TYPES = Set.of("image", "video", "audio", "text");

	private static final Set<String> FIELDS = Set.of("type", "prompt", "workspace_id", "project_id", "model", "params",
			"callback_url", "quote");

	private final Map<String, String> errors = new LinkedHashMap<>();

	private final KnownIds known;

	private final @Nullable JsonNode body;

	GenerationStartValidator(byte[] body, KnownIds known) {
		this.known = known;
		this.body = read(body);
	}

	/** Tells whether only the price is asked for. */
	boolean isQuote() {
		return this.body != null && this.body.path("quote").asBoolean(false);
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
	 * Reads the request.
	 * @return the request, or {@code null} if there is an {@link #error()}
	 */
	@Nullable StartRequest request() {
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
		if (!model.isEmpty() && TYPES.contains(type) && !this.known.hasModel(model, type)) {
			this.errors.put("model", "FakeFlora has no model " + model + " that makes " + type + advice(model));
		}
		String callbackUrl = text(json, "callback_url", false);
		String problem = callbackUrl.isEmpty() ? null : problemWithCallbackUrl(callbackUrl);
		if (problem != null) {
			this.errors.put("callback_url", problem);
		}
		Map<String, Object> params = params(json);
		return this.errors.isEmpty() ? new StartRequest(type, prompt, workspaceId, projectId,
				model.isEmpty() ? null : model, params, callbackUrl.isEmpty() ? null : callbackUrl) : null;
	}

	/**
	 * FLORA posts to public hosts over https. The fake posts over http to loopback, and
	 * nowhere else: no test is to reach what is in production.
	 */
	static @Nullable String problemWithCallbackUrl(String url) {
		try {
			URI uri = new URI(url);
			if ("http".equalsIgnoreCase(uri.getScheme()) && ConnectionChecks.isOnLoopback(uri)) {
				return null;
			}
			if (!FetchableUrls.isPublic(url)) {
				return "must be an https URL of a public host";
			}
			return "FakeFlora posts to http://127.0.0.1 and http://localhost only, not to https://" + uri.getHost()
					+ ": set flora.webhook.callback-url to the test's own port, which @WithFakeFlora does by itself";
		}
		catch (URISyntaxException ex) {
			return "must be an https URL of a public host";
		}
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
		else if (!id.isEmpty() && !this.known.contains(id)) {
			this.errors.put(name, "FakeFlora has no " + name.replace("_id", "") + " " + id + advice(id));
		}
		return id;
	}

	private static String advice(String id) {
		return "; if FLORA has it, say fake.has(\"" + id + "\")";
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

	FakeResponse error() {
		if (this.body == null) {
			return FakeResponse.error(400, "invalid_json", "The body is not a JSON object.");
		}
		return FakeResponse.invalid(this.errors);
	}

}
