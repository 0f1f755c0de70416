package ai.flora.spring.boot.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import ai.flora.client.OutputType;
import ai.flora.client.action.Action;
import ai.flora.client.action.Action.Choice;
import ai.flora.client.action.Action.Param;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.Technique.Slot;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Checks the bodies of starts of techniques and actions as FLORA does: they are closed,
 * and the nested route wants its inputs in order.
 */
class CatalogueStartValidator {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final FakeCatalogue catalogue;

	private final KnownIds ids;

	CatalogueStartValidator(FakeCatalogue catalogue, KnownIds ids) {
		this.catalogue = catalogue;
		this.ids = ids;
	}

	/** {@code POST /runs/technique}. */
	CheckedStart technique(ReceivedRequest request) {
		Check check = new Check(request, Set.of("technique_id", "workspace_id", "inputs"));
		String id = check.id("technique_id", "tech_");
		String workspaceId = check.workspace();
		Technique technique = this.catalogue.technique(id);
		if (check.isFine() && technique == null) {
			return new CheckedStart(FakeResponse.notFound("technique"));
		}
		JsonNode inputs = check.body.path("inputs");
		check.that(inputs.isObject(), "inputs", "must be an object");
		Map<String, Object> given = new LinkedHashMap<>();
		if (check.isFine() && technique != null) {
			inputs.properties().forEach((input) -> check.input(technique, input.getKey(), input.getValue(), given));
			check.required(technique, given);
		}
		return check.result(new StartRequest("technique", "", workspaceId, KnownIds.PROJECT_ID, id, given, null), "");
	}

	/** {@code POST /techniques/{techniqueId}/runs}. */
	CheckedStart nested(ReceivedRequest request) {
		Check check = new Check(request, Set.of("inputs", "mode", "callback_url", "idempotency_key"));
		Technique technique = this.catalogue.technique(request.secondSegment());
		if (technique == null) {
			return new CheckedStart(FakeResponse.notFound("technique"));
		}
		check.that(check.body.path("mode").asString("").equals("async"), "mode", "must be async");
		String callbackUrl = check.body.path("callback_url").asString("");
		String problem = callbackUrl.isEmpty() ? null : GenerationStartValidator.problemWithCallbackUrl(callbackUrl);
		check.that(problem == null, "callback_url", String.valueOf(problem));
		JsonNode inputs = check.body.path("inputs");
		check.that(inputs.isArray() && !inputs.isEmpty(), "inputs", "must be an array, and not empty");
		Map<String, Object> given = new LinkedHashMap<>();
		if (check.isFine()) {
			for (JsonNode input : inputs) {
				check.type(input, List.of("text", "imageUrl", "videoUrl"));
				check.input(technique, input.path("id").asString(""), input.path("value"), given);
			}
			check.required(technique, given);
			List<String> declared = technique.inputs().stream().map(Slot::id).filter(given::containsKey).toList();
			check.that(declared.equals(List.copyOf(given.keySet())), "inputs",
					"must be in the order " + String.join(", ", declared));
		}
		return check.result(
				new StartRequest("technique", "", KnownIds.WORKSPACE_ID, KnownIds.PROJECT_ID, technique.techniqueId(),
						given, callbackUrl.isEmpty() ? null : callbackUrl),
				check.body.path("idempotency_key").asString(""));
	}

	/** {@code POST /runs/action}. */
	CheckedStart action(ReceivedRequest request) {
		Check check = new Check(request, Set.of("action_id", "workspace_id", "project_id", "inputs", "params"));
		String id = check.text("action_id");
		String workspaceId = check.workspace();
		String projectId = check.id("project_id", "prj_");
		check.that(this.ids.contains(projectId), "project_id", "FakeFlora has no project " + projectId);
		Action action = this.catalogue.action(id);
		if (check.isFine() && action == null) {
			return new CheckedStart(FakeResponse.notFound("action"));
		}
		JsonNode inputs = check.body.path("inputs");
		check.that(inputs.isArray() && !inputs.isEmpty(), "inputs", "must be an array, and not empty");
		for (JsonNode input : inputs) {
			input.propertyNames()
				.forEach((name) -> check.that(Set.of("type", "url", "text", "name").contains(name), name,
						"is not a field of an input"));
			check.type(input, List.of("image", "video", "audio", "text"));
		}
		JsonNode params = check.body.path("params");
		check.that(params.isMissingNode() || params.isObject(), "params", "must be an object");
		if (action != null) {
			action.params().forEach((param) -> check.param(param, params.path(param.key())));
		}
		return check.result(new StartRequest("action", "", workspaceId, projectId, id, given(check.body), null), "");
	}

