package ai.flora.spring.boot.test;

import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.transport.ConnectionChecks;
import ai.flora.client.project.Project;
import ai.flora.client.technique.Technique;
import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.assertj.core.api.AssertProvider;

import org.springframework.util.StringUtils;

/**
 * An in-process FLORA on a loopback port of its own: checks the key, shows scripted runs,
 * fails when told to, and remembers what was asked of it. Runs live on its
 * {@link #clock()}; nothing is charged. Thread-safe.
 *
 * <pre>{@code
 * try (FakeFlora fake = FakeFlora.start()) {
 *     fake.nextRun().takes(ofSeconds(9)).completesWith(FakeRun.text("A harbour at dusk"));
 *     fake.nextRequest().status(503, "service_unavailable");
 *     …
 * }
 * }</pre>
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/api/">FLORA: Getting Started</a>
 */
public final class FakeFlora implements AutoCloseable, AssertProvider<FakeFloraAssert> {

	private final String apiKey;

	private final String host;

	private final FakeFloraService service;

	private final WireMockServer server;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final URI baseUrl;

	/** The clients that start afresh with each test. */
	private final Set<FloraClient> clients = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	private volatile boolean unusedAllowed;

	private FakeFlora(FakeFloraSettings settings) {
		this.apiKey = settings.apiKey();
		this.host = settings.host();
		this.service = new FakeFloraService(settings, this::origin);
		// The JDK's client would upgrade to h2c, and WireMock break off some requests:
		// fakeSpeaksHttp1ToClientsThatWouldUpgrade.
		this.server = new WireMockServer(WireMockConfiguration.options()
			.bindAddress(settings.host())
			.port(settings.port())
			.http2PlainDisabled(true)
			.disableRequestJournal()
			// WireMock's own API would ask for no key: adminOfWireMockIsClosed.
			.adminAuthenticator((request) -> false)
			.extensions(this.service));
		this.server.start();
		this.baseUrl = URI.create(origin() + FakeFloraService.BASE_PATH);
	}

	/** Scheme, host and port, once the server runs. */
	private String origin() {
		return "http://" + reachable(this.host) + ":" + this.server.port();
	}

	/**
	 * The address that clients connect to. Nobody can connect to the one that means all
	 * addresses.
	 */
	static String reachable(String host) {
		if (host.equals("0.0.0.0") || host.equals("::")) {
			return FakeFloraSettings.LOOPBACK;
		}
		return host.contains(":") ? "[" + host + "]" : host;
	}

	static FakeFlora start(FakeFloraSettings settings) {
		return new FakeFlora(settings);
	}

	/**
	 * Starts a FLORA with a key of its own, on a port that is free.
	 * @return the running fake, to be closed
	 */
	public static FakeFlora start() {
		return start(FakeFloraSettings.defaults());
	}

	/**
	 * Starts a FLORA that accepts one key, on a port that is free.
	 * @param apiKey the key
	 * @return the running fake, to be closed
	 */
	public static FakeFlora start(String apiKey) {
		return start(apiKey, 0);
	}

	/**
	 * Starts a FLORA that accepts one key, on one port.
	 * @param apiKey the key
	 * @param port the port; 0 for any that is free
	 * @return the running fake, to be closed
	 * @throws IllegalArgumentException if the key cannot be sent, or that is no port
	 * @throws RuntimeException if the port cannot be had
	 */
	public static FakeFlora start(String apiKey, int port) {
		String problem = ConnectionChecks.problemWithApiKey(apiKey);
		Misuse.check(problem == null, "start(apiKey): the key " + problem);
		Misuse.check(port >= 0 && port <= 65_535, "start(…, " + port + "): a port is from 0 to 65535");
		return start(FakeFloraSettings.defaults().withApiKey(apiKey).withAddress(FakeFloraSettings.LOOPBACK, port));
	}

	/**
	 * The base URL of this FLORA.
	 * @return the base URL of its API
	 */
	public URI baseUrl() {
		return this.baseUrl;
	}

	/**
	 * The key that this FLORA accepts. That of {@link WithFakeFlora} and
	 * {@link FakeFloraConfiguration} accepts other keys, too, since the application may
	 * have several clients.
	 * @return the key
	 */
	public String apiKey() {
		return this.apiKey;
	}

	/**
	 * Connects an application to this FLORA: as a bean, it replaces the properties.
	 * @return base URL and key
	 */
	public FloraConnectionDetails connectionDetails() {
		return new FloraConnectionDetails() {

			@Override
			public URI getBaseUrl() {
				return baseUrl();
			}

			@Override
			public String getApiKey() {
				return apiKey();
			}

		};
	}

