package ai.flora.client.assembly;

import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.RunKind;
import ai.flora.client.internal.RunOrigin;
import ai.flora.client.internal.callback.CallbackUrls;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.operation.PathSegments;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.jspecify.annotations.Nullable;

/**
 * Tells the engine what a delivery says, and knows whose start it is about, for endpoints
 * of several clients. Thread-safe.
 */
class Deliveries {

	private final LazyEngine engine;

	private final @Nullable CallbackUrls callbackUrls;

	Deliveries(LazyEngine engine, @Nullable CallbackUrls callbackUrls) {
		this.engine = engine;
		this.callbackUrls = callbackUrls;
	}

	/** As {@code FloraClient.received}. */
	boolean received(FloraWebhookEvent event, @Nullable String token) {
		String runId = event.runId();
		PathSegments.check("runId", runId);
		if (!mayReportEnd(event)) {
			return true;
		}
		ClientEngine engine = this.engine.get();
		rememberOrigin(engine, event, token);
		return engine.follower().endReported(runId, failure(event));
	}

	/**
	 * FLORA may come to post what happens before the end of a run, too. A delivery that
	 * does not say that the run goes on costs a poll at most.
	 */
	private static boolean mayReportEnd(FloraWebhookEvent event) {
		RunStatus status = event.data().status();
		return event.type().equals("run.completed") || event.type().equals("run.failed")
				|| (status != RunStatus.PENDING && status != RunStatus.RUNNING);
	}

	/** Whose start the run is of, and of which kind it is. */
	private static void rememberOrigin(ClientEngine engine, FloraWebhookEvent event, @Nullable String token) {
		StartCallbacks callbacks = engine.callbacks();
		if (callbacks != null && token != null) {
			// From now on, a start in doubt can find the run.
			RunOrigin origin = callbacks.bind(token, event.runId());
			if (origin != null) {
				engine.follower().rememberPosted(event.runId(), origin);
			}
		}
		if (RunKind.TECHNIQUE.wireName().equals(event.data().runType())) {
			engine.follower().rememberKind(event.runId(), RunKind.TECHNIQUE);
		}
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

	boolean hasStarted(String token) {
		StartCallbacks callbacks = this.engine.callbacks();
		return callbacks != null && callbacks.hasStarted(token);
	}

	boolean hasApiKeyOfStart(String token) {
		return this.callbackUrls != null && this.callbackUrls.hasApiKeyOfStart(token);
	}

}
