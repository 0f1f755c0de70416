package ai.flora.client.assembly;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraValidationException;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.RunHandle;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.PageSpliterator;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.internal.start.AcceptedStart;
import ai.flora.client.internal.start.FloraFailure;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.technique.TechniqueInputs;
import ai.flora.client.internal.technique.TechniqueOperations;
import ai.flora.client.internal.technique.TechniqueOrder;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.technique.FloraTechniquesClient;
import ai.flora.client.technique.Technique;
import ai.flora.client.technique.TechniqueQuery;
import ai.flora.client.technique.TechniqueRequest;
import org.jspecify.annotations.Nullable;

/**
 * Techniques: read by the transport, started by the starter, their runs followed by the
 * follower.
 */
class DefaultFloraTechniquesClient implements FloraTechniquesClient {

	private final Supplier<ClientEngine> engine;

	private final ClientDefaults defaults;

	DefaultFloraTechniquesClient(Supplier<ClientEngine> engine, ClientDefaults defaults) {
		this.engine = engine;
		this.defaults = defaults;
	}

	private FloraTransport transport() {
		return this.engine.get().transport();
	}

	private RunLauncher launcher() {
		return this.engine.get().launcher();
	}

	@Override
	public Page<Technique> list(TechniqueQuery query) {
		BlockingCalls.checkCall("techniques.list(…)");
		return page(query);
	}

	private Page<Technique> page(TechniqueQuery query) {
		TechniqueQuery complete = (query.workspaceId() != null) ? query
				: query.withWorkspaceId(this.defaults.workspaceId());
		return transport().call(TechniqueOperations.list(complete), RequestOptions.defaults());
	}

	@Override
	public Stream<Technique> stream(TechniqueQuery query) {
		return PageSpliterator.stream("Techniques", query.cursor(), (cursor) -> {
			BlockingCalls.checkCall("techniques.stream(…).toList()");
			return page(query.withCursor(cursor));
		});
	}

	@Override
	public Technique retrieve(String idOrSlug) {
		BlockingCalls.checkCall("techniques.retrieve(…)");
		return retrieve(idOrSlug, RequestOptions.defaults());
	}

	private Technique retrieve(String idOrSlug, RequestOptions options) {
		PathSegments.check("idOrSlug", idOrSlug);
		return transport().call(TechniqueOperations.retrieve(idOrSlug), options);
	}

	@Override
	public StartedRun create(TechniqueRequest request, RequestOptions options) {
		BlockingCalls.checkStart("techniques.create(…)");
		return launcher().create((call) -> start(request, call), options);
	}

	@Override
	public RunHandle submit(TechniqueRequest request) {
		BlockingCalls.checkStart("techniques.submit(…)");
		return launcher().submit((call) -> start(request, call), RequestOptions.defaults());
	}

	@Override
	public Run run(TechniqueRequest request) {
		BlockingCalls.checkStart("techniques.run(…)");
		return launcher().run((call) -> start(request, call));
	}

	@Override
	public Run run(TechniqueRequest request, Duration timeout) {
		BlockingCalls.checkStart("techniques.run(…)");
		return launcher().run((call) -> start(request, call), timeout);
	}

	@Override
	public StartedRun resolve(FloraStartUnconfirmedException unconfirmed) {
		BlockingCalls.checkStart("techniques.resolve(…)");
		return launcher().resolve(unconfirmed, TechniqueOrder.of(unconfirmed));
	}

	/**
	 * Ids of inputs change when a technique is saved anew. If that happens between the
	 * two requests, and FLORA refuses the start for sure, there is one more of each.
	 */
	private AcceptedStart start(TechniqueRequest request, RequestOptions options) {
		PathSegments.check("technique", request.technique());
		Deadline deadline = transport().deadline(options);
		AtomicReference<@Nullable Technique> read = new AtomicReference<>();
		try {
			return start(request, deadline.within(options), () -> {
				Technique technique = retrieve(request.technique(), deadline.within(options));
				read.set(technique);
				return TechniqueInputs.fit(request, technique, null);
			});
		}
		catch (FloraValidationException ex) {
			Technique technique = read.get();
			if (technique == null || maxAttempts(options) == 1 || !FloraFailure.mayBeStartedAnew(ex)) {
				throw ex;
			}
			Technique now = readAgain(request.technique(), deadline.within(options), ex);
			if (now.inputs().equals(technique.inputs())) {
				throw ex;
			}
			return start(request, deadline.within(options), () -> TechniqueInputs.fit(request, now, technique));
		}
	}

	/** Whatever keeps it from being read must not hide that nothing was started. */
	private Technique readAgain(String technique, RequestOptions options, FloraValidationException refusal) {
		try {
			return retrieve(technique, options);
		}
		catch (RuntimeException ex) {
			// As it is, it might be taken for FLORA's failure at the start.
			refusal.addSuppressed(
					new FloraException("Technique " + technique + ": whether it was saved anew is not known", ex));
			throw refusal;
		}
	}

	private int maxAttempts(RequestOptions options) {
		Integer ofCall = options.maxAttempts();
		return (ofCall != null) ? ofCall : transport().settings().retry().maxAttempts();
	}

	private AcceptedStart start(TechniqueRequest request, RequestOptions options, Supplier<TechniqueOrder> fitted) {
		return this.engine.get()
			.starter()
			.fitAndStart(new TechniqueOrder(request), (deadline) -> fitted.get(), options);
	}

}
