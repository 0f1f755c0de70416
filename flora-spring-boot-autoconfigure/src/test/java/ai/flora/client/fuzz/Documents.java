package ai.flora.client.fuzz;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.fuzz.FuzzInputs.Input;
import org.jspecify.annotations.Nullable;

/**
 * What FLORA sends when all is well, as maps and lists.
 */
public final class Documents {

	private Documents() {
	}

	public static Map<String, @Nullable Object> run(Input input, String runId, Instant createdAt) {
		Map<String, @Nullable Object> run = object("run_id", runId, "status",
				input.pick("pending", "running", "completed", "failed", "queued"), "progress",
				input.random().nextInt(101), "created_at", createdAt.toEpochMilli(), "poll_url",
				"https://app.flora.ai/api/v1/runs/" + runId);
		if (input.chance(0.5)) {
			run.put("started_at", createdAt.plusMillis(400).toEpochMilli());
			run.put("completed_at", createdAt.plusSeconds(20).toEpochMilli());
			run.put("charged_cost", 0.036);
			run.put("outputs", new ArrayList<>(List.of(output(input), output(input))));
		}
		if (input.chance(0.2)) {
			run.put("error_code", "GENERATION_PROMPT_MODERATED");
			run.put("error_message", "The prompt was refused.");
		}
		return run;
	}

	private static Map<String, @Nullable Object> output(Input input) {
		return object("output_id", "output_1", "type", input.pick("imageUrl", "text", "videoUrl", "hologram"), "url",
				input.pick("https://media.flora.ai/a.png", "A harbour at dawn", "http://[::1]:80/%zz", "data:,x"));
	}

	public static Map<String, @Nullable Object> started(String runId) {
		return object("run_id", runId, "type", "generation", "charged_cost", 0.036, "estimated_seconds", 25, "model",
				object("model_id", "t2i-flux-2-pro"), "project_id", "prj_1", "poll_url", "/api/v1/runs/" + runId);
	}

	public static Map<String, @Nullable Object> page(Input input, Instant createdAt, @Nullable String cursor) {
		List<Object> items = new ArrayList<>();
		int size = input.random().nextInt(4);
		for (int i = 0; i < size; i++) {
			Map<String, @Nullable Object> item = run(input, "run_" + (input.random().nextInt(3) + 1),
					createdAt.minusMillis(i * 700L));
			item.put("workspace_id", "ws_1");
			item.put("project_id", input.pick("prj_1", "prj_2"));
			item.put("model", object("model_id", "t2i-flux-2-pro"));
			items.add(item);
		}
		return object("generations", items, "meta", object("next_cursor", cursor, "total_estimate", size));
	}

	public static Map<String, @Nullable Object> asset(Input input, String assetId, Instant createdAt) {
		return object("asset_id", assetId, "status", input.pick("pending_upload", "ready", "failed", "painted"),
				"content_type", "image/png", "uploaded_via", input.pick("direct", "url", "signed_url"), "url",
				input.pick("https://media.flora.ai/a.png", "http://[::1]:80/%zz", null), "name", "a.png", "size_bytes",
				input.random().nextInt(), "width", 640, "height", null, "failure_message", null, "created_at",
				input.pick(createdAt.toString(), createdAt.toEpochMilli()), "workspace_id", "ws_1", "node_id",
				"node_1");
	}

	public static Map<String, @Nullable Object> assets(Input input, Instant createdAt, @Nullable String cursor) {
		List<Object> items = new ArrayList<>();
		for (int i = input.random().nextInt(4); i > 0; i--) {
			items.add(asset(input, "asset_" + i, createdAt));
		}
		return object("assets", items, "meta", object("next_cursor", cursor, "total_estimate", null));
	}

	/** The answer to who makes an asset, completes or retries it. */
	public static Map<String, @Nullable Object> ticket(Input input, Instant now) {
		return object("asset_id", "asset_1", "status", input.pick("pending_upload", "ready", "failed", "painted"),
				"uploaded_via", "signed_url", "url", "https://media.flora.ai/a.png", "expires_at",
				input.pick(now.plusSeconds(900).toString(), "soon", null), "failure_message", "No.", "upload",
				object("url", "http://127.0.0.1:1/store", "file_field", "file", "form_fields",
						object("key", "k", "policy", input.pick("p", null))),
				"upload_url", null);
	}

	public static Map<String, @Nullable Object> technique(Input input) {
		List<Object> inputs = new ArrayList<>();
		for (int i = input.random().nextInt(4); i > 0; i--) {
			inputs.add(object("id", "in_" + i, "name", input.pick("Photo", null), "type",
					input.pick("imageUrl", "text", "hologram", null), "optional", input.pick(true, false, null),
					"allow_multiple", input.pick(true, null)));
		}
		return object("technique_id", input.pick("tech_1", ""), "name", input.pick("Shots", null), "run_cost",
				input.pick(0.25, null), "inputs", inputs, "outputs", null);
	}

