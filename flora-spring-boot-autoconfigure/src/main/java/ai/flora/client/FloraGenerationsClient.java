package ai.flora.client;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * The client of FLORA's generations. Thread-safe; one instance serves a whole
 * application.
 * <p>
 * Costs are US dollars, and moments are by FLORA's clock. No method takes or returns
 * {@code null}; values that FLORA may leave out are {@code null} or empty in the records.
 * Each call has one deadline over its attempts and waits: {@code flora.call-timeout},
 * unless its {@link RequestOptions} set another.
 * <p>
 * All methods but {@link #follow}, {@link #stream} and {@link #submitAll} block, and so
 * does reading a stream. On a thread that Reactor knows must not block, they throw an
 * {@link IllegalStateException} and send nothing. Its message has the line to write
 * instead.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/guides/generations/">FLORA: Generations</a>
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
public interface FloraGenerationsClient {

	/**
	 * Reads a run as it is now ({@code GET /runs/{runId}}), whoever started it. The call
	 * is free of charge, and is retried when FLORA fails for a passing reason. A run that
	 * has failed is no error here: look at {@link Run#status()}.
	 * <p>
	 * A technique's run that was started with a callback is not there: FLORA shows it
	 * below its technique alone. It is read there by a client that has started or follows
	 * it. Any other client finds it by {@link #follow}, and not by this method.
	 * @param runId identifier of the run, such as {@code run_abc123}
	 * @return the run
	 * @throws IllegalArgumentException if the id is {@code null}, blank, {@code .} or
	 * {@code ..}, or holds white space or control characters; nothing was sent
	 * @throws FloraNotFoundException if there is no such run, or the key's workspace does
	 * not own it, or it is shown elsewhere as said above
	 * @throws FloraApiException if FLORA refuses the call; its subclasses tell why
	 * @throws FloraConnectionException if no response came, or the client is closed; its
	 * subclass {@link FloraTimeoutException} if none came in time
	 * @throws FloraResponseException if the response cannot be read
	 * @throws FloraInterruptedException if the calling thread was interrupted
	 */
	default Run retrieve(String runId) {
		return retrieve(runId, RequestOptions.defaults());
	}

	/**
	 * Reads a run as {@link #retrieve(String)} does, with options for this call alone.
	 * @param runId identifier of the run, such as {@code run_abc123}
	 * @param options deadline, attempts and headers of this call
	 * @return the run
	 * @throws IllegalArgumentException if the id cannot be one; nothing was sent
	 * @throws FloraException for the reasons of {@link #retrieve(String)}
	 */
	Run retrieve(String runId, RequestOptions options);

	/**
	 * Starts a run ({@code POST /generate}), which FLORA charges. All attempts of a call
	 * carry one {@code Idempotency-Key}, under which FLORA charges once.
	 * <p>
	 * When a response is lost, the client asks again under that key, until FLORA's
	 * response is clear. If FLORA says that the key is taken, the client looks for the
	 * run among the newest runs of the project. It returns that run only if, as far as
	 * lists show, nobody else can own it.
	 * @param request what to generate; workspace and project default to the client's own
	 * @return FLORA's response to the start; without a quote and an estimate if that
	 * response was lost
	 * @throws IllegalArgumentException if no project is set, if no workspace is set and
	 * the key does not cover exactly one, or if the parameters cannot be written as JSON;
	 * nothing was started
	 * @throws FloraStartUnconfirmedException if FLORA may have started and charged a run
	 * that is not known; {@link #resolve} it instead of starting again
	 * @throws FloraInsufficientCreditsException if the workspace's credits do not suffice
	 * @throws FloraValidationException if FLORA refuses fields of the request
	 * @throws FloraConflictException if the request's own idempotency key was used
	 * before; it has the runs that the key may have led to
	 * @throws FloraServerException if FLORA has failed (5xx), and lists have shown no
	 * run; it may have made one: look at the project's runs before starting again
	 * @throws FloraException for the other reasons of {@link #retrieve(String)}; nothing
	 * was started then, unless a {@link FloraServerException} is among the suppressed
	 * ones
	 * @see <a href="https://developer.flora.ai/platform/idempotency/">FLORA:
	 * Idempotency</a>
	 */
	default StartedRun create(GenerationRequest request) {
		return create(request, RequestOptions.defaults());
	}

	/**
	 * Starts a run as {@link #create(GenerationRequest)} does, with options for this call
	 * alone.
	 * @param request what to generate
	 * @param options deadline, attempts and headers of this call. With a single attempt,
	 * the client does not ask again when the response is lost
	 * @return FLORA's response to the start; without a quote and an estimate if that
	 * response was lost
	 * @throws IllegalArgumentException for the reasons of
	 * {@link #create(GenerationRequest)}; nothing was started
	 * @throws FloraException for the reasons of {@link #create(GenerationRequest)}
	 */
	StartedRun create(GenerationRequest request, RequestOptions options);

	/**
	 * Settles an unconfirmed start. The client asks FLORA again under the start's key, so
	 * that FLORA charges it once. This works for a hundred minutes after the start.
	 * <p>
	 * Another instance of the application may ask, if it has the same API key. Only one
	 * instance may ask at a time: FLORA may run two requests that arrive together.
	 * @param unconfirmed the exception that the start ended with
	 * @return the run of the start; a new run if the start has led to none
	 * @throws FloraStartUnconfirmedException if the run is still not known, for whatever
	 * reason; with the candidates as they are now
	 * @throws IllegalArgumentException if the start was none of a generation
	 */
	StartedRun resolve(FloraStartUnconfirmedException unconfirmed);

	/**
	 * Lists one page of runs, newest first ({@code GET /generations}).
	 * @param query which runs, from where, and how many; workspace and project default to
	 * the client's own
	 * @return the page
	 * @throws FloraException for the reasons of {@link #retrieve(String)}
	 */
	Page<Generation> list(GenerationQuery query);

	/**
	 * Lists all runs, newest first. The stream reads a page when its first run is needed,
	 * and keeps no page that was read. Nothing more is read once the stream is closed or
	 * left.
	 * @param query which runs, from where, and how many in a page
	 * @return the runs. Reading them throws what {@link #list(GenerationQuery)} throws,
	 * and a {@link FloraResponseException} if the pages go in a circle
	 */
	Stream<Generation> stream(GenerationQuery query);

	/**
	 * Follows a run until it ends, whoever started it: also after a restart, or on
	 * another instance of an application. Returns at once. The client polls the run in
	 * the background. Waiting for it ends after {@code flora.follow.timeout}.
	 * <p>
	 * A run that FLORA does not find is looked for in the list of techniques' runs, among
	 * the newest 500. If there is no such run, or the client is closed, waiting on the
	 * handle throws.
	 * @param runId identifier of the run, such as {@code run_abc123}
	 * @return a handle to wait with, or to be told of changes
	 * @throws IllegalArgumentException if the id cannot be one
	 */
	RunHandle follow(String runId);

	/**
	 * Starts a run, which FLORA charges, and follows it. Returns once FLORA has accepted
	 * the start.
	 * @param request what to generate
	 * @return a handle to wait with, or to be told of changes
	 * @throws IllegalArgumentException for the reasons of
	 * {@link #create(GenerationRequest)}; nothing was started
	 * @throws FloraException for the reasons of {@link #create(GenerationRequest)}
	 */
	RunHandle submit(GenerationRequest request);

	/**
	 * Starts many runs, which FLORA charges, a few at a time, and follows them. Returns
	 * at once; the starts go on in the background. All requests are checked before the
	 * first one is sent.
	 * <p>
	 * At most four starts of all batches of a client run at a time. After a 429, none
	 * begins before the time that FLORA asked for has passed, and only two run at a time
	 * for ten minutes. Starts of models of the provider Krea are five seconds apart.
	 * While FLORA is asked about a start in doubt, and some seconds longer, items of the
	 * same project wait that have the same model, or none; all of them, if the start has
	 * none. A 402 or a refused key ends all items that have not begun.
	 * @param requests what to generate; equal requests are runs of their own
	 * @return the batch, to wait with or to be read as its runs end
	 * @throws IllegalArgumentException if the collection or a request is {@code null}, if
	 * a request has no project or parameters that cannot be written as JSON, or if two
	 * requests have the same idempotency key; nothing was sent
	 */
	GenerationBatch submitAll(Collection<GenerationRequest> requests);

	/**
	 * Starts a run, which FLORA charges, and waits until it has ended, for at most
	 * {@code flora.follow.timeout}.
	 * @param request what to generate
	 * @return the completed run
	 * @throws FloraRunFailedException if the run has failed
	 * @throws FloraAwaitTimeoutException if the run had not ended in time. It may still
	 * end well; the exception has its id
	 * @throws FloraFollowEndedException if the client was closed meanwhile
	 * @throws FloraInterruptedException if the calling thread was interrupted. A run that
	 * was started goes on, and stays followed
	 * @throws IllegalArgumentException for the reasons of
	 * {@link #create(GenerationRequest)}; nothing was started
	 * @throws FloraException for the reasons of {@link #create(GenerationRequest)} and
	 * {@link RunHandle#await()}
	 */
	Run generate(GenerationRequest request);

	/**
	 * Starts a run and waits for it as {@link #generate(GenerationRequest)} does, but not
	 * longer than the timeout.
	 * @param request what to generate
	 * @param timeout the longest time for start and wait together, positive; the start
	 * gets at most {@code flora.call-timeout} of it
	 * @return the completed run
	 * @throws IllegalArgumentException if the timeout is not positive, or for the reasons
	 * of {@link #create(GenerationRequest)}; nothing was started
	 * @throws FloraException for the reasons of {@link #generate(GenerationRequest)}
	 */
	Run generate(GenerationRequest request, Duration timeout);

}
