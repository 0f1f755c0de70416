package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.StartedRun;
import org.jspecify.annotations.Nullable;

import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * FLORA's operations over HTTP, each one logical call with its deadline and retries.
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

	private volatile @Nullable AttemptRunner attempts;

	private volatile @Nullable ClientHttpRequestFactory requestFactory;

	private volatile Consumer<Duration> rateLimited = (pause) -> {
	};

	/**
	 * Creates a transport. Nothing is built or sent before the first call.
	 * @param settings where FLORA is, as whom to ask it, and how patiently
	 * @param http what exchanges are made with
	 * @param instrumentation whom to tell of calls
	 */
	public FloraTransport(TransportSettings settings, HttpSettings http, Instrumentation instrumentation) {
		this(settings, http, instrumentation, new SystemTiming());
	}

	/**
	 * Creates a transport with a clock of its own.
	 * @param settings where FLORA is, as whom to ask it, and how patiently
	 * @param http what exchanges are made with
	 * @param instrumentation whom to tell of calls
	 * @param timing the clock
	 */
	public FloraTransport(TransportSettings settings, HttpSettings http, Instrumentation instrumentation,
			Timing timing) {
		this.settings = settings;
		this.instrumentation = instrumentation;
		this.timing = timing;
		this.clock = new ServerClock(timing);
		this.calls = SingletonSupplier.of(() -> connect(settings, http, instrumentation));
	}

	/**
	 * Reads a run.
	 * @param runId identifier of the run
	 * @param options deadline, attempts and headers of this call
	 * @return the run
	 * @throws IllegalArgumentException if the id cannot be one
	 * @throws FloraException if there is no run to return
	 */
	public Run retrieve(String runId, RequestOptions options) {
		PathSegments.check("runId", runId);
		return execute(Operations.retrieve(runId), options);
	}

	/**
	 * Lists runs, newest first.
	 * @param query which runs, from where, and how many
	 * @param options deadline, attempts and headers of this call
	 * @return a page
	 * @throws FloraException if there is no page to return
	 */
	public Page<Generation> list(GenerationQuery query, RequestOptions options) {
		return execute(Operations.list(query, false), options);
	}

	/**
	 * Lists runs, newest first, on behalf of a start: it ends when the client is closed.
	 * @param query which runs, from where, and how many
	 * @param options deadline, attempts and headers of this call
	 * @return a page
	 * @throws FloraException if there is no page to return
	 */
	public Page<Generation> listForStart(GenerationQuery query, RequestOptions options) {
		return execute(Operations.list(query, true), options);
	}

	/**
	 * Starts a run. All attempts carry the same key.
	 * @param request what to start, with its workspace and project
	 * @param idempotencyKey the key
	 * @param options deadline, attempts and headers of this call
	 * @param course decides what follows an attempt
	 * @return the started run
	 * @throws IllegalArgumentException if the request cannot be written as JSON
	 * @throws FloraException what the course throws
	 */
	public StartedRun start(GenerationRequest request, String idempotencyKey, RequestOptions options,
			Function<Call<StartedRun>, StartedRun> course) {
		Operation<StartedRun> operation = Operations.start(request, idempotencyKey);
		return recorded(() -> this.calls.get().execute(operation, options, course));
	}

	/**
	 * Identifiers of the workspaces that the key covers.
	 * @param options deadline, attempts and headers of this call
	 * @return the ids
	 * @throws FloraException if FLORA does not tell
	 */
	public List<String> workspaces(RequestOptions options) {
		return execute(Operations.workspaces("workspaces", "Workspaces"), options).ids();
	}

	/**
	 * Asks FLORA whether it is there and accepts the key, once and free of charge
	 * ({@code GET /workspaces}).
	 * @param timeout how long it may take, positive
	 * @throws IllegalArgumentException if the timeout is not positive
	 * @throws FloraException if not; its type says why
	 */
	public void probe(Duration timeout) {
		this.calls.get()
			.execute(Operations.workspaces("probe", "Health"),
					RequestOptions.defaults().withTimeout(timeout).withMaxAttempts(1));
	}

	/**
	 * Builds the HTTP client now rather than with the first call. What a customizer
	 * throws, this throws, too.
	 */
	public void prepare() {
		this.calls.get();
	}

	/**
	 * Sets who is told when FLORA finds that a call was one too many.
	 * @param listener told how long FLORA wants it to wait
	 */
	public void whenRateLimited(Consumer<Duration> listener) {
		this.rateLimited = listener;
	}

	/**
	 * Whom to tell of what happens.
	 * @return what the transport was created with
	 */
	public Instrumentation instrumentation() {
		return this.instrumentation;
	}

	/**
	 * FLORA's clock.
	 * @return the clock, which goes on
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
	 * and closes the connections of transports that let it; later calls fail at once.
	 */
	@Override
	public void close() {
		this.timing.close();
		AttemptRunner running = this.attempts;
		if (running != null) {
			running.close();
		}
		HttpSettings.destroy(this.requestFactory);
	}

	/**
	 * What calls have shown of FLORA lately.
	 * @return the history, which goes on
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

	private <T> T execute(Operation<T> operation, RequestOptions options) {
		return recorded(() -> this.calls.get().execute(operation, options));
	}

	private <T> T recorded(Supplier<T> call) {
		long start = System.nanoTime();
		try {
			T answer = call.get();
			this.history.succeeded(Duration.ofNanos(System.nanoTime() - start));
			return answer;
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
		ClientHttpRequestFactory factory = http.newRequestFactory();
		this.requestFactory = factory;
		RestClientFactory client = RestClientFactory.create(settings, http, factory, apiKey);
		boolean exact = HttpSettings.obeysDeadlines(factory);
		ExchangeBound bound = new ExchangeBound(exact, client.intercepted(), http.readTimeout());
		HttpExchange exchange = new HttpExchange(client.restClient(), settings.maxResponseSize(),
				HttpSettings.closesAtOnce(factory), apiKey);
		AttemptRunner runner = new AttemptRunner(exchange, http.executor(), bound);
		this.attempts = runner;
		if (this.timing.isClosed()) {
			HttpSettings.destroy(factory);
		}
		return new CallExecutor(new CallSupport(settings, instrumentation, runner, new ErrorTranslator(apiKey),
				new ResponseListener(this.clock, (pause) -> this.rateLimited.accept(pause)), this.timing));
	}

}
