package ai.flora.spring.boot.test;

import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import ai.flora.spring.boot.autoconfigure.FloraConnectionDetails;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import org.assertj.core.api.AssertProvider;

/**
 * An in-process FLORA on a loopback port of its own: checks the key, answers scripted
 * runs, fails when told to, and remembers what was asked of it. Runs live on its
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

	static final String PROJECT_ID = "prj_fake0001";

	/** Shaped like no real key, so that nobody takes it for one. */
	private static final String DEFAULT_API_KEY = "sk_fake_0123456789abcdef";

	private final String apiKey;

	private final FakeFloraService service;

	private final WireMockServer server;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final URI baseUrl;

	private FakeFlora(String apiKey, int port) {
		this.apiKey = apiKey;
		this.service = new FakeFloraService(apiKey);
		// The JDK's client would upgrade to h2c, and WireMock break off some requests:
		// fakeSpeaksHttp1ToClientsThatWouldUpgrade.
		this.server = new WireMockServer(WireMockConfiguration.options()
			.bindAddress("127.0.0.1")
			.port(port)
			.http2PlainDisabled(true)
			.disableRequestJournal()
			// WireMock's own API would ask for no key: adminOfWireMockIsClosed.
			.adminAuthenticator((request) -> false)
			.extensions(this.service));
		this.server.start();
		this.server.stubFor(WireMock.any(WireMock.anyUrl()).willReturn(WireMock.ok()));
		String origin = "http://127.0.0.1:" + this.server.port();
		this.service.servesAt(origin);
		this.baseUrl = URI.create(origin + FakeFloraService.BASE_PATH);
	}

	/**
	 * Starts a FLORA with a key of its own, on a port that is free.
	 * @return the running fake, to be closed
	 */
	public static FakeFlora start() {
		return start(DEFAULT_API_KEY);
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
	 * @throws RuntimeException if the port cannot be had
	 */
	public static FakeFlora start(String apiKey, int port) {
		return new FakeFlora(apiKey, port);
	}

	/**
	 * The base URL of this FLORA.
	 * @return the base URL of its API
	 */
	public URI baseUrl() {
		return this.baseUrl;
	}

	/**
	 * The key that this FLORA accepts.
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
	 * Adds a run, or replaces the one of that id. It is pending until told otherwise.
	 * @param runId the id, of any form
	 * @return the run, to be scripted
	 */
	public FakeRun run(String runId) {
		return this.service.runs().add(runId);
	}

	/**
	 * Scripts the run that the next start begins, or, told several times, those of the
	 * starts after it. A run that nobody scripted takes nine seconds, and makes what was
	 * asked for.
	 * @return the run, to be scripted
	 */
	public FakeRun nextRun() {
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
	 * Says what goes wrong with the next request, whatever it asks for.
	 * @return the fault, to be described
	 */
	public FakeFault nextRequest() {
		return fault(new FakeFault(null));
	}

	/**
	 * Says what goes wrong with the next request for an operation.
	 * @param operation the operation
	 * @return the fault, to be described
	 */
	public FakeFault next(FloraOperation operation) {
		return fault(new FakeFault(operation));
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
	 * Forgets runs, scripts, faults, keys, requests and deliveries, and sets the clock
	 * right.
	 */
	public void reset() {
		this.service.reset();
	}

	/**
	 * Stops this FLORA. Does not wait for delayed answers: their connections break. What
	 * it remembers can still be asked for.
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.service.webhooks().close();
			this.server.stop();
		}
	}

}
