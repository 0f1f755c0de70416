package ai.flora.client.internal.batch;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FollowSettings;
import ai.flora.client.Generation;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.RetrySettings;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.context.RunContexts;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.follow.RunSource;
import ai.flora.client.internal.follow.WakeupTimer;
import ai.flora.client.internal.model.ModelSettings;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.run.RunCalls;
import ai.flora.client.internal.start.AcceptedStart;
import ai.flora.client.internal.start.HastyTiming;
import ai.flora.client.internal.start.RunStarter;
import ai.flora.client.internal.start.TestStarters;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.thread.CallThreads;
import ai.flora.client.internal.thread.ClientThreads;
import ai.flora.client.internal.thread.FallbackExecutor;
import ai.flora.client.internal.thread.ListenerExecutor;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.model.ModelCheck;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.observation.FloraRunTracer;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * The parts by which a client starts batches, over real HTTP, on a clock on which nothing
 * but waits takes time: between the attempts of a start, and between starts while none is
 * on the way.
 */
class VirtualBatches implements AutoCloseable {

	private final HastyTiming timing = HastyTiming.still();

	private final CallThreads threads = CallThreads.platform(ClientThreads.ofCaller());

	private final ListenerExecutor listeners = ListenerExecutor.platform("flora-listener-", ClientThreads.ofCaller());

	private final BatchFlora flora;

	private final FloraTransport transport;

	private final RunFollower follower;

	private final BatchStarter batches;

	private final RunStarter starter;

	private final List<GenerationBatch> submitted = new CopyOnWriteArrayList<>();

	private final AtomicInteger submitting = new AtomicInteger();

	VirtualBatches() throws IOException {
		this(RetrySettings.defaults());
	}

	VirtualBatches(RetrySettings retry) throws IOException {
		this.timing.busyWhile(this::isStarting);
		this.flora = new BatchFlora(this.timing::now);
		Duration read = Duration.ofSeconds(20);
		this.transport = TestTransports.of(this.flora.url(), () -> Transports.JDK.requestFactory(read, read), read)
			.executor(this.threads)
			.retry(retry)
			.rateLimited(this::rateLimited)
			.build(this.timing);
		this.starter = TestStarters.of(this.transport, new ClientDefaults("ws_1", "prj_1"), null);
		RunContexts contexts = new RunContexts(ObservationRegistry.NOOP, null, FloraRunTracer.NOOP);
		FallbackExecutor listeners = new FallbackExecutor(this.listeners, Thread::new);
		this.follower = new RunFollower(new Source(this.transport, new RunCalls(this.transport, this.starter::observe)),
				new FollowSettings(Duration.ofMinutes(5), Duration.ofMillis(5), Duration.ofMillis(50), 1000),
				() -> "prj_1", FloraMeterRecorder.NOOP, new RunFollower.Threads(this.threads, listeners, listeners,
						(wakeup) -> new WakeupTimer.SystemTimer(wakeup, Thread::new), contexts),
				(event) -> {
				}, null);
		Models models = new Models(this.transport, new ModelSettings(ModelCheck.FAIL, Duration.ofMinutes(10), false),
				(request) -> null);
		this.batches = new BatchStarter(this.threads, this.transport, this.starter.forBatches(), models, contexts);
	}

	private void rateLimited(Duration pause) {
		this.batches.rateLimited(pause);
	}

	private boolean isStarting() {
		return this.submitting.get() > 0
				|| this.submitted.stream().anyMatch((batch) -> batch.progress().starting() > 0);
	}

	BatchFlora flora() {
		return this.flora;
	}

	HastyTiming timing() {
		return this.timing;
	}

	GenerationBatch submit(GenerationRequest... requests) {
		return submit(Arrays.asList(requests));
	}

	GenerationBatch submit(List<GenerationRequest> requests) {
		return submit(requests, new Starts());
	}

	GenerationBatch submit(List<GenerationRequest> requests, GenerationLauncher launcher) {
		// Its first start may be on the way before this thread comes to list the batch.
		this.submitting.incrementAndGet();
		try {
			GenerationBatch batch = this.batches.submit(requests, launcher);
			this.submitted.add(batch);
			return batch;
		}
		finally {
			this.submitting.decrementAndGet();
		}
	}

	@Override
	public void close() throws IOException {
		this.batches.end();
		this.follower.close();
		this.transport.close();
		this.threads.close();
		this.listeners.close();
		this.flora.close();
	}

	private final class Starts implements GenerationLauncher {

		@Override
		public Launched start(GenerationRequest request, boolean checked, BooleanSupplier withdrawn) {
			AcceptedStart accepted = VirtualBatches.this.starter.forBatches().start(request, checked, withdrawn);
			return new Launched(follow(accepted.run()), accepted.neededLists());
		}

		@Override
		public Launched resolve(FloraStartUnconfirmedException unconfirmed) {
			return new Launched(follow(TestStarters.resolve(VirtualBatches.this.starter, unconfirmed).run()), true);
		}

		private RunHandle follow(StartedRun run) {
			return VirtualBatches.this.follower.follow(run,
					new RunOrigin(null, run.modelId().orElse(null), "prj_1", RunPlace.USUAL), null);
		}

	}

	private record Source(FloraTransport transport, RunCalls runs) implements RunSource {

		private static final RequestOptions ONE_ATTEMPT = RequestOptions.defaults().withMaxAttempts(1);

		@Override
		public Run retrieve(String runId, RunPlace place) {
			return this.runs.retrieve(runId, RunPlace.USUAL, ONE_ATTEMPT);
		}

		@Override
		public Page<Generation> list(RunKind kind, @Nullable String projectId, int limit, @Nullable String cursor) {
			GenerationQuery query = GenerationQuery.all().withProjectId(projectId).withLimit(limit).withCursor(cursor);
			return this.runs.list(kind, query, ONE_ATTEMPT);
		}

		@Override
		public Instant now() {
			return this.transport.clock().now();
		}

	}

}
