package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;

import ai.flora.client.FloraFollowEndedException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.follow.ListenerExecutor;
import ai.flora.client.FollowSettings;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.internal.start.CallbackUrls;
import ai.flora.client.internal.start.ClientDefaults;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.transport.CallHistory;
import ai.flora.client.internal.transport.CallThreads;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.PathSegments;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The client, on the transport.
 */
class DefaultFloraGenerationsClient implements FloraGenerationsClient, FloraConnectivity, AutoCloseable {

	private final FloraTransport transport;

	private final ClientDefaults scope;

	private final RunStarter starter;

	private final RunFollower follower;

	private final CallThreads calls;

	private final ListenerExecutor callbackThreads;

	private final ListenerExecutor events;

	private final @Nullable CallbackUrls callbacks;

	private volatile @Nullable Duration safetyInterval;

	DefaultFloraGenerationsClient(FloraTransport transport, ClientDefaults scope, Following following,
			CallThreads calls, ListenerExecutor callbackThreads) {
		this.transport = transport;
		this.scope = scope;
		this.callbacks = following.callbacks();
		this.starter = new RunStarter(transport, scope, this.callbacks);
		this.follower = new RunFollower(new TransportRunSource(transport, scope, this.starter), following.settings(),
				new RunFollower.Scope(scope.projectId(), transport.settings().retry().maxRetryAfter()),
				following.recorder(), new RunFollower.Threads(calls, callbackThreads, following.events()));
		this.follower.whenEnded(following.ended());
		this.calls = calls;
		this.callbackThreads = callbackThreads;
		this.events = following.events();
		transport.whenRateLimited(this.follower::pause);
	}

	@Override
	public Run retrieve(String runId, RequestOptions options) {
		return this.transport.retrieve(runId, options);
	}

	@Override
	public StartedRun create(GenerationRequest request, RequestOptions options) {
		return this.starter.start(request, options);
	}

	@Override
	public StartedRun resolve(FloraStartUnconfirmedException doubt) {
		return this.starter.resolve(doubt);
	}

	@Override
	public Page<Generation> list(GenerationQuery query) {
		GenerationQuery narrowed = this.scope.narrow(query);
		long asked = this.transport.timing().nanoTime();
		Page<Generation> page = this.transport.list(narrowed, RequestOptions.defaults());
		this.starter.listed(narrowed, page, asked);
		return page;
	}

	@Override
	public Stream<Generation> stream(GenerationQuery query) {
		return GenerationSpliterator.stream(query, this::list);
	}

	@Override
	public RunHandle follow(String runId) {
		PathSegments.check("runId", runId);
		return this.follower.follow(runId);
	}

	@Override
	public RunHandle submit(GenerationRequest request) {
		return submit(request, RequestOptions.defaults());
	}

	private RunHandle submit(GenerationRequest request, RequestOptions options) {
		StartedRun started = create(request, options);
		try {
			return follow(request, started);
		}
		catch (Throwable ex) {
			throw new FloraFollowEndedException(started.runId(), "it could not be followed", ex);
		}
	}

	private RunHandle follow(GenerationRequest request, StartedRun started) {
		String projectId = (request.projectId() != null) ? request.projectId() : this.scope.projectId();
		Duration safetyInterval = this.safetyInterval;
		if (safetyInterval != null && this.starter.expectsCallback(request)) {
			return this.follower.followCalledBack(started, projectId, request.model(), safetyInterval);
		}
		return this.follower.follow(started, projectId, request.model());
	}

	@Override
	public Run generate(GenerationRequest request) {
		return submit(request).await();
	}

	@Override
	public Run generate(GenerationRequest request, Duration timeout) {
		Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "'timeout' must be positive");
		Deadline deadline = Deadline.in(timeout, this.transport.timing());
		Duration callTimeout = this.transport.settings().callTimeout();
		RunHandle handle = submit(request,
				RequestOptions.defaults().withTimeout((timeout.compareTo(callTimeout) < 0) ? timeout : callTimeout));
		Duration remaining = deadline.remaining();
		return handle.await(remaining.isZero() ? Duration.ofNanos(1) : remaining);
	}

	@Override
	public URI baseUrl() {
		return this.transport.settings().baseUrl();
	}

	@Override
	public CallHistory history() {
		return this.transport.history();
	}

	@Override
	public void probe(Duration timeout) {
		this.transport.probe(timeout);
	}

	@Override
	public boolean adopt(String runId) {
		PathSegments.check("runId", runId);
		return this.follower.adopt(runId);
	}

	@Override
	public @Nullable CallbackUrls callbacks() {
		return this.callbacks;
	}

	@Override
	public void expectCallbacks(Duration safetyInterval) {
		this.safetyInterval = Durations.bounded(safetyInterval);
	}

	@Override
	public void prepare() {
		this.transport.prepare();
	}

	@Override
	public void close() {
		this.follower.close();
		this.transport.close();
		this.calls.close();
		this.callbackThreads.close();
		this.events.close();
	}

	/**
	 * How runs are followed, and who is told.
	 */
	record Following(FollowSettings settings, FloraMeterRecorder recorder, @Nullable Consumer<Run> ended,
			@Nullable CallbackUrls callbacks, ListenerExecutor events) {
	}

}
