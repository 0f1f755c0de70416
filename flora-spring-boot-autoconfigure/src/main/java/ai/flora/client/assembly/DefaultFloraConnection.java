package ai.flora.client.assembly;

import java.net.URI;
import java.time.Duration;

import ai.flora.client.FloraConnection;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import org.jspecify.annotations.Nullable;

/**
 * The connection, as the transport and the client's settings show it.
 */
class DefaultFloraConnection implements FloraConnection {

	private final LazyEngine engine;

	private final URI baseUrl;

	private final @Nullable CallbackUrls callbackUrls;

	DefaultFloraConnection(LazyEngine engine, ClientSettings settings) {
		this.engine = engine;
		this.baseUrl = settings.transport().baseUrl();
		this.callbackUrls = settings.deliveries().callbacks();
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
	public boolean hasStarted(String token) {
		StartCallbacks callbacks = this.engine.callbacks();
		return callbacks != null && callbacks.hasStarted(token);
	}

	@Override
	public boolean hasKeyOfStart(String token) {
		return this.callbackUrls != null && this.callbackUrls.hasKeyOfStart(token);
	}

	@Override
	public void restart() {
		this.engine.restart();
	}

}
