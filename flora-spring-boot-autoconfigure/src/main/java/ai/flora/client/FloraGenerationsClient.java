package ai.flora.client;

import java.time.Duration;
import java.util.Collection;
import java.util.stream.Stream;

/**
 * Client of FLORA's generations. Thread-safe; one instance serves a whole application.
 * <p>
 * Costs are US dollars, moments are by FLORA's clock. Nothing here takes or returns
 * {@code null}; what FLORA may leave out is {@code null} or empty in the records. Each
 * call has one deadline over its attempts and waits, {@code flora.call-timeout} unless
 * its {@link RequestOptions} say otherwise.
 * <p>
 * All methods but {@link #follow}, {@link #stream} and {@link #submitAll} block, and so
 * does reading a stream: on a thread that Reactor knows must not, they throw an
 * {@link IllegalStateException}, whose message has the line to write instead, and nothing
 * is sent.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/guides/generations/">FLORA: Generations</a>
 * @see <a href="https://developer.flora.ai/platform/errors/">FLORA: Errors</a>
 */
public interface FloraGenerationsClient {

	/**
	 * Reads a run as it is now ({@code GET /runs/{runId}}), whoever started it. Free of
	 * charge, and retried when FLORA fails for a passing reason. That the run itself has
	 * failed is not an error here: look at {@link Run#status()}.
	 * @param runId identifier of the run, such as {@code run_abc123}
	 * @return the run, never {@code null}
	 * @throws IllegalArgumentException if the id is {@code null}, blank, {@code .} or
	 * {@code ..}, or holds white space or control characters; nothing was sent
	 * @throws FloraNotFoundException if there is no such run, or the key's workspace does
	 * not own it
	 * @throws FloraApiException if FLORA refuses; its subclasses tell why
	 * @throws FloraConnectionException if no answer came, or the client is closed;
	 * {@link FloraTimeoutException} if it did not come in time
	 * @throws FloraResponseException if the answer cannot be read
	 * @throws FloraInterruptedException if the calling thread was interrupted
	 */
	default Run retrieve(String runId) {
		return retrieve(runId, RequestOptions.defaults());
	}

	/**
	 * Reads a run as {@link #retrieve(String)} does, with options for this call alone.
	 * @param runId identifier of the run, such as {@code run_abc123}
	 * @param options deadline, attempts and headers of this call
	 * @return the run, never {@code null}
	 * @throws IllegalArgumentException if the id cannot be one; nothing was sent
	 * @throws FloraException for the reasons of {@link #retrieve(String)}
	 */
	Run retrieve(String runId, RequestOptions options);

	/**
	 * Starts a run ({@code POST /generate}), which FLORA charges. All attempts of a call
	 * carry one {@code Idempotency-Key}, so that it is charged at most once. When an
	 * answer is lost, FLORA is asked again under that key until it answers for sure. If
	 * it says that the key is taken, the run is looked for among the newest of its
	 * project, and given if it can be nobody else's.
	 * @param request what to make; workspace and project may be left to the client's own
	 * settings
	 * @return FLORA's answer; without a quote and an estimate if that was lost
	 * @throws IllegalArgumentException if no project is set, no workspace is and the key
	 * does not cover exactly one, or the parameters cannot be written as JSON; nothing
	 * was started
	 * @throws FloraStartUnconfirmedException if FLORA may have started and charged the
	 * run, but which one it is cannot be told; do not start it again blindly
	 * @throws FloraInsufficientCreditsException if the workspace's credits do not suffice
	 * @throws FloraValidationException if FLORA refuses fields of the request
	 * @throws FloraConflictException if the request's own idempotency key was used
	 * before; with the runs that it may have led to
	 * @throws FloraException for the other reasons of {@link #retrieve(String)}; nothing
	 * was started then
	 * @see <a href="https://developer.flora.ai/platform/idempotency/">FLORA:
	 * Idempotency</a>
	 */
	default StartedRun create(GenerationRequest request) {
		return create(request, RequestOptions.defaults());
	}

	/**
	 * Starts a run as {@link #create(GenerationRequest)} does, with options for this call
	 * alone.
	 * @param request what to make
	 * @param options deadline, attempts and headers of this call; with a single attempt,
	 * a start whose answer is lost is not asked for again
	 * @return FLORA's answer; without a quote and an estimate if that was lost
	 * @throws IllegalArgumentException for the reasons of
	 * {@link #create(GenerationRequest)}; nothing was started
	 * @throws FloraException for the reasons of {@link #create(GenerationRequest)}
	 */
	StartedRun create(GenerationRequest request, RequestOptions options);