	/**
	 * Connects a client to this FLORA, for tests without Spring: to its workspace and
	 * project, so that the client knows the end of a run some milliseconds after
	 * {@link #clock()} says so, and fetches outputs from this machine alone. What is set
	 * later counts.
	 * @return a builder; whoever builds a client closes it
	 */
	public FloraClientBuilder clientBuilder() {
		return new FloraClientBuilder().baseUrl(this.baseUrl)
			.apiKey(this.apiKey)
			.workspaceId(KnownIds.WORKSPACE_ID)
			.projectId(KnownIds.PROJECT_ID)
			.outputProxy(TestProperties.NO_PROXY)
			.follow(TestPace.settings());
	}

	/**
	 * Says that there is a workspace, a project or a model. Without being told, this
	 * FLORA has its own, {@code ws_1} to {@code ws_9}, {@code prj_1} to {@code prj_9},
	 * and all models whose name says by FLORA's rules that they make what is asked for,
	 * such as {@code t2i-flux-2-pro} for an image. A start that names another one is
	 * refused.
	 * @param id identifier of a workspace, a project or a model; it stays over
	 * {@link #reset()}
	 * @return this
	 */
	public FakeFlora has(String id) {
		Misuse.check(StringUtils.hasText(id), "has(" + id + "): an id is not blank");
		Misuse.check(!StringUtils.containsWhitespace(id), "has(" + id + "): an id holds no white space");
		this.service.ids().add(id);
		return this;
	}

	/**
	 * Adds a technique, or replaces the one of that slug, as if somebody had saved it
	 * anew. Without being told, this FLORA has {@code product-shots} (photo, mood, note)
	 * and {@code storyboard} (script, faces), and some actions, such as
	 * {@code resize-image-browser} (image). Holds until {@link #reset()}.
	 * @param slug the slug
	 * @param technique the technique
	 * @return this
	 */
	public FakeFlora has(String slug, Technique technique) {
		Misuse.check(StringUtils.hasText(slug), "has(" + slug + ", …): a slug is not blank");
		Misuse.check(Misuse.checkGiven("has", technique).techniqueId().startsWith("tech_"),
				"has(…): the id of a technique starts with tech_");
		this.service.catalogue().add(slug, technique);
		return this;
	}

	/**
	 * Says whether this FLORA knows quotes, as it does by default: a start with
	 * {@code "quote": true} tells the price then. One that does not know them starts the
	 * run, and bills it. Holds until {@link #reset()}.
	 * @param known whether it knows them
	 * @return this
	 */
	public FakeFlora knowsQuotes(boolean known) {
		this.service.knowsQuotes(known);
		return this;
	}

	/**
	 * Adds a run, or replaces the one of that id. It is pending until told otherwise.
	 * @param runId the id, of any form. The listeners of an application hear of the end
	 * of an id once, also after {@link #reset()}: runs of two tests that share an
	 * application have ids of their own
	 * @return the run, to be scripted
	 */
	public FakeRun run(String runId) {
		checkOpen("run");
		Misuse.check(StringUtils.hasText(runId), "run(" + runId + "): an id is not blank");
		return this.service.runs().add(runId);
	}

	/**
	 * Scripts the run that the next start begins, or, told several times, those of the
	 * starts after it. A run that nobody scripted takes nine seconds on the clock, and
	 * makes what was asked for. A test that scripts more runs than it starts fails at its
	 * end.
	 * @return the run, to be scripted
	 */
	public FakeRun nextRun() {
		checkOpen("nextRun");
		return this.service.runs().script();
	}

	/**
	 * The runs that were started, and charged, in order.
	 * @return the runs since the start or the last {@link #reset()}
	 */
	public List<FakeRun> startedRuns() {
		return this.service.runs().started();
	}

	/**
	 * Scripts the asset that is made next, or, told several times, those after it. One
	 * that nobody scripted is ready as soon as its file is there. A test that scripts
	 * more assets than it makes fails at its end.
	 * @return the asset, to be scripted
	 */
	public FakeAsset nextAsset() {
		checkOpen("nextAsset");
		return this.service.assets().script();
	}

	/**
	 * The assets that were made, in order, whatever has become of them.
	 * @return the assets since the start or the last {@link #reset()}
	 */
	public List<FakeAsset> assets() {
		return this.service.assets().all();
	}

