package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;

import ai.flora.client.FloraConnection;
import ai.flora.client.internal.BlockingCalls;
import org.jspecify.annotations.Nullable;

/**
 * The connection, as the transport and the client's settings show it.
 */
class DefaultFloraConnection implements FloraConnection {

	private final LazyEngine engine;

	private final URI baseUrl;

	DefaultFloraConnection(LazyEngine engine, ClientSettings settings) {
		this.engine = engine;
		this.baseUrl = settings.transport().baseUrl();
	}

	@Override
	public URI baseUrl() {
		return this.baseUrl;
	}

	@Override
	public @Nullable LastCall lastSuccess() {
		return this.engine.get().transport().history().success();
	}

	@Override
	public @Nullable LastCall lastFailure() {
		return this.engine.get().transport().history().failure();
	}

	@Override
	public void probe(Duration timeout) {
		BlockingCalls.checkCall("connection.probe(…)");
		this.engine.get().transport().probe(timeout);
	}

	@Override
	public void prepare() {
		this.engine.get().transport().prepare();
	}

	@Override
	public void restart() {
		this.engine.restart();
	}

}