	/**
	 * Settles what a start left in doubt: asks FLORA again under the same key, within a
	 * hundred minutes of the start, so that it is charged once. It may be asked by
	 * another instance of the application, as long as it has the same key of the API; but
	 * by one at a time, since FLORA may run both of two that are sent together.
	 * @param unconfirmed what the start ended in
	 * @return the run: the one that the start led to, or one that begins now because it
	 * led to none
	 * @throws FloraStartUnconfirmedException if the run is still not known; with what is
	 * known now
	 * @throws FloraException for the other reasons of {@link #create(GenerationRequest)};
	 * nothing was started then
	 */
	StartedRun resolve(FloraStartUnconfirmedException unconfirmed);

	/**
	 * Lists runs, newest first, one page of them ({@code GET /generations}).
	 * @param query which runs, from where, and how many; workspace and project may be
	 * left to the client's own settings
	 * @return the page, never {@code null}
	 * @throws FloraException for the reasons of {@link #retrieve(String)}
	 */
	Page<Generation> list(GenerationQuery query);

	/**
	 * Lists runs, newest first, page after page. A page is asked for when its first run
	 * is needed, and forgotten when its last one was read; closing the stream, or taking
	 * no more of it, ends the asking.
	 * @param query which runs, from where, and how many in a page
	 * @return the runs, whose reading throws what {@link #list(GenerationQuery)} does,
	 * and a {@link FloraResponseException} if the pages go in a circle
	 */
	Stream<Generation> stream(GenerationQuery query);

	/**
	 * Follows a run until it ends, whoever started it: after a restart, or on another
	 * instance of an application. Returns at once; polling the run goes on in the
	 * background, for at most {@code flora.follow.timeout}. That there is no such run, or
	 * that the client is closed, whoever waits with the handle will hear.
	 * @param runId identifier of the run
	 * @return a handle, to wait with or to be told of changes
	 * @throws IllegalArgumentException if the id cannot be one
	 */
	RunHandle follow(String runId);

	/**
	 * Starts a run, which FLORA charges, and follows it. Returns once FLORA has accepted
	 * the start.
	 * @param request what to make
	 * @return a handle, to wait with or to be told of changes
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
	 * At most four starts of a client's batches are on the way, two for ten minutes after
	 * a 429, and none before the time has passed that the 429 asked for. Starts of models
	 * of the provider Krea are five seconds apart. While a start is in doubt, none is
	 * sent in the same project with the same model. A 402, or a key that is refused, ends
	 * what has not begun.
	 * @param requests what to make; equal ones are runs of their own
	 * @return the batch, to wait with or to be read as its runs end
	 * @throws IllegalArgumentException if there is no collection, if a request is
	 * {@code null}, has no project, or parameters that cannot be written as JSON, or if
	 * two have the same key of the caller's; nothing was started
	 */
	GenerationBatch submitAll(Collection<GenerationRequest> requests);

	/**
	 * Starts a run, which FLORA charges, and waits until it has ended, at most
	 * {@code flora.follow.timeout}.
	 * @param request what to make
	 * @return the completed run
	 * @throws FloraRunFailedException if the run has failed
	 * @throws FloraAwaitTimeoutException if it had not ended in time; it may still end
	 * well, and the exception has its id
	 * @throws FloraFollowEndedException if the client was closed meanwhile
	 * @throws FloraInterruptedException if the calling thread was interrupted; a run that
	 * was started goes on, and is followed on
	 * @throws IllegalArgumentException for the reasons of
	 * {@link #create(GenerationRequest)}; nothing was started
	 * @throws FloraException for the reasons of {@link #create(GenerationRequest)} and
	 * {@link RunHandle#await()}
	 */
	Run generate(GenerationRequest request);

	/**
	 * Starts a run and waits for it as {@link #generate(GenerationRequest)} does, but not
	 * longer than this.
	 * @param request what to make
	 * @param timeout the longest time for the start and the waiting together, positive;
	 * the start takes no more of it than {@code flora.call-timeout}
	 * @return the completed run
	 * @throws IllegalArgumentException if the timeout is not positive, or for the reasons
	 * of {@link #create(GenerationRequest)}; nothing was started
	 * @throws FloraException for the reasons of {@link #generate(GenerationRequest)}
	 */
	Run generate(GenerationRequest request, Duration timeout);

}
