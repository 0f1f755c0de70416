package ai.flora.client;

import java.time.Duration;

import ai.flora.client.action.FloraActionsClient;
import ai.flora.client.asset.FloraAssetsClient;
import ai.flora.client.project.FloraProjectsClient;
import ai.flora.client.model.FloraModelsClient;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.technique.FloraTechniquesClient;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be done at FLORA with one API key. Thread-safe. Built by
 * {@link ai.flora.client.assembly.FloraClientBuilder}; an application of Spring Boot gets
 * one as a bean.
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
	 * Runs that generate something.
	 * @return always the same object
	 */
	FloraGenerationsClient generations();

	/**
	 * Files that FLORA keeps for runs.
	 * @return always the same object
	 */
	FloraAssetsClient assets();

	/**
	 * Models: what they take, and what they cost.
	 * @return always the same object
	 */
	FloraModelsClient models();

	/**
	 * Projects, to which runs belong.
	 * @return always the same object
	 */
	FloraProjectsClient projects();

	/**
	 * Techniques, and runs of them.
	 * @return always the same object
	 */
	FloraTechniquesClient techniques();

	/**
	 * Actions, and runs of them.
	 * @return always the same object
	 */
	FloraActionsClient actions();

	/**
	 * What runs have made, to be read and saved.
	 * @return always the same object
	 */
	FloraOutputs outputs();

	/**
	 * Sends a request to any of FLORA's routes, for what this client has no method of its
	 * own. Key, deadline, limits, errors and meters ({@code operation=other}) are as with
	 * every call. What changes something is sent once, unless the request has an
	 * idempotency key; an attempt that certainly was not sent is made again all the same.
	 * <p>
	 * Routes that start runs are refused, since a start whose answer is lost must not be
	 * paid twice; but for {@code nodes/run} of a canvas, whose runs are this client's own
	 * afterwards, to be followed by {@link FloraGenerationsClient#follow(String)}.
	 * @param <T> the type of the response
	 * @param request the request
	 * @return the response
	 * @throws IllegalArgumentException if the route starts runs by methods of their own,
	 * or the body cannot be written as JSON
	 * @throws FloraException if FLORA refuses the request, does not respond, or responds
	 * with what is not of the response's type; without an idempotency key, the change may
	 * have been made unless FLORA has refused it
	 */
	<T> T exchange(FloraRequest<T> request);

	/**
	 * The connection to FLORA, as health checks see it.
	 * @return always the same object
	 */
	FloraConnection connection();

	/**
	 * Takes over a delivery of FLORA's, from any endpoint that has received and verified
	 * it: the run's end is looked for at once. One that says that the run goes on is
	 * taken, and no more. Returns without waiting for FLORA, and may be called again for
	 * the same delivery.
	 * @param event the verified delivery
	 * @param token the last segment of the path that it was posted to, if the endpoint
	 * serves the paths below {@code callbackUrl}; {@code null} if it does not
	 * @return whether the delivery was taken; if {@code false}, since the client is
	 * drained or closed, or has too many of them, the endpoint answers with 503 so that
	 * FLORA delivers again
	 * @throws IllegalArgumentException if the delivery's run id cannot be one
	 * @see ai.flora.client.webhook.FloraWebhookVerifier
	 */
	boolean received(FloraWebhookEvent event, @Nullable String token);

	/**
	 * Prepares the end of the client: from now on it takes no deliveries, and starts
	 * nothing, which fails as never sent. Waits until the runs of the deliveries that it
	 * has taken were seen ended, and the application was told. If outputs are saved
	 * before that, what is not saved when a fifth of the time, two seconds at most, is
	 * left is left out, so that the application is told in time, and nothing is saved any
	 * more. Everything else goes on until {@link #close()}. An application of Spring Boot
	 * does this before its web server stops.
	 * @param timeout the longest wait; zero for none, which leaves nothing out
	 * @return whether nothing is left; {@code false} too if the client is closed
	 * meanwhile, or the calling thread interrupted
	 */
	default boolean drain(Duration timeout) {
		return true;
	}

	/**
	 * Ends the client: it follows no more runs, ends starts and waits that are still
	 * going on, and closes its connections. Without a {@link #drain drain} before, up to
	 * five seconds are given to that. Runs go on at FLORA: one warning in the log names
	 * those that were followed, those of deliveries whose end was not seen, and those
	 * whose end the application was not told. Throws nothing, and does nothing the second
	 * time. Spring closes its beans by itself.
	 */
	@Override
	void close();

}