	/**
	 * Inputs and params of an action by their names; several values of one are a list.
	 */
	private static Map<String, Object> given(JsonNode body) {
		Map<String, Object> given = new LinkedHashMap<>();
		for (JsonNode input : body.path("inputs")) {
			Object value = input.path("url").asString(input.path("text").asString(""));
			given.merge(input.path("name").asString("input"), value,
					(first, next) -> Stream
						.concat((first instanceof List<?> values) ? values.stream() : Stream.of(first), Stream.of(next))
						.toList());
		}
		body.path("params").properties().forEach((param) -> {
			if (!param.getValue().isNull()) {
				given.put(param.getKey(), JSON.convertValue(param.getValue(), Object.class));
			}
		});
		return given;
	}

	/**
	 * A start whose body was checked.
	 *
	 * @param request the request; {@code null} if it is refused
	 * @param refusal FLORA's response if it is refused; {@code null} if it is not
	 * @param bodyKey the idempotency key in the body; empty if there is none
	 */
	record CheckedStart(@Nullable StartRequest request, @Nullable FakeResponse refusal, String bodyKey) {

		CheckedStart(FakeResponse refusal) {
			this(null, refusal, "");
		}

	}

	/**
	 * The check of one body.
	 */
	private final class Check {

		private final JsonNode body;

		private final List<Map<String, String>> errors = new ArrayList<>();

		private boolean json = true;

		Check(ReceivedRequest request, Set<String> fields) {
			this.body = read(request);
			this.body.propertyNames()
				.forEach((name) -> that(fields.contains(name), name, "is not a field of this operation"));
		}

		private JsonNode read(ReceivedRequest request) {
			try {
				JsonNode read = JSON.readTree(request.body().getBytes(StandardCharsets.UTF_8));
				this.json = read.isObject();
				return read;
			}
			catch (JacksonException ex) {
				this.json = false;
				return JSON.createObjectNode();
			}
		}

		boolean isFine() {
			return this.json && this.errors.isEmpty();
		}

		void that(boolean fine, String field, String message) {
			if (!fine) {
				this.errors.add(Map.of("field", field, "message", message));
			}
		}

		String text(String name) {
			String text = this.body.path(name).asString("");
			that(!text.isEmpty(), name, "is required");
			return text;
		}

		String id(String name, String prefix) {
			String id = text(name);
			that(id.isEmpty() || id.startsWith(prefix), name, "must start with " + prefix);
			return id;
		}

		String workspace() {
			String id = id("workspace_id", "ws_");
			that(CatalogueStartValidator.this.ids.contains(id), "workspace_id", "FakeFlora has no workspace " + id);
			return id;
		}

		void input(Technique technique, String id, JsonNode value, Map<String, Object> given) {
			Slot slot = technique.inputs().stream().filter((each) -> each.id().equals(id)).findFirst().orElse(null);
			if (slot == null) {
				that(false, "inputs", "there is no input " + id);
				return;
			}
			boolean several = value.isArray() && slot.allowMultiple();
			that(value.isString() || several, "inputs", id + " must be a string");
			that(!value.isString() || !value.asString().isEmpty(), "inputs", id + " must not be empty");
			that(slot.type() == OutputType.TEXT || several || slot.acceptsElement()
					|| value.asString("").startsWith("http"), "inputs", id + " must be a URL");
			given.put(id, JSON.convertValue(value, Object.class));
		}

		void type(JsonNode input, List<String> types) {
			that(types.contains(input.path("type").asString("")), "inputs",
					"a type must be one of " + String.join(", ", types));
		}

		/** As FLORA has them, all choices are texts, also of numbers. */
		void param(Param param, JsonNode value) {
			if (value.isMissingNode() || value.isNull()) {
				return;
			}
			List<Object> choices = param.choices().stream().<Object>map(Choice::value).toList();
			boolean fine = choices.isEmpty() ? isOfType(param, value)
					: value.isString() && choices.contains(value.asString());
			that(fine, "params." + param.key(),
					choices.isEmpty() ? "must be of type " + param.type() : "must be one of " + choices);
		}

		private static boolean isOfType(Param param, JsonNode value) {
			return switch (String.valueOf(param.type())) {
				case "number" -> value.isNumber();
				case "boolean" -> value.isBoolean();
				case "string" -> value.isString();
				case "object" -> value.isObject();
				default -> true;
			};
		}

		void required(Technique technique, Map<String, Object> given) {
			technique.inputs()
				.stream()
				.filter((slot) -> !slot.optional() && !given.containsKey(slot.id()))
				.forEach((slot) -> that(false, "inputs", slot.id() + " is required"));
		}

		CheckedStart result(StartRequest request, String bodyKey) {
			if (!this.json) {
				return new CheckedStart(FakeResponse.error(400, "invalid_json", "The body is not a JSON object."));
			}
			if (!this.errors.isEmpty()) {
				Map<String, String> first = this.errors.get(0);
				return new CheckedStart(FakeResponse.error(400, "input_validation_error",
						first.get("field") + ": " + first.get("message"), this.errors));
			}
			return new CheckedStart(request, null, bodyKey);
		}

	}

}
