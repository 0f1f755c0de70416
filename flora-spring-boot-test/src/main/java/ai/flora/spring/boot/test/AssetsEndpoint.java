package ai.flora.spring.boot.test;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.flora.client.asset.AssetStatus;
import com.github.tomakehurst.wiremock.http.Request;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import org.springframework.util.StringUtils;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Responds to requests about assets: makes them in three ways, and tells their state.
 */
class AssetsEndpoint {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final long MAX_DIRECT = 4L * 1024 * 1024;

	private static final Set<String> FIELDS = Set.of("source", "workspace_id", "content_type", "file_name", "folder",
			"project_id");

	static final List<String> TYPES = List.of("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif",
			"image/heic", "image/heif", "video/mp4", "video/webm", "video/quicktime", "audio/mpeg", "audio/wav",
			"audio/ogg", "application/pdf");

	private final FakeAssets assets;

	private final FakeStorage storage;

	private final KnownIds ids;

	private final FakeClock clock;

	private final Supplier<String> origin;

	private final IdempotencyKeys keys = new IdempotencyKeys();

	/**
	 * Creates an endpoint.
	 * @param origin scheme, host and port of the fake, which serves the files, once it
	 * runs
	 */
	AssetsEndpoint(FakeAssets assets, FakeStorage storage, KnownIds ids, FakeClock clock, Supplier<String> origin) {
		this.assets = assets;
		this.storage = storage;
		this.ids = ids;
		this.clock = clock;
		this.origin = origin;
	}

	/**
	 * Responds to a request.
	 * @param raw the same request with the parts of its form
	 */
	synchronized FakeResponse respond(ReceivedRequest request, Request raw) {
		return switch (request.operation()) {
			case ASSETS_UPLOAD -> make(request, raw);
			case ASSETS_LIST -> list(request.query());
			case ASSETS_RETRIEVE -> with(request.secondSegment(), this::retrieve);
			case ASSETS_COMPLETE -> with(request.secondSegment(), (asset) -> complete(request, asset));
			default -> with(request.secondSegment(), (asset) -> retry(request, asset));
		};
	}

	synchronized void reset() {
		this.keys.clear();
		this.assets.reset();
	}

	private FakeResponse with(String assetId, Function<FakeAsset, FakeResponse> response) {
		FakeAsset asset = this.assets.find(assetId);
		return (asset != null) ? response.apply(asset) : FakeResponse.notFound("asset");
	}

	private FakeResponse make(ReceivedRequest request, Request raw) {
		boolean form = request.header("Content-Type").orElse("").startsWith("multipart/form-data");
		Map<String, String> fields = form ? parts(raw) : json(request.body());
		if (fields == null) {
			return FakeResponse.error(400, "invalid_json", "The body is not a JSON object of texts, nor a form.");
		}
		byte[] file = form ? file(raw) : null;
		Map<String, String> errors = errors(fields, form, file);
		if (!errors.isEmpty()) {
			return FakeResponse.invalid(errors);
		}
		String key = request.header("Idempotency-Key").orElse("");
		String workspaceId = fields.getOrDefault("workspace_id", "");
		if (!key.isEmpty() && !this.keys.use(key, request.operation(), workspaceId, "", this.clock.now())) {
			return FakeResponse.error(409, "idempotency_duplicate", "The idempotency key was used before.");
		}
		FakeAsset asset = this.assets.next();
		String id = this.assets.nextId();
		String source = fields.getOrDefault("source", "");
		String way = form ? "direct" : source.equals("signed-url") ? "signed_url" : "url";
		Instant now = this.clock.now();
		asset.make(new FakeAsset.Making(id, way, workspaceId, fields.get("project_id"), fields.get("folder"),
				fields.getOrDefault("file_name", way.equals("url") ? fileName(source) : "file"), type(fields, source),
				now), UUID.randomUUID().toString());
		this.assets.add(asset);
		if (!way.equals("signed_url")) {
			asset.stored((file != null) ? file.length : 4711);
			asset.completed(now);
		}
		return FakeResponse.created(state(asset, way.equals("signed_url")).put("uploaded_via", way).toString());
	}

	private static String fileName(String source) {
		String name = StringUtils.getFilename(UriComponentsBuilder.fromUriString(source).build().getPath());
		return StringUtils.hasText(name) ? name : "file";
	}

	/** FLORA looks at the file; without a type, the fake goes by the name. */
	private static String type(Map<String, String> fields, String source) {
		String given = fields.get("content_type");
		if (given != null) {
			return given;
		}
		return source.endsWith(".mp4") ? "video/mp4" : source.endsWith(".jpg") ? "image/jpeg" : "image/png";
	}

