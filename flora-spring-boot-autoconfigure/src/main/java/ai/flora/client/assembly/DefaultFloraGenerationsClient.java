package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
import ai.flora.client.internal.start.AcceptedStart;
import ai.flora.client.internal.start.CallbackUrls;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.transport.CallHistory;
import ai.flora.client.internal.transport.CallThreads;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.PathSegments;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Runs that generate something: read by the transport, started by the starter, followed
 * by the follower.
 */
class DefaultFloraGenerationsClient implements FloraGenerationsClient {

	private final Supplier<ClientEngine> engine;

	private final @Nullable Duration safetyInterval;

	/**
	 * Creates a client.
	 * @param engine does the work
	 * @param safetyInterval time between polls of a run whose end FLORA will post;
	 * {@code null} to poll as usual
	 */
	DefaultFloraGenerationsClient(Supplier<ClientEngine> engine, @Nullable Duration safetyInterval) {
		this.engine = engine;
		this.safetyInterval = safetyInterval;
	}

	private FloraTransport transport() {
		return this.engine.get().transport();
	}

	private RunStarter starter() {
		return this.engine.get().starter();
	}

	private RunFollower follower() {
		return this.engine.get().follower();
	}

	@Override
	public Run retrieve(String runId, RequestOptions options) {
		BlockingCalls.checkCall("flora.retrieve(…)");
		return transport().retrieve(runId, options);
	}

	@Override
	public StartedRun create(GenerationRequest request, RequestOptions options) {
		BlockingCalls.checkCall("flora.create(…)");
		return start(request, options).run();
	}

	@Override
	public StartedRun resolve(FloraStartUnconfirmedException doubt) {
		BlockingCalls.checkCall("flora.resolve(…)");
		StartedRun run = starter().resolve(doubt);
		remember(run, (GenerationRequest) doubt.request(), doubt.request().projectId());
		return run;
	}

	private AcceptedStart start(GenerationRequest request, RequestOptions options) {
		AcceptedStart accepted = starter().start(request, options);
		remember(accepted.run(), request, accepted.projectId());
		return accepted;
	}

	/** Whoever follows the run, or hears of its end, shall know what is known here. */
	private void remember(StartedRun run, GenerationRequest request, @Nullable String projectId) {
		follower().started(run.runId(),
				new RunOrigin(request.reference(), run.modelId().orElse(request.model()), projectId));
	}

	@Override
	public Page<Generation> list(GenerationQuery query) {
		BlockingCalls.checkCall("flora.list(…)");
		return page(query);
	}

	private Page<Generation> page(GenerationQuery query) {
		GenerationQuery narrowed = this.engine.get().scope().narrow(query);
		long asked = transport().timing().nanoTime();
		Page<Generation> page = transport().list(RunKind.GENERATION, narrowed, RequestOptions.defaults());
		starter().observe(RunKind.GENERATION, narrowed, page, asked);
		return page;
	}

	@Override
	public Stream<Generation> stream(GenerationQuery query) {
		return PageSpliterator.stream("Runs", query.cursor(), (cursor) -> {
			BlockingCalls.checkCall("flora.stream(…).toList()");
			return page(query.withCursor(cursor));
		});
	}

	@Override
	public RunHandle follow(String runId) {
		PathSegments.check("runId", runId);
		return follower().follow(runId);
	}

	@Override
	public RunHandle submit(GenerationRequest request) {
		BlockingCalls.checkCall("flora.submit(…)");
		return submit(request, RequestOptions.defaults());
	}

	private RunHandle submit(GenerationRequest request, RequestOptions options) {
		AcceptedStart accepted = start(request, options);
		try {
			return follow(accepted);
		}
		catch (Throwable ex) {
			throw new FloraFollowEndedException(accepted.run().runId(), "it could not be followed", ex);
		}
	}

	private RunHandle follow(AcceptedStart accepted) {
		Duration safetyInterval = this.safetyInterval;
		if (safetyInterval != null && accepted.callbackExpected()) {
			return follower().followCalledBack(accepted.run(), accepted.projectId(), accepted.model(), safetyInterval);
		}
		return follower().follow(accepted.run(), accepted.projectId(), accepted.model());
	}

	@Override
	public Run generate(GenerationRequest request) {
		BlockingCalls.checkCall("flora.generate(…)");
		return submit(request, RequestOptions.defaults()).await();
	}

	@Override
	public Run generate(GenerationRequest request, Duration timeout) {
		BlockingCalls.checkCall("flora.generate(…)");
		Assert.isTrue(timeout.compareTo(Duration.ZERO) > 0, "'timeout' must be positive");
		Deadline deadline = Deadline.in(timeout, transport().timing());
		Duration callTimeout = transport().settings().callTimeout();
		RunHandle handle = submit(request,
				RequestOptions.defaults().withTimeout((timeout.compareTo(callTimeout) < 0) ? timeout : callTimeout));
		Duration remaining = deadline.remaining();
		return handle.await(remaining.isZero() ? Duration.ofNanos(1) : remaining);
	}

}
