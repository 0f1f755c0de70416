package ai.flora.client.internal.transport;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;

import ai.flora.client.RetrySettings;
import ai.flora.client.internal.time.SystemTiming;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.HttpSettings.RestClientCustomization;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Builds a transport for a test: two minutes for a call, responses of at most 100,000
 * bytes, the default retries, exchanges on the calling thread, and nothing observed,
 * unless the test says otherwise.
 */
public final class TestTransports {

	private final String baseUrl;

	private final Supplier<ClientHttpRequestFactory> requestFactory;

	private final Duration readTimeout;

	private Supplier<String> apiKey = () -> Transports.KEY;

	private Duration callTimeout = Duration.ofMinutes(2);

	private long maxResponseSize = 100_000;

	private RetrySettings retry = RetrySettings.defaults();

	private Consumer<RestClient.Builder> first = (builder) -> {
	};

	private Consumer<RestClient.Builder> last = (builder) -> {
	};

	private Executor executor = Runnable::run;

	private ObservationRegistry observations = ObservationRegistry.NOOP;

	private FloraMeterRecorder meters = FloraMeterRecorder.NOOP;

	private FloraRunTracer runs = FloraRunTracer.NOOP;

	private Consumer<Duration> rateLimited = (pause) -> {
	};

	private TestTransports(String baseUrl, Supplier<ClientHttpRequestFactory> requestFactory, Duration readTimeout) {
		this.baseUrl = baseUrl;
		this.requestFactory = requestFactory;
		this.readTimeout = readTimeout;
	}

	/**
	 * Begins to build a transport.
	 * @param baseUrl where FLORA is
	 * @param requestFactory makes the request factory
	 * @param readTimeout the read timeout of that factory
	 */
	public static TestTransports of(String baseUrl, Supplier<ClientHttpRequestFactory> requestFactory,
			Duration readTimeout) {
		return new TestTransports(baseUrl, requestFactory, readTimeout);
	}

	public TestTransports apiKey(String apiKey) {
		return apiKey(() -> apiKey);
	}

	public TestTransports apiKey(Supplier<String> apiKey) {
		this.apiKey = apiKey;
		return this;
	}

	public TestTransports callTimeout(Duration callTimeout) {
		this.callTimeout = callTimeout;
		return this;
	}

	public TestTransports maxResponseSize(long maxResponseSize) {
		this.maxResponseSize = maxResponseSize;
		return this;
	}

	public TestTransports retry(RetrySettings retry) {
		this.retry = retry;
		return this;
	}

	/** Attempts that follow each other within milliseconds. */
	public TestTransports attempts(int attempts) {
		return retry(new RetrySettings(attempts, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(5)));
	}

	public TestTransports customizeFirst(Consumer<RestClient.Builder> first) {
		this.first = first;
		return this;
	}

	public TestTransports customize(Consumer<RestClient.Builder> last) {
		this.last = last;
		return this;
	}

	public TestTransports executor(Executor executor) {
		this.executor = executor;
		return this;
	}

	public TestTransports observations(ObservationRegistry observations) {
		this.observations = observations;
		return this;
	}

	public TestTransports meters(FloraMeterRecorder meters) {
		this.meters = meters;
		return this;
	}

	public TestTransports runs(FloraRunTracer runs) {
		this.runs = runs;
		return this;
	}

	public TestTransports rateLimited(Consumer<Duration> rateLimited) {
		this.rateLimited = rateLimited;
		return this;
	}

	/**
	 * Builds the transport, on the clocks of the system.
	 */
	public FloraTransport build() {
		return build(new SystemTiming());
	}

	/**
	 * Builds the transport.
	 * @param timing its clock
	 */
	public FloraTransport build(Timing timing) {
		TransportSettings settings = new TransportSettings(URI.create(this.baseUrl), this.apiKey, this.callTimeout,
				this.maxResponseSize, this.retry, SettingNames.OF_BUILDER);
		HttpSettings http = new HttpSettings(this.requestFactory, this.requestFactory, this.readTimeout,
				new RestClientCustomization(List.of(this.first), List.of(this.last)), this.executor);
		return new FloraTransport(settings, http, new Instrumentation(this.observations, null, this.meters, this.runs),
				this.rateLimited, timing);
	}

}
