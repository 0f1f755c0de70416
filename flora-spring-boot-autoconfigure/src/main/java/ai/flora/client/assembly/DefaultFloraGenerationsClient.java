package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.StartedRun;
import ai.flora.client.start.ClientScope;
import ai.flora.client.start.Starter;
import ai.flora.client.transport.CallHistory;
import ai.flora.client.transport.CallThreads;
import ai.flora.client.transport.FloraTransport;

/**
 * The client, on the transport.
 */
class DefaultFloraGenerationsClient implements FloraGenerationsClient, FloraConnectivity, AutoCloseable {

	private final FloraTransport transport;

	private final ClientScope scope;

	private final Starter starter;

	private final CallThreads threads;

	DefaultFloraGenerationsClient(FloraTransport transport, ClientScope scope, CallThreads threads) {
		this.transport = transport;
		this.scope = scope;
		this.starter = new Starter(transport, scope);
		this.threads = threads;
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
	public Page<Generation> list(GenerationQuery query) {
		Page<Generation> page = this.transport.list(this.scope.narrow(query), RequestOptions.defaults());
		this.starter.listed(page.items());
		return page;
	}

	@Override
	public Stream<Generation> stream(GenerationQuery query) {
		return GenerationPages.stream(query, this::list);
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
	public void prepare() {
		this.transport.prepare();
	}

	@Override
	public void close() {
		this.transport.close();
		this.threads.close();
	}

}
