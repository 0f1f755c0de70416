package ai.flora.client.assembly;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FollowSettings;
import ai.flora.client.InvalidFloraConnectionException;
import ai.flora.client.InvalidFloraConnectionException.Setting;
import ai.flora.client.RetrySettings;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.PastedText;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.model.ModelSettings;
import ai.flora.client.internal.output.OutputDirectory;
import ai.flora.client.internal.output.OutputSettings;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.transport.ClientSetting;
import ai.flora.client.internal.transport.ConnectionChecks;
import ai.flora.client.internal.transport.HttpSettings;
import ai.flora.client.internal.transport.HttpSettings.RestClientCustomization;
import ai.flora.client.internal.transport.Instrumentation;
import ai.flora.client.internal.transport.SettingNames;
import ai.flora.client.internal.transport.TransportSettings;
import ai.flora.client.model.ModelCheck;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRequestObservationConvention;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.util.Assert;
import org.springframework.web.client.RestClient;

/**
 * Builds a {@link FloraClient}, with or without Spring Boot. Not thread-safe. Only the
 * API key has to be set, and for starts a project, here or in each request.
 *
 * <pre>{@code
 * FloraClient flora = new FloraClientBuilder().apiKey(key).build();
 * }</pre>
 *
 * @since 0.1.0
 */
public class FloraClientBuilder {

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	/** On the JDK's client a read timeout ends a whole exchange. */
	private static final Duration LONGEST_UPLOAD = Duration.ofDays(1);

	private final Map<ClientSetting, String> names = new EnumMap<>(ClientSetting.class);

	private URI baseUrl = URI.create("https://app.flora.ai/api/v1");

	private boolean allowInsecureBaseUrl;

	private @Nullable Supplier<String> apiKey;

	private Duration connectTimeout = Duration.ofSeconds(5);

	private Duration readTimeout = Duration.ofSeconds(60);

	private Duration callTimeout = Duration.ofMinutes(2);

	private long maxResponseSize = 8L * 1024 * 1024;

	private RetrySettings retry = RetrySettings.defaults();

	private @Nullable String workspaceId;

	private @Nullable String projectId;

	private @Nullable String projectName;

	private BiFunction<Duration, Duration, ClientHttpRequestFactory> requestFactory = FloraClientBuilder::jdk;

	private final List<Consumer<RestClient.Builder>> first = new ArrayList<>();

	private final List<Consumer<RestClient.Builder>> last = new ArrayList<>();

	private boolean virtualThreads;

	private @Nullable TaskDecorator taskDecorator;

	private ObservationRegistry observationRegistry = ObservationRegistry.NOOP;

	private @Nullable FloraRequestObservationConvention observationConvention;

	private FloraMeterRecorder meterRecorder = FloraMeterRecorder.NOOP;

	private FloraRunTracer runTracer = FloraRunTracer.NOOP;

	private FollowSettings follow = FollowSettings.defaults();

	private @Nullable Consumer<FloraRunEndedEvent> endListener;

	private ModelCheck modelCheck = ModelCheck.FAIL;

	private Duration modelCacheTimeToLive = Duration.ofMinutes(10);

	private boolean quotes;

	private long outputMaxSize = 1024L * 1024 * 1024;

	private Duration outputTimeout = Duration.ofMinutes(5);

	private @Nullable URI outputProxy;

	private @Nullable Path outputsDirectory;

	private @Nullable CallbackUrls callbacks;

	private @Nullable Duration safetyInterval;

	/**
	 * Sets where FLORA is; by default {@code https://app.flora.ai/api/v1}.
	 * @param baseUrl base URL: https, or http to a loopback address, or to any host where
	 * {@link #allowInsecureBaseUrl} is set; checked when the client is built
	 * @return this builder
	 */
	public FloraClientBuilder baseUrl(URI baseUrl) {
		this.baseUrl = baseUrl;
		this.names.remove(ClientSetting.BASE_URL);
		return this;
	}

