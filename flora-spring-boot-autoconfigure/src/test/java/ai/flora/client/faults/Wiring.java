package ai.flora.client.faults;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.RunStatus;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.batch.BatchStarter;
import ai.flora.client.internal.batch.GenerationLauncher;
import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.internal.model.ModelSettings;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.start.AcceptedStart;
import ai.flora.client.internal.start.HastyTiming;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.start.TestStarters;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.model.ModelCheck;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.jspecify.annotations.Nullable;
import org.mockito.Mockito;

import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.observation.ClientRequestObservationContext;

/**
 * A client for one case, with everything attached that may tell on it.
 */
final class Wiring {

	/** One per place: each has a thread of its own, and Java 17 cannot close it. */
	private static final Map<Place, HttpClient> JDK_CLIENTS = new EnumMap<>(Place.class);

	private final Queue<String> attempts = new ConcurrentLinkedQueue<>();

	private final Queue<String> retries = new ConcurrentLinkedQueue<>();

	private final Queue<Observation.Context> observed = new ConcurrentLinkedQueue<>();

	private final HastyTiming timing = new HastyTiming();

	private final CallThreads threads = CallThreads.platform(ClientThreads.ofCaller());

	private final FaultCase scenario;

	private final FloraTransport transport;

	private final RunStarter starter;

	private final BatchStarter batches;

	private @Nullable PoolingHttpClientConnectionManager pool;

	Wiring(FaultCase scenario, Expected expected, Duration read, String url) {
		this.scenario = scenario;
		Duration connect = scenario.fault().place().connectTimeout();
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new Recorder());
		this.transport = TestTransports.of(url, () -> requestFactory(connect, read), read)
			.apiKey(KeyWatch.KEY)
			.callTimeout(expected.deadline())
			.attempts(3)
			.customizeFirst((builder) -> builder.observationRegistry(registry))
			.executor(this.threads)
			.observations(registry)
			.meters(new Retries())
			.rateLimited(this::rateLimited)
			.build(this.timing);
		this.starter = TestStarters.of(this.transport, new ClientDefaults(null, "prj_1"), null);
		ModelSettings models = new ModelSettings(ModelCheck.FAIL, Duration.ofMinutes(10), false);
		this.batches = new BatchStarter(this.threads, this.transport, this.starter.forBatches(),
				new Models(this.transport, models, (request) -> null),
				new RunContexts(registry, null, FloraRunTracer.NOOP));
	}

	private void rateLimited(Duration pause) {
		this.batches.rateLimited(pause);
	}

	void call(Duration deadline) {
		this.scenario.subject().call(this, deadline);
	}

	FloraTransport transport() {
		return this.transport;
	}

	RunStarter starter() {
		return this.starter;
	}

	/** A batch of one, whose run completes at once. */
	GenerationBatch batch(GenerationRequest request) {
		return this.batches.submit(List.of(request), new GenerationLauncher() {

			@Override
			public Launched start(GenerationRequest each, boolean checked, BooleanSupplier withdrawn) {
				AcceptedStart accepted = Wiring.this.starter.forBatches().start(each, checked, withdrawn);
				return new Launched(completed(accepted.run()), accepted.neededLists());
			}

			@Override
			public Launched resolve(FloraStartUnconfirmedException unconfirmed) {
				return new Launched(completed(TestStarters.resolve(Wiring.this.starter, unconfirmed).run()), true);
			}

		});
	}

	private static RunHandle completed(StartedRun started) {
		Run run = Run.builder().runId(started.runId()).status(RunStatus.COMPLETED).build();
		RunHandle handle = Mockito.mock(RunHandle.class);
		Mockito.when(handle.completion()).thenReturn(CompletableFuture.completedFuture(run));
		return handle;
	}

	/** By the client's clock, which skips waits. */
	long nanoTime() {
		return this.timing.nanoTime();
	}

	void close() {
		this.transport.close();
		this.threads.close();
	}

	private ClientHttpRequestFactory requestFactory(Duration connect, Duration read) {
		Place place = this.scenario.fault().place();
		if (this.scenario.transport() == Transports.JDK) {
			return Transports.jdk(jdk(place), read);
		}
		if (this.scenario.transport() != Transports.APACHE) {
			HttpClientSettings settings = Transports.settings(connect, read);
			return this.scenario.transport()
				.requestFactory((place.tls() != null) ? settings.withSslBundle(Certificates.SERVER.bundle()) : settings,
						null);
		}
		PoolingHttpClientConnectionManagerBuilder builder = Transports.pool(connect);
		if (place.tls() != null) {
			builder.setTlsSocketStrategy(new DefaultClientTlsStrategy(place.tls()));
		}
		this.pool = builder.build();
		return Transports.apache(this.pool, read);
	}

	private static HttpClient jdk(Place place) {
		synchronized (JDK_CLIENTS) {
			return JDK_CLIENTS.computeIfAbsent(place, (key) -> {
				HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(key.connectTimeout());
				SSLContext tls = key.tls();
				return ((tls != null) ? builder.sslContext(tls) : builder).build();
			});
		}
	}

	/** Attempts of the case's own operation. */
	int attempts() {
		return (int) this.attempts.stream().filter(this.scenario.subject()::isRequest).count();
	}

	/** Retries of the case's own operation. */
	int retries() {
		return (int) this.retries.stream()
			.filter((retry) -> retry.startsWith(this.scenario.subject().operation() + " "))
			.count();
	}

	/** Connections that an exchange still holds; not known of the JDK's client. */
	int leased() {
		PoolingHttpClientConnectionManager pool = this.pool;
		return (pool != null) ? pool.getTotalStats().getLeased() : 0;
	}

	/** All that meters and spans were told. */
	String observations() {
		StringBuilder all = new StringBuilder().append(this.retries);
		this.observed.forEach((context) -> all.append(context.getName())
			.append(context.getContextualName())
			.append(context.getAllKeyValues())
			.append(context.getError()));
		return all.toString();
	}

	private final class Retries implements FloraMeterRecorder {

		@Override
		public void retrying(String operation, String reason) {
			Wiring.this.retries.add(operation + " " + reason);
		}

	}

	private final class Recorder implements ObservationHandler<Observation.Context> {

		/**
		 * Not an interceptor, for which each exchange would be handed to another thread.
		 */
		@Override
		public void onStart(Observation.Context context) {
			if (context instanceof ClientRequestObservationContext exchange) {
				ClientHttpRequest request = Objects.requireNonNull(exchange.getCarrier());
				Wiring.this.attempts.add(request.getMethod() + " " + request.getURI().getRawPath());
			}
		}

		@Override
		public void onStop(Observation.Context context) {
			Wiring.this.observed.add(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