	/**
	 * The projects that lists show: this FLORA's own, those of {@link #has(String)}, and
	 * those that were made since the start or the last {@link #reset()}.
	 * @return the projects, in the order of their making
	 */
	public List<Project> projects() {
		return this.service.projects().all();
	}

	/**
	 * The clock that runs live on, and idempotency keys.
	 * @return the clock
	 */
	public FakeClock clock() {
		return this.service.clock();
	}

	/**
	 * The webhooks that this FLORA posts for runs that were started with a callback URL.
	 * @return the webhooks
	 */
	public FakeWebhooks webhooks() {
		return this.service.webhooks();
	}

	/**
	 * Says what goes wrong with the next request that the test makes, whatever it asks
	 * for; not with the look-ups of a workspace and of models that a client makes as
	 * parts of a start. Any request for models counts as one of these.
	 * @return the fault, to be described
	 */
	public FakeFault nextRequest() {
		checkOpen("nextRequest");
		return fault(new FakeFault(null));
	}

	/**
	 * Says what goes wrong with the next request for an operation.
	 * @param operation the operation
	 * @return the fault, to be described
	 */
	public FakeFault next(FloraOperation operation) {
		checkOpen("next");
		return fault(new FakeFault(Misuse.checkGiven("next", operation)));
	}

	private void checkOpen(String call) {
		if (this.closed.get()) {
			throw new IllegalStateException(call + "(…): this FakeFlora is closed, and answers nothing any more");
		}
	}

	private FakeFault fault(FakeFault fault) {
		this.service.add(fault);
		return fault;
	}

	/**
	 * The requests to this FLORA, in order.
	 * @return the requests since the start or the last {@link #reset()}
	 */
	public List<ReceivedRequest> requests() {
		return this.service.requests();
	}

	/**
	 * The requests to this FLORA for one operation, in order.
	 * @param operation the operation
	 * @return the requests since the start or the last {@link #reset()}
	 */
	public List<ReceivedRequest> requests(FloraOperation operation) {
		Misuse.checkGiven("requests", operation);
		return requests().stream().filter((request) -> request.operation() == operation).toList();
	}

	/**
	 * The idempotency keys that starts have used up, in order.
	 * @return the keys since the start or the last {@link #reset()}, two hours back
	 */
	public List<String> idempotencyKeys() {
		return this.service.idempotencyKeys();
	}

	/**
	 * Assertions about what was asked of this FLORA.
	 * @return the assertions
	 * @deprecated for AssertJ alone; use {@code assertThat(fake)}
	 */
	@Deprecated
	@Override
	public FakeFloraAssert assertThat() {
		return new FakeFloraAssert(this);
	}

	/**
	 * Forgets runs, assets, projects that were made, techniques that were added, scripts,
	 * faults, keys, requests and deliveries, and sets the clock right. Clients of the
	 * application that this FLORA is a bean of follow nothing any more; who waits for a
	 * run there is told so.
	 */
	public void reset() {
		// A client that starts afresh must not get deliveries of earlier runs.
		webhooks().reset();
		List.copyOf(this.clients).forEach(FakeFlora::restart);
		this.unusedAllowed = false;
		this.service.reset();
	}

	/**
	 * Allows the test to script what it does not use: by default, scripts of
	 * {@link #nextRun()} that no start has used, those of {@link #nextAsset()} that no
	 * asset has used, and faults that no request has met, fail a test at its end. Holds
	 * until {@link #reset()}.
	 */
	public void allowUnused() {
		this.unusedAllowed = true;
	}

	/** A client that starts afresh at each {@link #reset()}. */
	void attach(FloraClient client) {
		this.clients.add(client);
	}

	/** The client may be a mock, which has no connection. */
	private static void restart(FloraClient client) {
		FloraConnection connection = client.connection();
		if (connection != null) {
			connection.restart();
		}
	}

	/**
	 * Checks at the end of a test that it has used what it has scripted.
	 * @throws AssertionError if it has not, or if the storage was sent the key
	 */
	void checkUsed() {
		List<String> offences = this.service.storage().offences();
		if (!offences.isEmpty()) {
			throw new AssertionError(String.join("; ", offences));
		}
		List<String> unused = this.service.unused();
		if (!this.unusedAllowed && !unused.isEmpty()) {
			throw new AssertionError("The test has scripted what it did not use (fake.allowUnused() permits that): "
					+ String.join("; ", unused));
		}
	}

	/**
	 * Stops this FLORA. Does not wait for delayed responses: their connections break.
	 * What it remembers can still be asked for, but nothing more can be scripted.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.service.webhooks().close();
			this.service.storage().close();
			this.server.stop();
		}
	}

}