	/**
	 * Sets whether a base URL may be http to any host: then the key crosses the network
	 * in clear.
	 * @param allow whether it may; {@code false} by default
	 * @return this builder
	 */
	public FloraClientBuilder allowInsecureBaseUrl(boolean allow) {
		this.allowInsecureBaseUrl = allow;
		return this;
	}

	/**
	 * Sets the API key.
	 * @param apiKey the key, without {@code Bearer}; checked when the client is built
	 * @return this builder
	 */
	public FloraClientBuilder apiKey(String apiKey) {
		return apiKey(() -> apiKey);
	}

	/**
	 * Sets the supplier of the API key, which is asked when the client is built, and at
	 * each attempt of a call, from any thread.
	 * @param apiKey answers fast, never {@code null}; where it throws later, or its key
	 * cannot be used, the call fails with a {@link ai.flora.client.FloraException}
	 * @return this builder
	 */
	public FloraClientBuilder apiKey(Supplier<String> apiKey) {
		this.apiKey = apiKey;
		this.names.remove(ClientSetting.API_KEY);
		return this;
	}

	/**
	 * Sets how long connecting may take; 5 s by default.
	 * @param connectTimeout the time, positive; 24 days at most
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public FloraClientBuilder connectTimeout(Duration connectTimeout) {
		Assert.isTrue(connectTimeout.compareTo(Duration.ZERO) > 0, "'connectTimeout' must be positive");
		this.connectTimeout = Durations.boundedForTransports(connectTimeout);
		return this;
	}

	/**
	 * Sets the HTTP client's read timeout; 60 s by default. On the JDK's client it covers
	 * a whole exchange, on others the time between two reads.
	 * @param readTimeout the time, positive; 24 days at most
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public FloraClientBuilder readTimeout(Duration readTimeout) {
		Assert.isTrue(readTimeout.compareTo(Duration.ZERO) > 0, "'readTimeout' must be positive");
		this.readTimeout = Durations.boundedForTransports(readTimeout);
		return this;
	}

	/**
	 * Sets the deadline of calls that have none of their own; 2 minutes by default.
	 * @param callTimeout one deadline over all attempts and waits of a call, positive;
	 * checked when the client is built
	 * @return this builder
	 */
	public FloraClientBuilder callTimeout(Duration callTimeout) {
		this.callTimeout = callTimeout;
		this.names.remove(ClientSetting.CALL_TIMEOUT);
		return this;
	}

	/**
	 * Sets how much of an answer is read; 8 MB by default. A larger one fails the call
	 * with a {@link ai.flora.client.FloraResponseException}.
	 * @param bytes the largest size in bytes, positive; checked when the client is built
	 * @return this builder
	 */
	public FloraClientBuilder maxResponseSize(long bytes) {
		this.maxResponseSize = bytes;
		this.names.remove(ClientSetting.MAX_RESPONSE_SIZE);
		return this;
	}

	/**
	 * Sets how failed calls are tried again; by default as
	 * {@link RetrySettings#defaults()} says.
	 * @param retry the settings
	 * @return this builder
	 */
	public FloraClientBuilder retry(RetrySettings retry) {
		this.retry = retry;
		this.names.remove(ClientSetting.MAX_ATTEMPTS);
		this.names.remove(ClientSetting.MAX_RETRY_AFTER);
		return this;
	}

	/**
	 * Sets the workspace of starts and lists that name none.
	 * @param workspaceId identifier such as {@code ws_abc}; {@code null} or blank to look
	 * it up when it is first needed: a key covers one workspace
	 * @return this builder
	 */
	public FloraClientBuilder workspaceId(@Nullable String workspaceId) {
		this.workspaceId = PastedText.id(workspaceId);
		return this;
	}