	private Map<String, String> errors(Map<String, String> fields, boolean form, byte @Nullable [] file) {
		Map<String, String> errors = new LinkedHashMap<>();
		fields.keySet().forEach((name) -> {
			if (!FIELDS.contains(name) || (form && name.equals("source"))) {
				errors.put(name, "is not a field of this operation");
			}
		});
		checkId(errors, fields, "workspace_id", "ws_", true);
		checkId(errors, fields, "project_id", "prj_", false);
		String type = fields.get("content_type");
		if (type != null && !TYPES.contains(type)) {
			errors.put("content_type", "must be one of " + String.join(", ", TYPES));
		}
		if (form && (file == null || file.length > MAX_DIRECT)) {
			errors.put("file", (file == null) ? "is required" : "must be at most 4 MB");
		}
		String source = fields.getOrDefault("source", "");
		if (!form && !source.equals("signed-url") && !FetchableUrls.contain(source, this.origin.get())) {
			errors.put("source", "must be signed-url, or a public https URL");
		}
		return errors;
	}

	private void checkId(Map<String, String> errors, Map<String, String> fields, String name, String prefix,
			boolean required) {
		String id = fields.get(name);
		if (id == null) {
			if (required) {
				errors.put(name, "is required");
			}
		}
		else if (!id.matches(prefix + "\\S+")) {
			errors.put(name, "must start with " + prefix);
		}
		else if (!this.ids.contains(id)) {
			errors.put(name, "FakeFlora has no " + name.replace("_id", "") + " " + id
					+ "; if FLORA has it, say fake.has(\"" + id + "\")");
		}
	}

	private static @Nullable Map<String, String> json(String body) {
		try {
			JsonNode json = JSON.readTree(body);
			if (!json.isObject() || json.valueStream().anyMatch((value) -> !value.isString())) {
				return null;
			}
			Map<String, String> fields = new LinkedHashMap<>();
			json.propertyStream().forEach((field) -> fields.put(field.getKey(), field.getValue().asString()));
			return fields;
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	private static Map<String, String> parts(Request raw) {
		Map<String, String> fields = new LinkedHashMap<>();
		raw.getParts().forEach((part) -> {
			if (!part.getName().equals("file")) {
				fields.put(part.getName(), part.getBody().asString());
			}
		});
		return fields;
	}

	private static byte @Nullable [] file(Request raw) {
		Request.Part file = raw.getPart("file");
		return (file != null) ? file.getBody().asBytes() : null;
	}

	private FakeResponse list(Map<String, String> query) {
		List<FakeAsset> all = this.assets.all();
		Collections.reverse(all);
		List<FakeAsset> meant = all.stream().filter((asset) -> isMeant(asset.making(), query)).toList();
		return new PageQuery("assets", query).of(meant, (asset) -> {
			ObjectNode json = asset.json(this.clock.now(), url(asset), true);
			skip(asset);
			return json;
		});
	}

	private static boolean isMeant(FakeAsset.Making making, Map<String, String> query) {
		return matches(query.get("workspace_id"), making.workspaceId())
				&& matches(query.get("project_id"), making.projectId())
				&& making.name().contains(query.getOrDefault("query", ""));
	}

	private static boolean matches(@Nullable String wanted, @Nullable String actual) {
		return wanted == null || wanted.equals(actual);
	}

	private FakeResponse retrieve(FakeAsset asset) {
		FakeResponse response = FakeResponse.json(asset.json(this.clock.now(), url(asset), false).toString());
		skip(asset);
		return response;
	}

	/** Nobody has to wait for an asset that the response has shown unfinished. */
	private void skip(FakeAsset asset) {
		Instant end = asset.end();
		if (end != null) {
			this.clock.skipTo(end);
		}
	}

	private FakeResponse complete(ReceivedRequest request, FakeAsset asset) {
		if (request.body().isEmpty()) {
			return FakeResponse.error(400, "invalid_json", "The body is not JSON.");
		}
		if (asset.isCompleted() || !asset.isStored()) {
			return FakeResponse.error(409, "conflict",
					asset.isCompleted() ? "The asset was completed before." : "The asset has no file.");
		}
		asset.completed(this.clock.now());
		return FakeResponse.json(state(asset, false).toString());
	}

	private FakeResponse retry(ReceivedRequest request, FakeAsset asset) {
		if (request.body().isEmpty()) {
			return FakeResponse.error(400, "invalid_json", "The body is not JSON.");
		}
		if (asset.making().way().equals("url")) {
			return FakeResponse.error(409, "conflict", "The asset is fetched, and has no place for a file.");
		}
		AssetStatus status = asset.status(this.clock.now());
		if (status == AssetStatus.READY || (status == AssetStatus.PENDING_UPLOAD && asset.isCompleted())) {
			return FakeResponse.error(409, "conflict", "The asset does not wait for a file.");
		}
		asset.renew(this.clock.now(), UUID.randomUUID().toString());
		return FakeResponse.json(state(asset, true).toString());
	}

	private ObjectNode state(FakeAsset asset, boolean withPlace) {
		ObjectNode json = asset.stateJson(this.clock.now(), url(asset));
		if (withPlace) {
			json.put("expires_at", asset.expiresAt().toString());
			json.set("upload", this.storage.place(asset));
		}
		return json;
	}

	private String url(FakeAsset asset) {
		String type = asset.making().contentType();
		return this.origin.get() + "/media/assets/" + asset.making().assetId() + "."
				+ type.substring(type.indexOf('/') + 1);
	}

}
