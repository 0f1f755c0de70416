package ai.flora.benchmarks;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.run.RunCalls;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.HttpSettings;
import ai.flora.client.internal.transport.HttpSettings.RestClientCustomization;
import ai.flora.client.internal.transport.Instrumentation;
import ai.flora.client.internal.transport.SettingNames;
import ai.flora.client.internal.transport.TransportSettings;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.Assert;
import org.springframework.web.client.RestClient;

/**
 * A {@code retrieve} against a bare {@code RestClient} call that reads the same record
 * over the same HTTP library, both without and both with observations as an application
 * with actuator has them: Boot's own of each exchange and, for FLORA, that of the call.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RetrieveBenchmark {

	/** Calls, not seconds, warm a JVM up: so a busy machine measures the same. */
	static final int CALLS = 2000;

	private static final String RUN_ID = "run_abc123";

	private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

	private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

	private static final RequestOptions DEFAULTS = RequestOptions.defaults();

	/** Less than the read timeout: the JDK's client needs another thread for that. */
	private static final RequestOptions IN_30_SECONDS = DEFAULTS.withTimeout(Duration.ofSeconds(30));

	@Param
	public HttpLibrary library = HttpLibrary.JDK;

	private RestClient bare = RestClient.create();

	private RestClient bareObserved = RestClient.create();

	private FloraTransport transport = transport(ObservationRegistry.NOOP);

	private FloraTransport transportObserved = this.transport;

	private FloraClient flora = new FloraClientBuilder().apiKey(CannedServer.KEY).build();

	private FloraGenerationsClient client = this.flora.generations();

	@Setup
	public void connect() {
		logAsApplicationsDo();
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		this.bare = RestClient.builder()
			.requestFactory(this.library.requestFactory(CONNECT_TIMEOUT, READ_TIMEOUT))
			.baseUrl(CannedServer.url())
			.defaultHeader("Authorization", "Bearer " + CannedServer.KEY)
			.build();
		this.bareObserved = this.bare.mutate().observationRegistry(observations).build();
		this.transport = transport(ObservationRegistry.NOOP);
		this.transportObserved = transport(observations);
		this.flora = new FloraClientBuilder().baseUrl(CannedServer.url())
			.apiKey(CannedServer.KEY)
			.requestFactory(this.library::requestFactory)
			.observationRegistry(observations)
			.customizeFirst((builder) -> builder.observationRegistry(observations))
			.build();
		this.client = this.flora.generations();
	}

	/** Logback alone would write what Apache's client debugs. */
	private static void logAsApplicationsDo() {
		LoggingSystem logging = LoggingSystem.get(RetrieveBenchmark.class.getClassLoader());
		logging.beforeInitialize();
		logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
	}

	/** The client's transport, on the caller's thread whatever the HTTP client. */
	private FloraTransport transport(ObservationRegistry observations) {
		URI baseUrl = CannedServer.url();
		Supplier<ClientHttpRequestFactory> requestFactory = () -> this.library.requestFactory(CONNECT_TIMEOUT,
				READ_TIMEOUT);
		return new FloraTransport(
				new TransportSettings(baseUrl, () -> CannedServer.KEY, Duration.ofMinutes(2), 8L * 1024 * 1024,
						RetrySettings.defaults(), SettingNames.OF_BUILDER),
				new HttpSettings(requestFactory, requestFactory, READ_TIMEOUT,
						new RestClientCustomization(List.of((builder) -> builder.observationRegistry(observations)),
								List.of()),
						Runnable::run),
				new Instrumentation(observations, null, FloraMeterRecorder.NOOP, FloraRunTracer.NOOP), (pause) -> {
				});
	}

	private static RunCalls runs(FloraTransport transport) {
		return new RunCalls(transport, (kind, query, page, askedAt) -> {
		});
	}

	@TearDown
	public void close() throws Exception {
		this.transport.close();
		this.transportObserved.close();
		this.flora.close();
	}

	@Benchmark
	@OperationsPerInvocation(CALLS)
	public void bare() {
		repeat(() -> read(this.bare));
	}

	@Benchmark
	@OperationsPerInvocation(CALLS)
	public void bareObserved() {
		repeat(() -> read(this.bareObserved));
	}

	@Benchmark
	@OperationsPerInvocation(CALLS)
	public void retrieve() {
		repeat(() -> runs(this.transport).retrieve(RUN_ID, RunPlace.USUAL, DEFAULTS));
	}

	@Benchmark
	@OperationsPerInvocation(CALLS)
	public void retrieveObserved() {
		repeat(() -> runs(this.transportObserved).retrieve(RUN_ID, RunPlace.USUAL, DEFAULTS));
	}

	@Benchmark
	@OperationsPerInvocation(CALLS)
	public void retrieveObservedWithHandOff() {
		repeat(() -> this.client.retrieve(RUN_ID, IN_30_SECONDS));
	}

	static void repeat(Supplier<Run> call) {
		for (int i = 0; i < CALLS; i++) {
			Assert.state(call.get().status() == RunStatus.COMPLETED, "Not the run");
		}
	}

	private static Run read(RestClient client) {
		return Objects.requireNonNull(client.get().uri("/runs/{runId}", RUN_ID).retrieve().body(Run.class));
	}

}
