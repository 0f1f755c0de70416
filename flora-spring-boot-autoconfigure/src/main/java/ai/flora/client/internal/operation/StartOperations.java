package ai.flora.client.internal.operation;

import java.util.function.Function;

import ai.flora.client.GenerationRequest;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.FloraJson;
import org.jspecify.annotations.Nullable;

import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClient.RequestBodySpec;

/**
 * Operations that start runs, and cost money: their result matters even if there is no
 * response.
 *
 * @since 0.1.0
 */
public final class StartOperations {

	/** Name of the operation that starts a generation. */
	public static final String GENERATION = "create";

	private StartOperations() {
	}

	/**
	 * Starts a generation.
	 * @param subject the subject of messages about it
	 * @param request what to start, with its workspace and project
	 * @param idempotencyKey the key
	 * @return the operation
	 * @throws IllegalArgumentException if the request cannot be written as JSON
	 */
	public static Operation<StartedRun> generation(String subject, GenerationRequest request, String idempotencyKey) {
		return of(GENERATION, subject, (client) -> client.post().uri("/generate"), StartBody.of(request),
				idempotencyKey, StartOperations::readStarted);
	}

	/**
	 * Starts a run, or asks for what may start one.
	 * @param <T> what it returns
	 * @param route the POST to its route
	 * @param body what Jackson writes
	 * @param idempotencyKey the key, for the header; {@code null} if the route reads it
	 * elsewhere
	 * @return the operation
	 * @throws IllegalArgumentException if the body cannot be written as JSON
	 */
	public static <T> Operation<T> of(String name, String subject, Function<RestClient, RequestBodySpec> route,
			Object body, @Nullable String idempotencyKey, Function<BufferedResponse, T> reader) {
		byte[] json = FloraJson.write(body);
		return new Operation<>(name, subject, null,
				(client) -> Operation.withKey(route.apply(client), idempotencyKey)
					.contentType(MediaType.APPLICATION_JSON)
					.contentLength(json.length)
					.body((out) -> out.write(json)),
				reader, true, true);
	}

	/**
	 * Asks for a quote. A FLORA that does not know quotes starts a run.
	 * @param request what may be started, with its workspace and project
	 * @param idempotencyKey the key
	 * @return the operation
	 * @throws IllegalArgumentException if the request cannot be written as JSON
	 */
	public static Operation<Quote> quote(GenerationRequest request, String idempotencyKey) {
		return of("models.estimate", "Quote", (client) -> client.post().uri("/generate"), StartBody.quoteOf(request),
				idempotencyKey, StartOperations::readQuote);
	}

	private static Quote readQuote(BufferedResponse response) {
		Quote quote = FloraJson.read(response, Quote.class);
		if (quote.runId() != null) {
			return quote.withRun(readStarted(response));
		}
		if (quote.estimatedCost() == null) {
			throw AttemptFailedException
				.unreadable("it names neither a price nor a run (" + response.contentType() + ")");
		}
		return quote;
	}

	/**
	 * Reads FLORA's response to a start.
	 * @param response the response
	 * @return the started run
	 * @throws AttemptFailedException if it names none
	 */
	public static StartedRun readStarted(BufferedResponse response) {
		StartedRun started = FloraJson.read(response, StartedRun.class);
		if (!PathSegments.isPossible(started.runId())) {
			throw AttemptFailedException.unreadable("it names no run (" + response.contentType() + ")");
		}
		return started;
	}

}
