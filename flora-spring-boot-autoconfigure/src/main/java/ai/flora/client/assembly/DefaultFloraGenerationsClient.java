package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;

import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.RequestOptions;
import ai.flora.client.Run;
import ai.flora.client.transport.CallHistory;
import ai.flora.client.transport.CallThreads;
import ai.flora.client.transport.FloraTransport;

/**
 * The client, on the transport.
 */
class DefaultFloraGenerationsClient implements FloraGenerationsClient, FloraConnectivity, AutoCloseable {

	private final FloraTransport transport;

	private final CallThreads threads;

	DefaultFloraGenerationsClient(FloraTransport transport, CallThreads threads) {
		this.transport = transport;
		this.threads = threads;
	}

	@Override
	public Run retrieve(String runId, RequestOptions options) {
		return this.transport.retrieve(runId, options);
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
		this.threads.close();
	}

}
