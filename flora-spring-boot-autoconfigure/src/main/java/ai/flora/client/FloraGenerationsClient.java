package ai.flora.client;

/**
 * Client of FLORA's generations. Thread-safe; one instance serves a whole application.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai">FLORA's documentation</a>
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
	 * @throws FloraConnectionException if no answer came, {@link FloraTimeoutException}
	 * if not before the deadline
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
	 */
	Run retrieve(String runId, RequestOptions options);

}
