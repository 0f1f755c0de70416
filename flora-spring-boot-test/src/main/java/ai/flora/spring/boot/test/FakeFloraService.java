package ai.flora.spring.boot.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/**
 * Responds to all requests that the WireMock server of a {@link FakeFlora} gets: faults
 * first, then the key, then the operation. For WireMock it is a transformer of responses.
 * WireMock has no stubs here, and calls it also for requests that no stub matches.
 */
class FakeFloraService implements ResponseDefinitionTransformerV2 {

	static final String BASE_PATH = "/api/v1";

	private static final String WORKSPACES = """
			{"workspaces":[{"workspace_id":"ws_fake0001","name":"Fake workspace","role":"owner","created_at":null}]}""";

	/** FLORA's keys are of no one form. */
	private static final Pattern ANY_KEY = Pattern.compile("Bearer [!-~]+");

	private final String apiKey;

	private final boolean anyKey;

	private final KnownIds ids;

	/**
	 * A client that has its workspace from the test's properties never looks it up. One
	 * with another key does.
	 */
	private final boolean workspaceIsWired;

	private final FakeClock clock;

	private final FakeRuns runs;

	private final FakeWebhooks webhooks;

	private final FakeAssets assets = new FakeAssets();

	private final FakeStorage storage;

	private final FakeProjects projects;

	private final FakeCatalogue catalogue = new FakeCatalogue();

	private final StartsEndpoint startsEndpoint;

	private final RunsEndpoint runsEndpoint;

	private final CatalogueEndpoint catalogueEndpoint;

	private final AssetsEndpoint assetsEndpoint;

	private final ProjectsEndpoint projectsEndpoint;

	private final MediaEndpoint mediaEndpoint;

	private final List<FakeFault> faults = new CopyOnWriteArrayList<>();

	private final List<ReceivedRequest> requests = new CopyOnWriteArrayList<>();

	/**
	 * Creates the responses of a fake.
	 * @param origin scheme, host and port of the fake, asked for with each request
	 */
	FakeFloraService(FakeFloraSettings settings, Supplier<String> origin) {
		this.apiKey = settings.apiKey();
		this.anyKey = settings.anyKey();
		this.ids = new KnownIds(settings.ids());
		this.workspaceIsWired = settings.application() != null;
		this.clock = new FakeClock(settings.realTime(), this::isAnyRunUnknown);
		this.runs = new FakeRuns(this.clock, origin);
		this.projects = new FakeProjects(this.ids, this.clock);
		this.webhooks = new FakeWebhooks(this.clock, settings.webhookSecret(), settings.application());
		this.storage = new FakeStorage(settings.host(), this.assets, this.clock, this::respondToUpload);
		this.catalogueEndpoint = new CatalogueEndpoint(this.catalogue);
		this.startsEndpoint = new StartsEndpoint(this.runs, this.webhooks,
				new CatalogueStartValidator(this.catalogue, this.ids), this.ids, this.clock);
		this.runsEndpoint = new RunsEndpoint(this.runs, this.catalogue, this.clock);
		this.assetsEndpoint = new AssetsEndpoint(this.assets, this.storage, this.ids, this.clock, origin);
		this.projectsEndpoint = new ProjectsEndpoint(this.projects, this.ids, this.clock);
		this.mediaEndpoint = new MediaEndpoint(this.runs, this.assets);
	}

	/**
	 * A client looks for a run whose start got no response, and does that by real time.
	 */
	private boolean isAnyRunUnknown() {
		return this.runs.isAnyUnknown();
	}

	@Override
	public String getName() {
		return "fake-flora";
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

	/** Says which scripts and faults the test has not used. */
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
		return this.startsEndpoint.idempotencyKeys();
	}

	synchronized void knowsQuotes(boolean known) {
		this.startsEndpoint.knowsQuotes(known);
	}

	synchronized void reset() {
		this.clock.reset();
		this.startsEndpoint.reset();
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
		if (isForEarlierTest(request)) {
			return FakeResponse.error(404, "not_found", "The run is one of an earlier test.")
				.toDefinition(this.clock.now());
		}
		this.requests.add(request);
		FakeResponse response = meetFault(request, () -> respond(request, event.getRequest()));
		this.runs.markKnown(response.startedRunId());
		ResponseDefinition definition = response.toDefinition(this.clock.now());
		skip(request);
		return definition;
	}

	private ReceivedRequest received(Request request) {
		String method = request.getMethod().getName();
		String url = request.getUrl();
		boolean api = ReceivedRequest.withoutQuery(url).equals(BASE_PATH) || url.startsWith(BASE_PATH + "/");
		String path = api ? url.substring(BASE_PATH.length()) : url;
		FloraOperation operation = api ? FloraOperation.of(method, ReceivedRequest.withoutQuery(path))
				: path.startsWith("/media/") ? FloraOperation.MEDIA : FloraOperation.OTHER;
		Map<String, String> headers = request.getHeaders()
			.all()
			.stream()
			.collect(Collectors.toMap((header) -> header.key().toLowerCase(Locale.ROOT),
					(header) -> header.firstValue(), (first, second) -> first));
		return new ReceivedRequest(operation, method, path, request.getBodyAsString(), headers);
	}

