package ai.flora.spring.boot.test;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/**
 * The responses of {@link FakeFlora}: faults first, then the key, then the operation.
 */
class FakeFloraService implements ResponseDefinitionTransformerV2 {

	static final String BASE_PATH = "/api/v1";

	static final String WORKSPACE_ID = "ws_fake0001";

	private static final String WORKSPACES = """
			{"workspaces":[{"workspace_id":"ws_fake0001","name":"Fake workspace","role":"owner","created_at":null}]}""";

	private final String apiKey;

	private final KnownIds ids;

	/** Whether clients are told their workspace, and never look it up. */
	private final boolean workspaceIsWired;

	private final FakeClock clock;

	private final FakeRuns runs;

	private final FakeWebhooks webhooks;

	private final FakeAssets assets = new FakeAssets();

	private final FakeStorage storage;

	private final AssetsEndpoint assetsEndpoint;

	private final FakeProjects projects;

	private final ProjectsEndpoint projectsEndpoint;

	private final IdempotencyKeys keys = new IdempotencyKeys();

	private final FakeCatalogue catalogue = new FakeCatalogue();

	private volatile String origin = "";

	private volatile boolean knowsQuotes = true;

	private final List<FakeFault> faults = new CopyOnWriteArrayList<>();

	private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();

	FakeFloraService(FakeFloraSettings settings) {
		this.apiKey = settings.apiKey();
		this.ids = new KnownIds(settings.ids());
		this.workspaceIsWired = settings.application() != null;
		this.clock = new FakeClock(settings.realTime());
		this.runs = new FakeRuns(this.clock);
		this.projects = new FakeProjects(this.ids, this.clock);
		this.projectsEndpoint = new ProjectsEndpoint(this.projects, this.ids, this.clock);
		this.webhooks = new FakeWebhooks(this.clock, settings.webhookSecret(), settings.application());
		this.storage = new FakeStorage(settings.host(), this.assets, this.clock, this::stored);
		this.assetsEndpoint = new AssetsEndpoint(this.assets, this.storage, this.ids, this.clock);
	}

	@Override
	public String getName() {
		return "fake-flora";
	}

	void servesAt(String origin) {
		this.origin = origin;
	}

	FakeCatalogue catalogue() {
		return this.catalogue;
	}

	FakeRuns runs() {
		return this.runs;
	}

	FakeAssets assets() {
		return this.assets;
	}

	FakeStorage storage() {
		return this.storage;
	}

	FakeProjects projects() {
		return this.projects;
	}

	FakeWebhooks webhooks() {
		return this.webhooks;
	}

	KnownIds ids() {
		return this.ids;
	}

	/** What the test has scripted in vain. */
	List<String> unused() {
		List<String> unused = new ArrayList<>(this.runs.unused());
		unused.addAll(this.assets.unused());
		for (FakeFault fault : this.faults) {
			String problem = fault.unused();
			if (problem != null) {
				unused.add(problem);
			}
		}
		return unused;
	}

	FakeClock clock() {
		return this.clock;
	}

	void add(FakeFault fault) {
		this.faults.add(fault);
	}

	List<ReceivedRequest> requests() {
		return List.copyOf(this.requests);
	}

	synchronized List<String> idempotencyKeys() {
		return this.keys.all();
	}

	synchronized void reset() {
		this.knowsQuotes = true;
		this.clock.reset();
		this.keys.clear();
		this.projectsEndpoint.reset();
		this.webhooks.reset();
		this.assetsEndpoint.reset();
		this.storage.reset();
		this.runs.reset();
		this.catalogue.reset();
		this.faults.clear();
		this.requests.clear();
	}

	@Override
	public ResponseDefinition transform(ServeEvent event) {
		ReceivedRequest request = received(event.getRequest());
		if (isLate(request)) {
			return FakeAnswer.error(404, "not_found", "The run is one of an earlier test.")
				.toResponse(this.clock.now());
		}
		this.requests.add(request);
		FakeAnswer answer = respond(request, () -> answer(request, event.getRequest()));
		this.runs.told(answer.startedRunId());
		ResponseDefinition response = answer.toResponse(this.clock.now());
		skip(request);
		return response;
	}

	/** A file for the storage, which a fault may meet. */
	private FakeAnswer stored(ReceivedRequest request, Supplier<FakeAnswer> answer) {
		this.requests.add(request);
		return respond(request, answer);
	}

	private FakeAnswer respond(ReceivedRequest request, Supplier<FakeAnswer> answer) {
		boolean lookup = isLookup(request);
		for (FakeFault fault : this.faults) {
			Function<Supplier<FakeAnswer>, FakeAnswer> effect = fault.take(request.operation(), lookup);
			if (effect != null) {
				return effect.apply(answer);
			}
		}
		return answer.get();
	}

