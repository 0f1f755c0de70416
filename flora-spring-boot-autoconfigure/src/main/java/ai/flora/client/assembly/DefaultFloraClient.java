package ai.flora.client.assembly;

import java.time.Duration;
import java.util.function.Supplier;

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
import ai.flora.client.internal.callback.StartCallbacks;
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

import org.springframework.http.HttpMethod;
import org.springframework.util.Assert;
import org.springframework.util.function.SingletonSupplier;

/**
 * The client. Its engine is made with the first use: an application that starts has only
 * its settings checked.
 */
class DefaultFloraClient implements FloraClient {

	private static final Log logger = LogFactory.getLog(DefaultFloraClient.class);

	private final LazyEngine engine;

	private final FloraGenerationsClient generations;

	private final FloraConnection connection;

	private final Supplier<ClientParts> parts;

	private final FloraMeterRecorder recorder;

	DefaultFloraClient(ClientSettings settings) {
		this.engine = new LazyEngine(settings);
		this.generations = new DefaultFloraGenerationsClient(this.engine);
		this.connection = new DefaultFloraConnection(this.engine, settings);
		this.parts = SingletonSupplier.of(() -> ClientParts.of(this.engine, settings.defaults()));
		this.recorder = settings.instrumentation().meters();
		record(() -> this.recorder.following(this.engine));
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
		String runId = event.runId();
		PathSegments.check("runId", runId);
		if (!isEnd(event)) {
			return true;
		}
		ClientEngine engine = this.engine.get();
		StartCallbacks callbacks = engine.callbacks();
		RunOrigin origin = (callbacks != null && token != null) ? callbacks.bind(token, runId) : null;
		RunFollower follower = engine.follower();
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

	@Override
	public boolean drain(Duration timeout) {
		Assert.isTrue(!timeout.isNegative(), "'timeout' must not be negative");
		return this.engine.drain(timeout);
	}

	@Override
	public void close() {
		this.engine.close();
		record(() -> this.recorder.closed(this.engine));
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