	public static Map<String, @Nullable Object> action(Input input) {
		return object("action_id", input.pick("stitch-videos", ""), "name", input.pick("Stitch", null), "inputs",
				List.of(object("name", "videos", "type", "video", "multiple",
						input.pick(true, null, Map.of("min", 1, "max", 9)))),
				"params", List.of(object("key", "fps", "default_value", input.pick("24", 24, null), "available_values",
						List.of(object("value", input.pick("24", 24), "label", null)))));
	}

	public static Map<String, @Nullable Object> models(Input input, @Nullable String cursor) {
		List<Object> params = new ArrayList<>();
		for (int i = input.random().nextInt(4); i > 0; i--) {
			params.add(object("name", "param_" + i, "type", input.pick("string", "int?", "dict", "quaternion"),
					"required", input.pick(true, false, null), "default", input.pick("5", 5, null, List.of()), "min", 1,
					"max", 10, "options", new ArrayList<>(List.of(object("value", "5", "label", "Five"))), "properties",
					object("pan", object("default", 0, "min", -10, "max", 10))));
		}
		Map<String, @Nullable Object> model = object("model_id", "t2v-1", "name", "One", "type",
				input.pick("image", "video", "hologram"), "provider", "acme", "capabilities",
				new ArrayList<>(List.of("sound")), "estimated_credits", 450, "estimated_seconds", 60.5, "beta", true,
				"params", params);
		return object("models", new ArrayList<>(List.of(model)), "meta", object("next_cursor", cursor));
	}

	public static Map<String, @Nullable Object> workspaces() {
		return object("workspaces",
				new ArrayList<>(List.of(object("workspace_id", "ws_1", "name", "One", "role", "owner"))));
	}

	public static Map<String, @Nullable Object> project(Input input, Instant createdAt) {
		return object("project_id", input.pick("prj_1", "prj_2", ""), "name", input.pick("Harbours", "harbours", ""),
				"workspace_id", input.pick("ws_1", "ws_2", null), "origin", input.pick("api", null), "created_at",
				createdAt.toEpochMilli() + 0.5, "last_modified", input.pick(null, createdAt.toEpochMilli()));
	}

	public static Map<String, @Nullable Object> projects(Input input, Instant createdAt, @Nullable String cursor) {
		List<Object> items = new ArrayList<>();
		for (int i = input.random().nextInt(4); i > 0; i--) {
			items.add(project(input, createdAt));
		}
		return object("projects", items, "meta", object("next_cursor", cursor, "total_estimate", 3));
	}

	/** As an application may have kept it. */
	public static Map<String, @Nullable Object> savedOutput(Input input) {
		return object("output_id", input.pick("output_1", "../x", null), "location",
				input.pick("file:///pictures/run_1.output_1.jpg", "s3://pictures/run_1", "http://[::1]:80/%zz", null),
				"size", input.pick(0, 200_000, 4294967296L), "sha256", "0f".repeat(32), "media_type",
				input.pick("image/jpeg", "text/plain", null));
	}

	public static Map<String, @Nullable Object> error(Input input) {
		List<Object> fields = new ArrayList<>();
		for (int i = input.pick(0, 0, 1, 3, 60); i > 0; i--) {
			fields.add(object("field", "params.size", "message", "must be one of 1, 2 and 4"));
		}
		return object("error",
				object("code",
						input.pick("not_found", "idempotency_duplicate", "idempotency_conflict", "rate_limited",
								"input_validation_error", "unknown_error"),
						"message", "Something is wrong.", "fields", fields));
	}

	public static Map<String, @Nullable Object> delivery(Input input, Instant createdAt) {
		return object("id", "whd_" + input.random().nextInt(1000), "type",
				input.pick("run.completed", "run.failed", "run.painted"), "api_version", "2026-06-11", "created_at",
				createdAt.toEpochMilli(), "data",
				object("run_id", "run_1", "run_type", "generation", "workspace_id", "ws_1", "status",
						input.pick("completed", "failed"), "error_code", null, "error_message", "None."));
	}

	/** An object from names and values in turn. */
	public static Map<String, @Nullable Object> object(@Nullable Object... content) {
		Map<String, @Nullable Object> object = new LinkedHashMap<>();
		for (int i = 0; i < content.length; i += 2) {
			object.put(String.valueOf(content[i]), content[i + 1]);
		}
		return object;
	}

}
