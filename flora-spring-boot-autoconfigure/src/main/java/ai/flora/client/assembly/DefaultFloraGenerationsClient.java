package ai.flora.client.assembly;

import java.time.Duration;
import java.util.Collection;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationBatch;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.internal.start.AcceptedStart;
import ai.flora.client.internal.start.order.GenerationOrder;

/**
 * Runs that generate something: read by the calls of runs, started by the starter,
 * followed by the follower.
 */
class DefaultFloraGenerationsClient implements FloraGenerationsClient {

	private final Supplier<ClientEngine> engine;

	/**
	 * Creates a client.
	 * @param engine does the work
	 */
	DefaultFloraGenerationsClient(Supplier<ClientEngine> engine) {
		this.engine = engine;
	}

	@Override
	public Run retrieve(String runId, RequestOptions options) {
		BlockingCalls.checkCall("flora.retrieve(…)");
		ClientEngine engine = this.engine.get();
		// The follower knows from starts and lists by which route a run is read.
		Run run = engine.runs().retrieve(runId, engine.follower().place(runId), options);
		engine.models().learned().seen(run);
		return run;
	}

	@Override
	public StartedRun create(GenerationRequest request, RequestOptions options) {
		BlockingCalls.checkStart("flora.create(…)");
		return this.engine.get().launcher().create(start(request), options);
	}

	private Function<RequestOptions, AcceptedStart> start(GenerationRequest request) {
		return (call) -> this.engine.get().starter().start(request, call);
	}

	@Override
	public StartedRun resolve(FloraStartUnconfirmedException unconfirmed) {
		BlockingCalls.checkStart("flora.resolve(…)");
		return this.engine.get().launcher().resolve(unconfirmed, GenerationOrder.of(unconfirmed));
	}

	@Override
	public Page<Generation> list(GenerationQuery query) {
		BlockingCalls.checkCall("flora.list(…)");
		return page(query);
	}

	private Page<Generation> page(GenerationQuery query) {
		ClientEngine engine = this.engine.get();
		return engine.runs().list(RunKind.GENERATION, engine.defaults().narrow(query), RequestOptions.defaults());
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
		return this.engine.get().follower().follow(runId);
	}

	@Override
	public RunHandle submit(GenerationRequest request) {
		BlockingCalls.checkStart("flora.submit(…)");
		return this.engine.get().launcher().submit(start(request), RequestOptions.defaults());
	}

	@Override
	public GenerationBatch submitAll(Collection<GenerationRequest> requests) {
		ClientEngine engine = this.engine.get();
		return engine.batches().submit(requests, engine.launcher().generationLauncher());
	}

	@Override
	public Run generate(GenerationRequest request) {
		BlockingCalls.checkStart("flora.generate(…)");
		return this.engine.get().launcher().run(start(request));
	}

	@Override
	public Run generate(GenerationRequest request, Duration timeout) {
		BlockingCalls.checkStart("flora.generate(…)");
		return this.engine.get().launcher().run(start(request), timeout);
	}

}