	/** A run of an earlier test: whoever still follows it must not disturb this one. */
	private boolean isLate(ReceivedRequest request) {
		return isRead(request) && this.runs.isLate(runId(request));
	}

	private static boolean isRead(ReceivedRequest request) {
		return request.operation() == FloraOperation.RETRIEVE
				|| request.operation() == FloraOperation.TECHNIQUE_RUNS_RETRIEVE;
	}

	/**
	 * A client that does not know its workspace looks it up as a part of a start, and the
	 * models if the start has params.
	 */
	private boolean isLookup(ReceivedRequest request) {
		if (request.operation() == FloraOperation.MODELS_LIST) {
			return true;
		}
		return request.operation() == FloraOperation.WORKSPACES && !this.workspaceIsWired
				&& request.header("User-Agent").orElse("").startsWith("flora-spring-boot/");
	}

	/** Nobody has to wait for what the answer has shown unfinished. */
	private void skip(ReceivedRequest request) {
		if (request.operation() == FloraOperation.LIST || request.operation() == FloraOperation.TECHNIQUE_RUNS_LIST) {
			this.runs.skip();
		}
		else if (isRead(request)) {
			FakeRun run = this.runs.find(runId(request));
			if (run != null) {
				this.runs.skip(run);
			}
		}
	}

	private ReceivedRequest received(Request request) {
		String method = request.getMethod().getName();
		String url = request.getUrl();
		boolean api = withoutQuery(url).equals(BASE_PATH) || url.startsWith(BASE_PATH + "/");
		String path = api ? url.substring(BASE_PATH.length()) : url;
		FloraOperation operation = api ? FloraOperation.of(method, withoutQuery(path))
				: path.startsWith("/media/") ? FloraOperation.MEDIA : FloraOperation.OTHER;
		Map<String, String> headers = request.getHeaders()
			.all()
			.stream()
			.collect(Collectors.toMap((header) -> header.key().toLowerCase(Locale.ROOT),
					(header) -> header.firstValue(), (first, second) -> first));
		return new ReceivedRequest(operation, method, path, request.getBodyAsString(), headers);
	}

	private FakeAnswer answer(ReceivedRequest request, Request raw) {
		if (request.operation() == FloraOperation.MEDIA) {
			return media(request);
		}
		String authorization = request.header("Authorization").orElse("");
		if (authorization.isEmpty()) {
			return FakeAnswer.error(401, "unauthorized", "No API key was sent.");
		}
		if (!authorization.equals("Bearer " + this.apiKey)) {
			return FakeAnswer.error(401, "invalid_api_key", "The API key is malformed, unknown or revoked.");
		}
		return switch (request.operation()) {
			case CREATE -> create(request);
			case LIST -> list("generations", request);
			case TECHNIQUE_RUNS_LIST -> list("technique_runs", request);
			case RETRIEVE, TECHNIQUE_RUNS_RETRIEVE -> retrieve(request);
			case TECHNIQUES_LIST -> techniques().techniques(request.path());
			case TECHNIQUES_RETRIEVE -> techniques().technique(lastSegment(request));
			case TECHNIQUES_CREATE -> start(request, techniques().technique(request));
			case TECHNIQUE_RUNS_CREATE -> nested(request);
			case ACTIONS_LIST -> techniques().actions();
			case ACTIONS_RETRIEVE -> techniques().action(lastSegment(request));
			case ACTIONS_CREATE -> start(request, techniques().start(request));
			case PROJECTS_LIST, PROJECTS_RETRIEVE, PROJECTS_CREATE -> projects(request);
			case MODELS_LIST -> FakeModels.list(request.path());
			case WORKSPACES -> FakeAnswer.json(WORKSPACES);
			case ASSETS_UPLOAD, ASSETS_LIST, ASSETS_RETRIEVE, ASSETS_COMPLETE, ASSETS_RETRY ->
				this.assetsEndpoint.answer(request, raw, this.origin);
			case MEDIA, STORAGE, OTHER -> FakeAnswer.error(404, "not_found", "There is no such operation.");
		};
	}

	private synchronized FakeAnswer projects(ReceivedRequest request) {
		return this.projectsEndpoint.answer(request);
	}

	/** A refused start leaves its key unused. */
	private synchronized FakeAnswer create(ReceivedRequest request) {
		StartValidator validator = new StartValidator(request.body().getBytes(StandardCharsets.UTF_8), this.ids);
		StartRequest order = validator.order();
		if (order == null) {
			return validator.error();
		}
		if (validator.isQuote() && this.knowsQuotes) {
			return FakeAnswer.json("{\"estimated_cost\":" + quote(order) + "}");
		}
		return start(order, request.header("Idempotency-Key").orElse(""), false);
	}

