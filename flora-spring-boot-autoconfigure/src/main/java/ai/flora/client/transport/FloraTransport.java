package ai.flora.client.transport;

import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;

import ai.flora.client.FloraException;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.transport.FloraJson.UnreadableAnswerException;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.client.RestClient;
import org.springframework.web.util.DefaultUriBuilderFactory;
import org.springframework.web.util.UriBuilderFactory;

/**
 * FLORA's operations over HTTP, each one logical call with its deadline and retries.
 *
 * @since 0.1.0
 */
public class FloraTransport {

	private final CallHistory history = new CallHistory();

	private final TransportSettings settings;

	private final Supplier<CallExecutor> calls;

	/**
	 * Creates a transport. Nothing is built or sent before the first call.
	 * @param settings where FLORA is, as whom to ask it, and how patiently
	 * @param http what exchanges are made with
	 * @param instrumentation whom to tell of calls
	 */
	public FloraTransport(TransportSettings settings, HttpStack http, Instrumentation instrumentation) {
		this(settings, http, instrumentation, Timing.SYSTEM);
	}

	FloraTransport(TransportSettings settings, HttpStack http, Instrumentation instrumentation, Timing timing) {
		this.settings = settings;
		this.calls = SingletonSupplier.of(() -> connect(settings, http, instrumentation, timing));
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
		return execute(new Operation<>("retrieve", "Run " + runId, runId,
				(client) -> client.get().uri("/runs/{runId}", runId), FloraTransport::readRun), options);
	}

	private static Run readRun(Answer answer) {
		Run run = FloraJson.read(answer, Run.class);
		if (run.runId().isEmpty() && run.status() == RunStatus.UNKNOWN) {
			throw new UnreadableAnswerException("it is a JSON object, but not a run (" + answer.contentType() + ")");
		}
		return run;
	}

	/**
	 * Asks FLORA whether it is there and accepts the key, once and free of charge
	 * ({@code GET /workspaces}).
	 * @param timeout how long it may take
	 * @throws FloraException if not
	 */
	public void probe(Duration timeout) {
		this.calls.get()
			.execute(
					new Operation<>("probe", "Health", null, (client) -> client.get().uri("/workspaces"),
							FloraTransport::readWorkspaces),
					RequestOptions.defaults().withTimeout(timeout).withMaxAttempts(1));
	}

	/**
	 * A page that some web server answers to everything must not pass for FLORA.
	 */
	private static Workspaces readWorkspaces(Answer answer) {
		Workspaces read = FloraJson.read(answer, Workspaces.class);
		if (read.workspaces() == null) {
			throw new UnreadableAnswerException("it does not list workspaces (" + answer.contentType() + ")");
		}
		return read;
	}

	/**
	 * Builds the HTTP client now rather than with the first call.
	 */
	public void prepare() {
		this.calls.get();
	}

	public CallHistory history() {
		return this.history;
	}

	public TransportSettings settings() {
		return this.settings;
	}

	private <T> T execute(Operation<T> operation, RequestOptions options) {
		long start = System.nanoTime();
		try {
			T answer = this.calls.get().execute(operation, options);
			this.history.succeeded(Duration.ofNanos(System.nanoTime() - start));
			return answer;
		}
		catch (FloraException ex) {
			this.history.failed(ex, Duration.ofNanos(System.nanoTime() - start));
			throw ex;
		}
	}

	private static CallExecutor connect(TransportSettings settings, HttpStack http, Instrumentation instrumentation,
			Timing timing) {
		ApiKey apiKey = new ApiKey(settings.apiKey());
		ClientHttpRequestFactory factory = http.requestFactory().get();
		RestClient restClient = restClient(settings, http, factory, apiKey);
		boolean exact = HttpStack.obeysDeadlines(factory);
		ExchangeBound bound = new ExchangeBound(exact, http.readTimeout());
		HttpExchange exchange = new HttpExchange(restClient, settings.maxResponseSize(), exact);
		return new CallExecutor(settings, instrumentation, new AttemptRunner(exchange, http.executor(), bound),
				new ErrorTranslator(apiKey), timing);
	}

	/**
	 * Encodes what is put into a template, and nothing else: the base URL may hold
	 * percent signs of its own.
	 */
	private static UriBuilderFactory uriBuilderFactory(URI baseUrl) {
		DefaultUriBuilderFactory factory = new DefaultUriBuilderFactory(baseUrl.toString().replaceAll("/+$", ""));
		factory.setEncodingMode(DefaultUriBuilderFactory.EncodingMode.VALUES_ONLY);
		return factory;
	}

	/**
	 * The request factory comes before the customizers: a test's mock server is one of
	 * them, and sets its own.
	 */
	private static RestClient restClient(TransportSettings settings, HttpStack http, ClientHttpRequestFactory factory,
			ApiKey apiKey) {
		RestClient.Builder builder = RestClient.builder().requestFactory(factory);
		http.customizer().first().accept(builder);
		builder.uriBuilderFactory(uriBuilderFactory(settings.baseUrl()))
			.defaultHeader(HttpHeaders.USER_AGENT, UserAgent.VALUE)
			.defaultHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE);
		http.customizer().last().accept(builder);
		return builder
			.requestInterceptors(
					(interceptors) -> interceptors.add(new AuthorizationInterceptor(settings.baseUrl(), apiKey)))
			.build();
	}

}
