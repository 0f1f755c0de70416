package ai.flora.client.internal.run;

import ai.flora.client.FloraException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunPlace;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.internal.transport.FloraTransport;

/**
 * Calls that read runs. Thread-safe.
 *
 * @since 0.1.0
 */
public final class RunCalls {

	private final FloraTransport transport;

	private final ListObserver observer;

	/**
	 * Creates the calls.
	 * @param transport makes them
	 * @param observer sees each list
	 */
	public RunCalls(FloraTransport transport, ListObserver observer) {
		this.transport = transport;
		this.observer = observer;
	}

	/**
	 * Reads a run where FLORA tells of it.
	 * @param runId identifier of the run
	 * @param place where FLORA tells of it; its URL is used if its origin is the base
	 * URL's
	 * @param options deadline, attempts and headers of this call
	 * @return the run
	 * @throws IllegalArgumentException if an id cannot be one
	 * @throws FloraException if there is no run to return
	 */
	public Run retrieve(String runId, RunPlace place, RequestOptions options) {
		PathSegments.check("runId", runId);
		return this.transport.call(RunOperations.retrieve(runId, place, this.transport.settings().baseUrl()), options);
	}

	/**
	 * Lists runs of a kind, newest first.
	 * @param kind a kind that FLORA lists
	 * @param query which runs, from where, and how many
	 * @param options deadline, attempts and headers of this call
	 * @return a page
	 * @throws FloraException if there is no page to return
	 */
	public Page<Generation> list(RunKind kind, GenerationQuery query, RequestOptions options) {
		long askedAt = this.transport.timing().nanoTime();
		Page<Generation> page = this.transport.call(RunOperations.list(kind, query), options);
		this.observer.observe(kind, query, page, askedAt);
		return page;
	}

}
