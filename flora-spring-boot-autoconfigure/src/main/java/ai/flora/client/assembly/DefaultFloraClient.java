package ai.flora.client.assembly;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.internal.RunKind;
import ai.flora.client.technique.FloraTechniquesClient;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRequest;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.Restartable;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.asset.DefaultFloraAssetsClient;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.model.DefaultFloraModelsClient;
import ai.flora.client.internal.output.DefaultFloraOutputs;
import ai.flora.client.internal.project.DefaultFloraProjectsClient;
import ai.flora.client.internal.start.CallbackOwner;
import ai.flora.client.internal.transport.PathSegments;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The client. Its engine is made with the first use: an application that starts has only
 * its settings checked.
 */
class DefaultFloraClient implements FloraClient, Restartable, CallbackOwner {

	private static final Log logger = LogFactory.getLog(DefaultFloraClient.class);

	/** What is told by a client that nobody has drained, it is told in this time. */
	private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

	private final ClientSettings settings;

	private final FloraGenerationsClient generations;

	private final FloraAssetsClient assets;

	private final FloraModelsClient models = new DefaultFloraModelsClient(() -> engine().models());

	private final FloraProjectsClient projects;

	private final FloraTechniquesClient techniques;

	private final FloraActionsClient actions;

	private final FloraOutputs outputs = new DefaultFloraOutputs(() -> engine().downloads());

	private final FloraConnection connection;

	private final FloraMeterRecorder recorder;

	private final IntSupplier followed = this::followed;

	private volatile @Nullable ClientEngine engine;

	private boolean closed;

	private volatile boolean drained;

	DefaultFloraClient(ClientSettings settings) {
		this.settings = settings;
		Supplier<ClientEngine> engine = this::engine;
		RunLauncher launcher = new RunLauncher(engine, settings.deliveries().safetyInterval());
		this.generations = new DefaultFloraGenerationsClient(engine, launcher);
		this.techniques = new DefaultFloraTechniquesClient(engine, settings.defaults(), launcher);
		this.actions = new DefaultFloraActionsClient(engine, launcher);
		this.assets = new DefaultFloraAssetsClient(() -> engine().transport(), () -> engine().workspace());
		this.projects = new DefaultFloraProjectsClient(() -> engine().projects());
		this.connection = new DefaultFloraConnection(engine, settings.transport().baseUrl());
		this.recorder = settings.instrumentation().meters();
		record(() -> this.recorder.following(this.followed));
	}

	private ClientEngine engine() {
		ClientEngine engine = this.engine;
		if (engine == null) {
			synchronized (this.settings) {
				engine = this.engine;
				if (engine == null) {
					engine = new ClientEngine(this.settings);
					this.engine = engine;
				}
			}
		}
		return engine;
	}

	private int followed() {
		ClientEngine engine = this.engine;
		return (engine != null) ? engine.follower().count() : 0;
	}

	@Override
	public FloraGenerationsClient generations() {
		return this.generations;
	}

	@Override
	public FloraAssetsClient assets() {
		return this.assets;
	}

	@Override
	public FloraModelsClient models() {
		return this.models;
	}

	@Override
	public FloraProjectsClient projects() {
		return this.projects;
	}

	@Override
	public FloraTechniquesClient techniques() {
		return this.techniques;
	}

	@Override
	public FloraActionsClient actions() {
		return this.actions;
	}

	@Override
	public FloraOutputs outputs() {
		return this.outputs;
	}

	@Override
	public <T> T exchange(FloraRequest<T> request) {
		BlockingCalls.checkCall("flora.exchange(…)");
		return engine().starter().exchange(request);
	}

	@Override
	public FloraConnection connection() {
		return this.connection;
	}

	@Override
	public boolean received(FloraWebhookEvent event, @Nullable String token) {
		String runId = event.runId();
		PathSegments.check("runId", runId);
		if (!ClientDeliveries.isEnd(event)) {
			return true;
		}
		RunOrigin origin = this.settings.deliveries().received(runId, token);
		RunFollower follower = engine().follower();
		if (origin != null) {
			follower.postedToStart(runId, origin);
		}
		if (RunKind.TECHNIQUE.wireName().equals(event.data().runType())) {
			follower.learned(runId, RunKind.TECHNIQUE);
		}
		return follower.endReported(runId, ClientDeliveries.failure(event));
	}

	@Override
	public void restart() {
		ClientEngine engine;
		synchronized (this.settings) {
			if (this.closed) {
				return;
			}
			engine = this.engine;
			this.engine = null;
		}
		if (engine != null) {
			engine.close();
		}
	}

	@Override
	public boolean made(String token) {
		return this.settings.deliveries().made(token);
	}

	@Override
	public boolean owns(String token) {
		return this.settings.deliveries().owns(token);
	}

	@Override
	public boolean drain(Duration timeout) {
		Assert.isTrue(!timeout.isNegative(), "'timeout' must not be negative");
		this.drained = true;
		return engine().drain(timeout);
	}

	@Override
	public void close() {
		synchronized (this.settings) {
			this.closed = true;
		}
		if (!this.drained) {
			drain(DRAIN_TIME);
		}
		engine().close();
		record(() -> this.recorder.closed(this.followed));
	}

	/** A client works without its meters. */
	private static void record(Runnable recording) {
		try {
			recording.run();
		}
		catch (RuntimeException ex) {
			logger.warn("The number of followed runs is not recorded", ex);
		}
	}

}
