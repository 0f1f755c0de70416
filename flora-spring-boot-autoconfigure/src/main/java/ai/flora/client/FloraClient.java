package ai.flora.client;

import java.time.Duration;

import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.technique.FloraTechniquesClient;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.jspecify.annotations.Nullable;

/**
 * Everything that one API key reaches at FLORA. Thread-safe. A
 * {@link ai.flora.client.assembly.FloraClientBuilder} builds it; a Spring Boot
 * application gets one as a bean.
 *
 * <pre>{@code
 * try (FloraClient flora = new FloraClientBuilder().apiKey(key).projectId("prj_abc").build()) {
 *     Run run = flora.generations().generate(GenerationRequest.image("A harbour at dawn"));
 * }
 * }</pre>
 *
 * @since 0.1.0
 */
public interface FloraClient extends AutoCloseable {

	/**
	 * The generations: runs that make something of a prompt.
	 * @return always the same object
	 */
	FloraGenerationsClient generations();

	/**
	 * The assets: files that FLORA keeps for runs.
	 * @return always the same object
	 */
	FloraAssetsClient assets();

	/**
	 * The models: their inputs, and their prices.
	 * @return always the same object
	 */
	FloraModelsClient models();

	/**
	 * The projects, to which runs belong.
	 * @return always the same object
	 */
	FloraProjectsClient projects();

	/**
	 * The techniques, and runs of them.
	 * @return always the same object
	 */
	FloraTechniquesClient techniques();

	/**
	 * The actions, and runs of them.
	 * @return always the same object
	 */
	FloraActionsClient actions();

	/**
	 * The outputs of runs, to be read and saved.
	 * @return always the same object
	 */
	FloraOutputs outputs();

	/**
	 * Sends a request to a route of FLORA's that this client has no method for. Key,
	 * deadline, limits, errors and meters ({@code operation=other}) are those of every
	 * call.
	 * <p>
	 * A request that changes something is sent once, unless it has an idempotency key. An
	 * attempt that certainly did not leave is repeated in any case.
	 * <p>
	 * Routes that start runs are refused, because a start whose response is lost must not
	 * be paid twice. The only exception is {@code nodes/run} of a canvas. Its runs count
	 * as this client's own, and {@link FloraGenerationsClient#follow(String)} waits for
	 * them.
	 * @param <T> the type of the response
	 * @param request the request
	 * @return the response
	 * @throws IllegalArgumentException if the route starts runs, or if the body cannot be
	 * written as JSON; nothing was sent
	 * @throws FloraException if FLORA refuses the request, does not respond, or sends a
	 * response of another type. FLORA may have made the change if the request has no
	 * idempotency key, and FLORA has not refused it
	 */
	<T> T exchange(FloraRequest<T> request);

	/**
	 * The connection to FLORA, for health checks.
	 * @return always the same object
	 */
	FloraConnection connection();

	/**
	 * Takes over a delivery that an endpoint of any kind has received and verified. The
	 * client then polls the run at once, until it sees the run's end. A delivery that
	 * says that the run goes on is accepted, and has no other effect.
	 * <p>
	 * Returns without waiting for FLORA. The same delivery may be handed over again.
	 * @param event the verified delivery
	 * @param token the last segment of the path that FLORA posted to, if the endpoint
	 * serves the paths below {@code callbackUrl}; otherwise {@code null}
	 * @return whether the client has accepted the delivery. It refuses one while it is
	 * drained or closed, or has too many: the endpoint then responds with 503, so that
	 * FLORA posts the delivery again
	 * @throws IllegalArgumentException if the run id of the delivery cannot be one
	 * @see ai.flora.client.webhook.FloraWebhookVerifier
	 */
	boolean received(FloraWebhookEvent event, @Nullable String token);

	/**
	 * Tells an endpoint of several clients whether this very client has made a start: an
	 * application may have another one with the same key.
	 * @param token the last segment of the path that FLORA has posted to, a valid token
	 * of a start
	 * @return whether it was, as far as this instance of the application remembers
	 */
	boolean hasStarted(String token);

	/**
	 * Tells an endpoint of several clients whether a start was made with the key that
	 * this client was built with, by this or another instance of the application.
	 * @param token the last segment of the path that FLORA has posted to, a valid token
	 * of a start
	 * @return whether it was; {@code false} if that cannot be told, as without
	 * {@code callbacks} of the client's builder
	 */
	boolean hasApiKeyOfStart(String token);

	/**
	 * Prepares the end of the client. From now on it accepts no deliveries, and new
	 * starts fail as never sent. Everything else goes on until {@link #close()}.
	 * <p>
	 * The method waits until the starts under way have ended. It also waits until the
	 * runs of all accepted deliveries were seen ended, and the application was told. If
	 * the client saves outputs, it saves them first. Outputs that are still unsaved when
	 * a fifth of the timeout (at most two seconds) remains are left out. From then on, no
	 * output is saved.
	 * <p>
	 * A Spring Boot application drains its client before its web server stops.
	 * @param timeout the longest wait; zero does not wait, and leaves no outputs out
	 * @return whether nothing is left to wait for; {@code false} also if the client is
	 * closed or the thread interrupted meanwhile
	 */
	default boolean drain(Duration timeout) {
		return true;
	}

	/**
	 * Ends the client. It follows no more runs, ends starts and waits that are going on,
	 * and closes its connections. Without an earlier {@link #drain drain}, it drains for
	 * up to five seconds first.
	 * <p>
	 * Runs go on at FLORA. One warning in the log names three kinds of them: those that
	 * were followed, those whose reported end was not seen, and those whose end the
	 * application was not told.
	 * <p>
	 * Throws nothing, and does nothing the second time. Spring closes its beans by
	 * itself.
	 */
	@Override
	void close();

}
