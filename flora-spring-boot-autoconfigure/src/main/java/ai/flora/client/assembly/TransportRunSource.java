package ai.flora.client.assembly;

import java.time.Instant;

import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.follow.RunSource;
import ai.flora.client.internal.model.LearnedPrices;
import ai.flora.client.internal.run.RunCalls;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

/**
 * Polls runs over the transport. One attempt each: whoever follows runs knows better when
 * to poll again.
 */
class TransportRunSource implements RunSource {

	private static final RequestOptions ONE_ATTEMPT = RequestOptions.defaults().withMaxAttempts(1);

	private final FloraTransport transport;

	private final ClientDefaults defaults;

	private final RunCalls runs;

	private final LearnedPrices prices;

	/**
	 * Creates a source.
	 * @param transport knows FLORA's clock
	 * @param defaults the client's own workspace
	 * @param runs makes the calls
	 * @param prices learn from the costs of runs
	 */
	TransportRunSource(FloraTransport transport, ClientDefaults defaults, RunCalls runs, LearnedPrices prices) {
		this.transport = transport;
		this.defaults = defaults;
		this.runs = runs;
		this.prices = prices;
	}

	@Override
	public Run retrieve(String runId, RunPlace place) {
		Run run = this.runs.retrieve(runId, place, ONE_ATTEMPT);
		this.prices.seen(run);
		return run;
	}

	@Override
	public Page<Generation> list(RunKind kind, @Nullable String projectId, int limit, @Nullable String cursor) {
		GenerationQuery query = GenerationQuery.all()
			.withWorkspaceId(this.defaults.workspaceId())
			.withProjectId(projectId)
			.withLimit(limit)
			.withCursor(cursor);
		Page<Generation> page = this.runs.list(kind, query, ONE_ATTEMPT);
		page.items().forEach((item) -> this.prices.seen(item.run()));
		return page;
	}

	@Override
	public Instant now() {
		return this.transport.clock().now();
	}

}
