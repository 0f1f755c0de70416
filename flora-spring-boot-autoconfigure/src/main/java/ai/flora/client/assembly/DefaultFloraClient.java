package ai.flora.client.assembly;

import java.time.Duration;
import java.util.function.IntSupplier;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnection;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRequest;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.internal.BlockingCalls;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.follow.RunFollower;
import ai.flora.client.internal.transport.PathSegments;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.observation.FloraMeterRecorder;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.technique.FloraTechniquesClient;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The client. Its engine is made with the first use: an application that starts has only
 * its settings checked.
 */
class DefaultFloraClient implements FloraClient {

	private static final Log logger = LogFactory.getLog(DefaultFloraClient.class);

	/** The most time that {@link #close} gives to a client that nobody has drained. */
	private static final Duration DRAIN_TIME = Duration.ofSeconds(5);

	private final ClientSettings settings;

	private final FloraGenerationsClient generations;

	private final FloraConnection connection;

	private final FloraMeterRecorder recorder;

	private final IntSupplier followed = this::followed;

	private volatile @Nullable ClientEngine engine;

	private volatile @Nullable ClientParts parts;

	private boolean closed;

	private boolean drained;

	DefaultFloraClient(ClientSettings settings) {
		this.settings = settings;
		this.generations = new DefaultFloraGenerationsClient(this::engine);
		this.connection = new DefaultFloraConnection(this::engine, settings, this::restart);
		this.recorder = settings.instrumentation().meters();
		record(() -> this.recorder.following(this.followed));
	}

	private ClientEngine engine() {
		ClientEngine engine = this.engine;
		return (engine != null) ? engine : makeEngine();
	}

	/** Once the client has ended, its engine refuses what it is asked for. */
	private ClientEngine makeEngine() {
		synchronized (this.settings) {
			ClientEngine engine = this.engine;
			if (engine == null) {
				engine = new ClientEngine(this.settings);
				if (this.drained) {
					engine.drain(Duration.ZERO);
				}
				if (this.closed) {
					engine.close();
				}
				this.engine = engine;
			}
			return engine;
		}
	}

	private ClientParts parts() {
		ClientParts parts = this.parts;
		return (parts != null) ? parts : makeParts();
	}

	private ClientParts makeParts() {
		synchronized (this.settings) {
			ClientParts parts = this.parts;
			if (parts == null) {
				parts = ClientParts.of(this::engine, this.settings.defaults());
				this.parts = parts;
			}
			return parts;
		}
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
		return parts().assets();
	}

	@Override
	public FloraModelsClient models() {
		return parts().models();
	}

	@Override
	public FloraProjectsClient projects() {
		return parts().projects();
	}

	@Override
	public FloraTechniquesClient techniques() {
		return parts().techniques();
	}

	@Override
	public FloraActionsClient actions() {
		return parts().actions();
	}

	@Override
	public FloraOutputs outputs() {
		return parts().outputs();
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
		if (!isEnd(event)) {
			return true;
		}
		RunOrigin origin = this.settings.deliveries().received(runId, token);
		RunFollower follower = engine().follower();
		if (origin != null) {
			follower.rememberPosted(runId, origin);
		}
		if (RunKind.TECHNIQUE.wireName().equals(event.data().runType())) {
			follower.rememberKind(runId, RunKind.TECHNIQUE);
		}
		return follower.endReported(runId, failure(event));
	}

	/** FLORA may come to post what happens before the end of a run, too. */
	private static boolean isEnd(FloraWebhookEvent event) {
		RunStatus status = event.data().status();
		return event.type().equals("run.completed") || event.type().equals("run.failed")
				|| (status != RunStatus.PENDING && status != RunStatus.RUNNING);
	}

	/**
	 * The failed run as far as a delivery says, or {@code null} if it does not say that
	 * the run failed.
	 */
	private static @Nullable Run failure(FloraWebhookEvent event) {
		FloraWebhookEvent.Data data = event.data();
		RunStatus status = data.status();
		if (!event.type().equals("run.failed") || (status != null && status != RunStatus.FAILED)) {
			return null;
		}
		return Run.builder()
			.runId(data.runId())
			.status(RunStatus.FAILED)
			.completedAt(event.createdAt().orElse(null))
			.errorCode(data.errorCode())
			.errorMessage(data.errorMessage())
			.build();
	}

	private void restart() {
		ClientEngine engine;
		synchronized (this.settings) {
			if (this.closed) {
				return;
			}
			engine = this.engine;
			this.engine = null;
			this.drained = false;
		}
		if (engine != null) {
			engine.close();
		}
		this.settings.deliveries().clear();
	}

	@Override
	public boolean drain(Duration timeout) {
		Assert.isTrue(!timeout.isNegative(), "'timeout' must not be negative");
		ClientEngine engine;
		synchronized (this.settings) {
			this.drained = true;
			engine = this.engine;
		}
		return engine == null || engine.drain(timeout);
	}

	@Override
	public void close() {
		ClientEngine engine;
		boolean drained;
		synchronized (this.settings) {
			this.closed = true;
			drained = this.drained;
			this.drained = true;
			engine = this.engine;
		}
		if (engine != null) {
			if (!drained) {
				engine.drain(DRAIN_TIME);
			}
			engine.close();
		}
		record(() -> this.recorder.closed(this.followed));
	}

	/** A meter that fails must not keep a client from beginning or ending. */
	private static void record(Runnable recording) {
		try {
			recording.run();
		}
		catch (RuntimeException ex) {
			logger.warn("The number of followed runs is not recorded", ex);
		}
	}

}