	/**
	 * Sets the project of starts and lists that name none.
	 * @param projectId identifier such as {@code prj_abc}, in whose favour a name that
	 * was set before is forgotten; {@code null} or blank for none
	 * @return this builder
	 */
	public FloraClientBuilder projectId(@Nullable String projectId) {
		this.projectId = PastedText.id(projectId);
		if (this.projectId != null) {
			this.projectName = null;
		}
		return this;
	}

	/**
	 * Sets the project of starts that name none, for applications that do not know its
	 * identifier: the first such start finds it in its workspace by its exact name, or
	 * creates it, as {@link ai.flora.client.project.FloraProjectsClient#findOrCreate}
	 * does. That counts against the start's deadline. Lists and following know it from
	 * then on; before, a list is of every project.
	 * @param projectName the name, in whose favour an identifier that was set before is
	 * forgotten; {@code null} or blank for none
	 * @return this builder
	 */
	public FloraClientBuilder projectName(@Nullable String projectName) {
		this.projectName = PastedText.id(projectName);
		if (this.projectName != null) {
			this.projectId = null;
		}
		return this;
	}

	/**
	 * Sets the HTTP client; by default the JDK's. It must not follow redirects nor repeat
	 * requests by itself. If it is a
	 * {@link org.springframework.beans.factory.DisposableBean}, as Apache's is, it is
	 * destroyed with the client: each client needs one of its own, and another one for
	 * FLORA's storage if it uploads large files.
	 * @param requestFactory makes a request factory, from a connect and a read timeout
	 * @return this builder
	 */
	public FloraClientBuilder requestFactory(BiFunction<Duration, Duration, ClientHttpRequestFactory> requestFactory) {
		this.requestFactory = requestFactory;
		this.names.remove(ClientSetting.REQUEST_FACTORY);
		return this;
	}

	/**
	 * Adds a customizer that is applied to the {@code RestClient.Builder} before the
	 * client's own settings: for customizers that are meant for all clients of an
	 * application.
	 * @param customizer the customizer
	 * @return this builder
	 */
	public FloraClientBuilder customizeFirst(Consumer<RestClient.Builder> customizer) {
		this.first.add(customizer);
		return this;
	}

	/**
	 * Adds a customizer that is applied to the {@code RestClient.Builder} after the
	 * client's own settings. Only the authorization comes later still.
	 * @param customizer the customizer
	 * @return this builder
	 */
	public FloraClientBuilder customize(Consumer<RestClient.Builder> customizer) {
		this.last.add(customizer);
		return this;
	}

	/**
	 * Sets whether HTTP exchanges, polls, starts of batches, downloads and listeners run
	 * on virtual threads. From Java 24 on, listeners do so in any case.
	 * @param virtualThreads whether they do; {@code false} by default, and Java 21 is
	 * needed
	 * @return this builder
	 */
	public FloraClientBuilder virtualThreads(boolean virtualThreads) {
		this.virtualThreads = virtualThreads;
		return this;
	}

	/**
	 * Sets what surrounds polls of a run, and those who hear of it: the decorator is
	 * given a task on the thread that starts or follows the run, and that task runs on
	 * other threads later, any number of times. By default nothing but the observation
	 * that is going on there.
	 * @param taskDecorator the decorator, or {@code null} for none
	 * @return this builder
	 */
	public FloraClientBuilder taskDecorator(@Nullable TaskDecorator taskDecorator) {
		this.taskDecorator = taskDecorator;
		return this;
	}

	/**
	 * Sets the registry of observations; by default none.
	 * @param registry the registry
	 * @return this builder
	 */
	public FloraClientBuilder observationRegistry(ObservationRegistry registry) {
		this.observationRegistry = registry;
		return this;
	}

	/**
	 * Sets names and keys of observations.
	 * @param convention the convention, or {@code null} for the default
	 * @return this builder
	 */
	public FloraClientBuilder observationConvention(@Nullable FloraRequestObservationConvention convention) {
		this.observationConvention = convention;
		return this;
	}

