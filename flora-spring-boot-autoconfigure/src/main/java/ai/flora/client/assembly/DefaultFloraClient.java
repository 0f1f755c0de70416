package ai.flora.client.assembly;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRequest;
import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.technique.FloraTechniquesClient;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpMethod;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;

/**
 * The client. Its engine is made with the first use: an application that starts has only
 * its settings checked.
 */
class DefaultFloraClient implements FloraClient {

	private final LazyEngine engine;

	private final FloraGenerationsClient generations;

	private final FloraConnection connection;

	private final Deliveries deliveries;

	private final Supplier<ClientParts> parts;

	private final FloraMeterRecorder recorder;

	private final IntSupplier followedRuns;

	DefaultFloraClient(ClientSettings settings) {
		this.engine = new LazyEngine(settings);
		this.generations = new DefaultFloraGenerationsClient(this.engine);
		this.connection = new DefaultFloraConnection(this.engine, settings);
		this.deliveries = new Deliveries(this.engine, settings.deliveries().callbacks());
		this.parts = SingletonSupplier.of(() -> ClientParts.of(this.engine, settings.defaults()));
		this.recorder = settings.instrumentation().meters();
		this.followedRuns = this.engine::followedRuns;
		this.recorder.following(this.followedRuns);
	}

	@Override
	public FloraGenerationsClient generations() {
		return this.generations;
	}

	@Override
	public FloraAssetsClient assets() {
		return this.parts.get().assets();
	}

	@Override
	public FloraModelsClient models() {
		return this.parts.get().models();
	}

	@Override
	public FloraProjectsClient projects() {
		return this.parts.get().projects();
	}

	@Override
	public FloraTechniquesClient techniques() {
		return this.parts.get().techniques();
	}

	@Override
	public FloraActionsClient actions() {
		return this.parts.get().actions();
	}

	@Override
	public FloraOutputs outputs() {
		return this.parts.get().outputs();
	}

	@Override
	public <T> T exchange(FloraRequest<T> request) {
		if (request.method().equals(HttpMethod.GET)) {
			BlockingCalls.checkCall("flora.exchange(…)");
		}
		else {
			BlockingCalls.checkStart("flora.exchange(…)");
		}
		return this.engine.get().starter().otherStarts().exchange(request);
	}

	@Override
	public FloraConnection connection() {
		return this.connection;
	}

	@Override
	public boolean received(FloraWebhookEvent event, @Nullable String token) {
		return this.deliveries.received(event, token);
	}

	@Override
	public boolean hasStarted(String token) {
		return this.deliveries.hasStarted(token);
	}

	@Override
	public boolean hasApiKeyOfStart(String token) {
		return this.deliveries.hasApiKeyOfStart(token);
	}

	@Override
	public boolean drain(Duration timeout) {
		Assert.isTrue(!timeout.isNegative(), "'timeout' must not be negative");
		return this.engine.drain(timeout);
	}

	@Override
	public void close() {
		if (this.engine.close()) {
			this.recorder.closed(this.followedRuns);
		}
	}

}
