package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.operation.Operations;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.SystemTiming;
import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Makes calls to FLORA over HTTP, each one logical call with its deadline and retries.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public class FloraTransport implements AutoCloseable {

	private final CallHistory history = new CallHistory();

	private final TransportSettings settings;

	private final Instrumentation instrumentation;

	private final Supplier<CallExecutor> calls;

	private final Timing timing;

	private final ServerClock clock;

	private final StorageTransport storage;

	private volatile @Nullable AttemptRunner runner;

	private volatile @Nullable ClientHttpRequestFactory requestFactory;

	private final Consumer<Duration> rateLimited;

	/**
	 * Creates a transport. Nothing is built or sent before the first call.
	 * @param settings address, key, and limits of each call
	 * @param http the HTTP client
	 * @param instrumentation observations and meters of calls
	 * @param rateLimited told when FLORA finds that a call was one too many, and how long
	 * it wants the client to wait; at most as long as retries honour
	 */
	public FloraTransport(TransportSettings settings, HttpSettings http, Instrumentation instrumentation,
			Consumer<Duration> rateLimited) {
		this(settings, http, instrumentation, rateLimited, new SystemTiming());
	}

	/**
	 * Creates a transport with a clock of its own.
	 * @param settings address, key, and limits of each call
	 * @param http the HTTP client
	 * @param instrumentation observations and meters of calls
	 * @param rateLimited told when FLORA finds that a call was one too many
	 * @param timing the clock
	 */
	public FloraTransport(TransportSettings settings, HttpSettings http, Instrumentation instrumentation,
			Consumer<Duration> rateLimited, Timing timing) {
		this.settings = settings;
		this.instrumentation = instrumentation;
		this.rateLimited = rateLimited;
		this.timing = timing;
		this.clock = new ServerClock(timing);
		this.storage = new StorageTransport(http, timing);
		this.calls = SingletonSupplier.of(() -> connect(settings, http, instrumentation));
	}

	/**
	 * Makes one call with a course of its own, such as that of a start.
	 * @param <T> what it returns
	 * @param operation the operation
	 * @param options deadline, attempts and headers of this call
	 * @param course makes the attempts
	 * @return its result
	 * @throws FloraException if the course throws it
	 */
	public <T> T call(Operation<T> operation, RequestOptions options, CallCourse<T> course) {
		return recorded(() -> this.calls.get().execute(operation, options, course));
	}

	/**
	 * Makes one call of an operation that costs nothing, with retries as usual.
	 * @param <T> what it returns
	 * @param operation the operation
	 * @param options deadline, attempts and headers of this call
	 * @return its result
	 * @throws FloraException if there is no result to return
	 */
	public <T> T call(Operation<T> operation, RequestOptions options) {
		return recorded(() -> this.calls.get().execute(operation, options));
	}

	/**
	 * Makes one call of an operation that changes something and has no key: after a lost
	 * response it is not sent again.
	 * @param <T> what it returns
	 * @param operation the operation
	 * @param options deadline, attempts and headers of this call
	 * @return its result
	 * @throws FloraException if there is no result to return
	 */
	public <T> T callOnce(Operation<T> operation, RequestOptions options) {
		return call(operation, options, CallExecutor::retryUnsent);
	}

	/**
	 * Makes one call of an operation that makes something under an idempotency key. After
	 * a lost response it is sent again, but not before FLORA should be done with the
	 * first attempt.
	 * @param <T> what it returns
	 * @param operation the operation
	 * @param options deadline, attempts and headers of this call
	 * @return its result
	 * @throws FloraException if there is no result to return
	 */
	public <T> T callUnderKey(Operation<T> operation, RequestOptions options) {
		return call(operation, options, CallExecutor::retryApart);
	}

	/**
	 * Sends a request to any route. What changes something and has no key is sent once.
	 * @param <T> the type of the response
	 * @param request the request
	 * @param startedRuns told the ids of runs that the request has started
	 * @param course decides what follows an attempt if the request runs nodes of a canvas
	 * @return the response
	 * @throws IllegalArgumentException if the body cannot be written as JSON, or the
	 * route starts runs that this client starts by methods of their own
	 * @throws FloraException if there is no response to return
	 */
	public <T> T exchange(FloraRequest<T> request, Consumer<List<String>> startedRuns, CallCourse<T> course) {
		Operation<T> operation = Operations.exchange(request, startedRuns);
		if (operation.charged()) {
			return call(operation, request.options(), course);
		}
		if (request.method().equals(HttpMethod.GET)) {
			return call(operation, request.options());
		}
		return (request.idempotencyKey() != null) ? callUnderKey(operation, request.options())
				: callOnce(operation, request.options());
	}

	/**
	 * Tells whether a request runs nodes of a canvas.
	 * @param request the request
	 * @return the project of the canvas, or {@code null} if it does something else
	 */
	public static @Nullable String projectOfNodes(FloraRequest<?> request) {
		return Operations.projectOfNodes(request);
	}

	/**
	 * Identifiers of the workspaces that the key covers.
	 * @param subject the subject of messages
	 * @param options deadline, attempts and headers of this call
	 * @return the ids
	 * @throws FloraException if FLORA does not tell
	 */
	public List<String> workspaces(String subject, RequestOptions options) {
		return call(Operations.workspaces("workspaces", subject), options);
	}

	/**
	 * Asks FLORA once and free of charge ({@code GET /workspaces}), to see whether FLORA
	 * is there and accepts the key.
	 * @param timeout how long it may take, positive
	 * @throws IllegalArgumentException if the timeout is not positive
	 * @throws FloraException if it is not, or does not; the type says why
	 */
	public void probe(Duration timeout) {
		this.calls.get()
			.execute(Operations.workspaces("probe", "Health"),
					RequestOptions.defaults().withTimeout(timeout).withMaxAttempts(1));
	}

	/**
	 * Builds the HTTP client now rather than with the first call. Exceptions of
	 * customizers are thrown here.
	 */
	public void prepare() {
		this.calls.get();
	}

	/**
	 * Observations and meters of calls.
	 * @return the instrumentation that the transport was created with
	 */
	public Instrumentation instrumentation() {
		return this.instrumentation;
	}

	/**
	 * The way to FLORA's storage, which never gets the key.
	 * @return the transport, of which nothing is built before its first use
	 */
	public StorageTransport storage() {
		return this.storage;
	}

	/**
	 * FLORA's clock.
	 * @return the clock, which is kept up to date
	 */
	public ServerClock clock() {
		return this.clock;
	}

	/**
	 * The clock of calls and waits.
	 * @return the clock, which ends with the client
	 */
	public Timing timing() {
		return this.timing;
	}

	/**
	 * Ends starts, waits between attempts, and calls that were handed to another thread,
	 * and closes the connections of HTTP clients that let it; later calls fail at once.
	 */
	@Override
	public void close() {
		this.timing.close();
		AttemptRunner runner = this.runner;
		if (runner != null) {
			runner.close();
		}
		ClientHttpRequestFactory factory = this.requestFactory;
		if (factory != null) {
			RequestFactories.destroy(factory);
		}
		this.storage.close();
	}

	/**
	 * Begins a call that consists of several.
	 * @param options options of the whole call
	 * @return its deadline, as the options or else the settings say
	 */
	public Deadline deadline(RequestOptions options) {
		return this.settings.deadline(options, this.timing);
	}

	/**
	 * The latest success and failure of calls.
	 * @return the history, which is kept up to date
	 */
	public CallHistory history() {
		return this.history;
	}

	/**
	 * The settings that the transport was created with.
	 * @return the settings
	 */
	public TransportSettings settings() {
		return this.settings;
	}

	private <T> T recorded(Supplier<T> call) {
		long start = System.nanoTime();
		try {
			T result = call.get();
			this.history.succeeded(Duration.ofNanos(System.nanoTime() - start));
			return result;
		}
		catch (FloraException ex) {
			if (CallExecutor.reason(ex) instanceof FloraException reason) {
				this.history.failed(reason, Duration.ofNanos(System.nanoTime() - start));
			}
			throw ex;
		}
	}

	private CallExecutor connect(TransportSettings settings, HttpSettings http, Instrumentation instrumentation) {
		ApiKey apiKey = new ApiKey(settings.apiKey());
		ClientHttpRequestFactory factory = http.requestFactory().get();
		RequestFactories.install(factory);
		this.requestFactory = factory;
		Connection connection = new RestClientFactory(settings, http, apiKey).create(factory);
		HttpExchange exchange = new HttpExchange(connection, settings.maxResponseSize());
		AttemptRunner runner = new AttemptRunner(connection, exchange, http.executor(), this.clock,
				(pause) -> this.rateLimited.accept(Durations.min(pause, settings.retry().maxRetryAfter())));
		this.runner = runner;
		if (this.timing.isClosed()) {
			RequestFactories.destroy(factory);
		}
		return new CallExecutor(settings, instrumentation, this.timing, runner, apiKey);
	}

}