	/**
	 * Sets the recorder that is told of retries, unconfirmed starts, followed runs and
	 * their ends, and downloads; by default nobody.
	 * @param meterRecorder the recorder, such as
	 * {@link ai.flora.client.observation.MicrometerFloraMeterRecorder}
	 * @return this builder
	 */
	public FloraClientBuilder meterRecorder(FloraMeterRecorder meterRecorder) {
		this.meterRecorder = meterRecorder;
		return this;
	}

	/**
	 * Sets what makes the spans of followed runs; by default there are none.
	 * @param runTracer the tracer of runs, such as
	 * {@link ai.flora.client.observation.MicrometerFloraRunTracer}
	 * @return this builder
	 */
	public FloraClientBuilder runTracer(FloraRunTracer runTracer) {
		this.runTracer = runTracer;
		return this;
	}

	/**
	 * Sets how runs are followed; by default as {@link FollowSettings#defaults()} says.
	 * @param follow the settings
	 * @return this builder
	 */
	public FloraClientBuilder follow(FollowSettings follow) {
		this.follow = follow;
		return this;
	}

	/**
	 * Sets what is done about a start that asks for what its model does not do; by
	 * default it is refused.
	 * @param check what is done
	 * @return this builder
	 * @see ai.flora.client.GenerationRequest.Builder#unchecked()
	 */
	public FloraClientBuilder modelCheck(ModelCheck check) {
		this.modelCheck = check;
		this.names.remove(ClientSetting.MODEL_CHECK);
		return this;
	}

	/**
	 * Sets how long FLORA's models are used before they are read again; 10 minutes by
	 * default.
	 * @param timeToLive the time, not negative
	 * @return this builder
	 * @throws IllegalArgumentException if it is negative
	 */
	public FloraClientBuilder modelCacheTimeToLive(Duration timeToLive) {
		Assert.isTrue(!timeToLive.isNegative(), "'timeToLive' must not be negative");
		this.modelCacheTimeToLive = timeToLive;
		return this;
	}

	/**
	 * Sets whether FLORA is asked for a quote where a price is needed; not by default. A
	 * FLORA that does not know quotes starts a run, and bills it.
	 * @param quotes whether it is asked
	 * @return this builder
	 */
	public FloraClientBuilder quotes(boolean quotes) {
		this.quotes = quotes;
		return this;
	}

	/**
	 * Sets the largest output that is read or saved; 1 GB by default.
	 * @param bytes most bytes, positive
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 * @see FloraClient#outputs()
	 */
	public FloraClientBuilder outputMaxSize(long bytes) {
		Assert.isTrue(bytes > 0, "'bytes' must be positive");
		this.outputMaxSize = bytes;
		this.names.remove(ClientSetting.OUTPUT_MAX_SIZE);
		return this;
	}

