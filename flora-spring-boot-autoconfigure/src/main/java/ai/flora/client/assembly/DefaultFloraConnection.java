package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;

import ai.flora.client.FloraConnection;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

/**
 * The connection, as the transport shows it.
 */
class DefaultFloraConnection implements FloraConnection {

	private final FloraTransport transport;

	DefaultFloraConnection(FloraTransport transport) {
		this.transport = transport;
	}

	@Override
	public URI baseUrl() {
		return this.transport.settings().baseUrl();
	}

	@Override
	public @Nullable LastCall lastSuccess() {
		return this.transport.history().success();
	}

	@Override
	public @Nullable LastCall lastFailure() {
		return this.transport.history().failure();
	}

	@Override
	public void probe(Duration timeout) {
		this.transport.probe(timeout);
	}

	@Override
	public void prepare() {
		this.transport.prepare();
	}

}