	/** A client that still follows a run of an earlier test must not disturb this one. */
	private boolean isForEarlierTest(ReceivedRequest request) {
		return isRead(request) && this.runs.isOfEarlierTest(request.lastSegment());
	}

	private static boolean isRead(ReceivedRequest request) {
		return request.operation() == FloraOperation.RETRIEVE
				|| request.operation() == FloraOperation.TECHNIQUE_RUNS_RETRIEVE;
	}

	/** The first fault that the request meets responds, and without one the fake. */
	private FakeResponse meetFault(ReceivedRequest request, Supplier<FakeResponse> proper) {
		boolean lookup = isLookup(request);
		for (FakeFault fault : this.faults) {
			FakeResponse faulty = fault.meet(request.operation(), lookup, proper);
			if (faulty != null) {
				return faulty;
			}
		}
		return proper.get();
	}

	/**
	 * A client that does not know its workspace looks it up as a part of a start, and the
	 * models if the start has params.
	 */
	private boolean isLookup(ReceivedRequest request) {
		if (request.operation() == FloraOperation.MODELS_LIST) {
			return true;
		}
		boolean wired = this.workspaceIsWired && hasOwnKey(request);
		return request.operation() == FloraOperation.WORKSPACES && !wired
				&& request.header("User-Agent").orElse("").startsWith("flora-spring-boot/");
	}

	/**
	 * Responds without a fault: checks the key, and asks the operation's endpoint.
	 * @param raw the same request with the parts of its form
	 */
	private FakeResponse respond(ReceivedRequest request, Request raw) {
		if (request.operation() == FloraOperation.MEDIA) {
			return this.mediaEndpoint.respond(request);
		}
		if (authorization(request).isEmpty()) {
			return FakeResponse.error(401, "unauthorized", "No API key was sent.");
		}
		if (!hasOwnKey(request) && !(this.anyKey && ANY_KEY.matcher(authorization(request)).matches())) {
			return FakeResponse.error(401, "invalid_api_key", "The API key is malformed, unknown or revoked.");
		}
		return switch (request.operation()) {
			case CREATE, TECHNIQUES_CREATE, TECHNIQUE_RUNS_CREATE, ACTIONS_CREATE -> start(request);
			case LIST, TECHNIQUE_RUNS_LIST -> this.runsEndpoint.respond(request);
			case RETRIEVE, TECHNIQUE_RUNS_RETRIEVE -> retrieve(request);
			case TECHNIQUES_LIST, TECHNIQUES_RETRIEVE, ACTIONS_LIST, ACTIONS_RETRIEVE ->
				this.catalogueEndpoint.respond(request);
			case PROJECTS_LIST, PROJECTS_RETRIEVE, PROJECTS_CREATE -> projects(request);
			case MODELS_LIST -> FakeModels.list(request.path());
			case WORKSPACES -> FakeResponse.json(WORKSPACES);
			case ASSETS_UPLOAD, ASSETS_LIST, ASSETS_RETRIEVE, ASSETS_COMPLETE, ASSETS_RETRY ->
				this.assetsEndpoint.respond(request, raw);
			case MEDIA, STORAGE, OTHER -> FakeResponse.notFound("operation");
		};
	}

	private boolean hasOwnKey(ReceivedRequest request) {
		return authorization(request).equals("Bearer " + this.apiKey);
	}

	private static String authorization(ReceivedRequest request) {
		return request.header("Authorization").orElse("");
	}

	private synchronized FakeResponse start(ReceivedRequest request) {
		return this.startsEndpoint.respond(request);
	}

	private FakeResponse retrieve(ReceivedRequest request) {
		this.runs.markKnown(request.lastSegment());
		return this.runsEndpoint.respond(request);
	}

	private synchronized FakeResponse projects(ReceivedRequest request) {
		return this.projectsEndpoint.respond(request);
	}

	/** Nobody has to wait for a run that the response has shown unfinished. */
	private void skip(ReceivedRequest request) {
		if (request.operation() == FloraOperation.LIST || request.operation() == FloraOperation.TECHNIQUE_RUNS_LIST) {
			this.runs.skip();
		}
		else if (isRead(request)) {
			FakeRun run = this.runs.find(request.lastSegment());
			if (run != null) {
				this.runs.skip(run);
			}
		}
	}

	/** The storage has a server of its own, but the faults and requests are here. */
	private FakeResponse respondToUpload(ReceivedRequest request, Supplier<FakeResponse> proper) {
		this.requests.add(request);
		return meetFault(request, proper);
	}

}