	/**
	 * Sets the longest time for reading or saving an output, from looking its host up to
	 * its last byte; 5 minutes by default.
	 * @param timeout the time, positive
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 * @see FloraClient#outputs()
	 */
	public FloraClientBuilder outputTimeout(Duration timeout) {
		Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "'timeout' must be positive");
		this.outputTimeout = timeout;
		this.names.remove(ClientSetting.OUTPUT_TIMEOUT);
		return this;
	}

	/**
	 * Sets the HTTP proxy that outputs are fetched through; none by default, not even
	 * that of the JVM's system properties. The proxy looks up the names of hosts, so that
	 * it is up to the proxy to reach nothing private by them; addresses are still checked
	 * here.
	 * @param proxy scheme {@code http}, host and port, such as
	 * {@code http://proxy.example.com:3128}; {@code null} for none
	 * @return this builder
	 * @throws IllegalArgumentException if it is anything else
	 * @see FloraClient#outputs()
	 */
	public FloraClientBuilder outputProxy(@Nullable URI proxy) {
		String problem = (proxy != null) ? OutputSettings.problemWithProxy(proxy) : null;
		Assert.isTrue(problem == null, () -> "'proxy' cannot be used: it " + problem);
		this.outputProxy = proxy;
		return this;
	}

	/**
	 * Sets where the outputs of completed runs are saved, by {@link FloraClient#outputs()
	 * outputs()} of this client: after their handles have completed, and before the
	 * listener of {@link #whenEnded} is told, four runs at once. The outputs of a run may
	 * take as long as {@link #outputTimeout} says, and a run waits no longer for its
	 * turn; then the listener is told without those that were not saved. By default none
	 * are saved.
	 * @param directory the directory, which is made with the first output; what already
	 * exists of it is checked when the client is built. {@code null} for none
	 * @return this builder
	 */
	public FloraClientBuilder outputsDirectory(@Nullable Path directory) {
		this.outputsDirectory = directory;
		this.names.remove(ClientSetting.OUTPUTS_DIRECTORY);
		return this;
	}

	/**
	 * Sets where FLORA posts the ends of runs, unless a request says otherwise; by
	 * default nowhere. Several clients may have the same URL: the segment of a start
	 * tells the endpoint of Spring Boot which client's it is.
	 * @param url where to post; each start adds a segment of its own to the path
	 * @param secrets what those segments are signed with, the first one for new ones
	 * @return this builder
	 * @throws IllegalArgumentException if there is no secret
	 */
	public FloraClientBuilder callbacks(URI url, List<String> secrets) {
		this.callbacks = new CallbackUrls(url, secrets);
		return this;
	}

	/**
	 * Lets FLORA post nothing unless a request says so, as by default, whatever was set
	 * before: for a client whose runs the receiver of these posts does not know.
	 * @return this builder
	 */
	public FloraClientBuilder withoutCallbacks() {
		this.callbacks = null;
		return this;
	}

	/**
	 * Sets the listener that is told of each followed run that has ended, once in a
	 * client's life, on one of the client's threads; by default nobody.
	 * @param listener told of the completed or failed run, and of what the application
	 * knew when it started that run; {@code null} for nobody. What it throws is logged
	 * @return this builder
	 */
	public FloraClientBuilder whenEnded(@Nullable Consumer<FloraRunEndedEvent> listener) {
		this.endListener = listener;
		return this;
	}

	/**
	 * Sets that deliveries reach {@link FloraClient#received}: runs that FLORA posts the
	 * end of are polled rarely then. By default they are polled like all others.
	 * @param safetyInterval time between polls of such a run, in case the delivery gets
	 * lost; positive
	 * @return this builder
	 * @throws IllegalArgumentException if it is not positive
	 */
	public FloraClientBuilder expectDeliveries(Duration safetyInterval) {
		Assert.isTrue(safetyInterval.compareTo(Duration.ZERO) > 0, "'safetyInterval' must be positive");
		this.safetyInterval = Durations.bounded(safetyInterval);
		return this;
	}

	/**
	 * Sets how messages call the settings that were made so far, such as the properties
	 * that they came from; by default, and if such a setting is made again, by the
	 * builder's method.
	 * @param names from the name of the builder's method, such as {@code apiKey} or, for
	 * a part of a value, {@code retry.maxAttempts}, to the name in messages, such as
	 * {@code flora.api-key}
	 * @return this builder
	 */
	public FloraClientBuilder settingNames(UnaryOperator<String> names) {
		for (ClientSetting setting : ClientSetting.values()) {
			this.names.put(setting, names.apply(setting.method()));
		}
		return this;
	}

	/**
	 * Builds the client. The key is asked for and checked, but nothing is sent. The HTTP
	 * client and the parts that start and follow runs are made with the first use, and
	 * threads when there is something to do.
	 * @return the client, which the caller closes; Spring closes its beans by itself
	 * @throws ai.flora.client.InvalidFloraConnectionException if key or base URL cannot
	 * be used
	 * @throws IllegalArgumentException if the call timeout or the largest size is not
	 * positive, or outputs cannot be saved in their directory
	 * @throws UnsupportedOperationException if virtual threads are asked for before Java
	 * 21
	 * @throws RuntimeException if the supplier of the key throws it
	 */
	public FloraClient build() {
		// What is set from a bean of an application is null where the bean is a mock.
		String url = (this.baseUrl != null) ? this.baseUrl.toString() : null;
		check(Setting.BASE_URL, ConnectionChecks.problemWithBaseUrl(url, this.allowInsecureBaseUrl));
		Supplier<String> key = this.apiKey;
		if (key == null) {
			throw invalid(Setting.API_KEY, "is not set");
		}
		String apiKey = key.get();
		check(Setting.API_KEY, ConnectionChecks.problemWithApiKey(apiKey));
		TransportSettings transport = new TransportSettings(this.baseUrl, key, this.callTimeout, this.maxResponseSize,
				this.retry, new SettingNames(this.names));
		if (this.virtualThreads && Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS) {
			throw new UnsupportedOperationException("Virtual threads need Java " + FIRST_WITH_VIRTUAL_THREADS);
		}
		checkOutputsDirectory(transport.names());
		return new DefaultFloraClient(new ClientSettings(transport, httpSettings(),
				new Instrumentation(this.observationRegistry, this.observationConvention, this.meterRecorder,
						this.runTracer),
				new ClientDefaults(this.workspaceId, this.projectId), this.projectName, this.follow,
				new DeliverySettings(
						(this.callbacks != null) ? this.callbacks.ofClient(PastedText.trimmed(apiKey)) : null,
						this.safetyInterval),
				new ModelSettings(this.modelCheck, this.modelCacheTimeToLive, this.quotes),
				new ClientSettings.Outputs(new OutputSettings(this.outputMaxSize, this.outputTimeout, this.outputProxy,
						this.connectTimeout), this.outputsDirectory),
				listener(),
				new ClientSettings.Threads(this.virtualThreads, ClientThreads.ofCaller(), this.taskDecorator)));
	}

	private Consumer<FloraRunEndedEvent> listener() {
		Consumer<FloraRunEndedEvent> endListener = this.endListener;
		return (endListener != null) ? endListener : (event) -> {
		};
	}

	private void checkOutputsDirectory(SettingNames names) {
		String problem = (this.outputsDirectory != null) ? OutputDirectory.problem(this.outputsDirectory) : null;
		if (problem != null) {
			throw new IllegalArgumentException(names.of(ClientSetting.OUTPUTS_DIRECTORY) + " " + problem);
		}
	}

	private void check(Setting setting, @Nullable String problem) {
		if (problem != null) {
			throw invalid(setting, problem);
		}
	}

	private InvalidFloraConnectionException invalid(Setting setting, String problem) {
		ClientSetting source = (setting == Setting.API_KEY) ? ClientSetting.API_KEY : ClientSetting.BASE_URL;
		return new InvalidFloraConnectionException(setting, problem, new SettingNames(this.names).of(source));
	}

	/** Copies the settings: a later change of this builder must not reach the client. */
	private Function<Executor, HttpSettings> httpSettings() {
		BiFunction<Duration, Duration, ClientHttpRequestFactory> factory = this.requestFactory;
		Duration connect = this.connectTimeout;
		Duration read = this.readTimeout;
		RestClientCustomization customization = new RestClientCustomization(List.copyOf(this.first),
				List.copyOf(this.last));
		return (executor) -> new HttpSettings(() -> factory.apply(connect, read),
				() -> factory.apply(connect, LONGEST_UPLOAD), read, customization, executor);
	}

	private static ClientHttpRequestFactory jdk(Duration connectTimeout, Duration readTimeout) {
		JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(HttpClient.newBuilder()
			.connectTimeout(connectTimeout)
			.followRedirects(HttpClient.Redirect.NEVER)
			.build());
		factory.setReadTimeout(readTimeout);
		return factory;
	}

}