	private FakeAnswer start(ReceivedRequest request, TechniquesEndpoint.Order order) {
		StartRequest wanted = order.request();
		return (wanted != null) ? start(wanted, request.header("Idempotency-Key").orElse(""), false)
				: Objects.requireNonNull(order.refusal());
	}

	/** This route ignores the header, and knows the key in its body only. */
	private FakeAnswer nested(ReceivedRequest request) {
		String path = withoutQuery(request.path());
		TechniquesEndpoint.Order order = techniques().nested(request,
				decode(path.substring("/techniques/".length(), path.lastIndexOf('/'))));
		StartRequest wanted = order.request();
		return (wanted != null) ? start(wanted, order.bodyKey(), true) : Objects.requireNonNull(order.refusal());
	}

	private TechniquesEndpoint techniques() {
		return new TechniquesEndpoint(this.catalogue, this.ids);
	}

	private FakeAnswer list(String items, ReceivedRequest request) {
		return new GenerationsEndpoint(items, this.runs.newestFirst(),
				(run) -> run.listedJson(this.clock.now(), pollUrl(run)))
			.answer(request.path());
	}

	private synchronized FakeAnswer start(StartRequest order, String key, boolean nested) {
		if (!key.isEmpty() && !this.keys.use(key, order, this.clock.now())) {
			return FakeAnswer.error(409, "idempotency_duplicate", "The idempotency key was used before.");
		}
		FakeRun run = this.runs.start(order, new DefaultOutputs(this.origin));
		this.webhooks.started(run, order);
		if (nested) {
			run.startedOnNestedRoute();
			return FakeAnswer.created(run.json(this.clock.now(), pollUrl(run)));
		}
		return FakeAnswer.created(run.startedJson(pollUrl(run)).toString());
	}

	private static BigDecimal quote(StartRequest order) {
		BigDecimal price = FakeModels.price(order.modelId());
		return (price != null) ? price : FakeRun.USUAL_COST;
	}

	void knowsQuotes(boolean known) {
		this.knowsQuotes = known;
	}

	private FakeAnswer retrieve(ReceivedRequest request) {
		this.runs.told(runId(request));
		FakeRun run = this.runs.find(runId(request));
		boolean here = run != null && decode(withoutQuery(request.path())).equals(run.path());
		return (run != null && here) ? FakeAnswer.json(run.json(this.clock.now(), pollUrl(run)))
				: FakeAnswer.error(404, "not_found", "There is no such run.");
	}

	private static String runId(ReceivedRequest request) {
		return lastSegment(request);
	}

	private static String lastSegment(ReceivedRequest request) {
		String path = withoutQuery(request.path());
		return decode(path.substring(path.lastIndexOf('/') + 1));
	}

	private static String decode(String text) {
		return StringUtils.uriDecode(text, StandardCharsets.UTF_8);
	}

	/** As everybody may see what runs have made, it asks for no key. */
	private FakeAnswer media(ReceivedRequest request) {
		String path = withoutQuery(request.path());
		int dot = path.lastIndexOf('.');
		String id = path.substring(path.lastIndexOf('/') + 1, Math.max(dot, path.lastIndexOf('/') + 1));
		FakeAsset asset = this.assets.find(id);
		if (asset != null) {
			return asset.making().contentType().startsWith("image/")
					? MediaAnswer.of("image/png", FakeMedia.png(asset.making().name(), ""), request)
					: FakeAnswer.of(404, "text/plain", "The fake keeps no files, and shows a picture for images.");
		}
		FakeRun run = this.runs.find(id);
		StartRequest order = (run != null) ? run.request().orElse(null) : null;
		if (order == null) {
			return FakeAnswer.of(404, "text/plain", "There is no such output.");
		}
		return switch (path.substring(dot)) {
			case ".png" -> MediaAnswer.of("image/png", FakeMedia.png(order.prompt(), order.modelId()), request);
			case ".mp4" -> MediaAnswer.of("video/mp4", FakeMedia.mp4(order.prompt(), order.modelId()), request);
			case ".wav" -> MediaAnswer.of("audio/wav", FakeMedia.wav(order.prompt()), request);
			default -> FakeAnswer.of(404, "text/plain", "There is no such output.");
		};
	}

	private String pollUrl(FakeRun run) {
		return this.origin + BASE_PATH + run.path().substring(0, run.path().length() - run.runId().length())
				+ UriUtils.encodePathSegment(run.runId(), StandardCharsets.UTF_8);
	}

	private static String withoutQuery(String path) {
		int query = path.indexOf('?');
		return (query >= 0) ? path.substring(0, query) : path;
	}

}
