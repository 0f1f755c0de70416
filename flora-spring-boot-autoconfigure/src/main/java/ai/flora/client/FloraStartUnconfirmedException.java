package ai.flora.client;

import java.time.Instant;
import java.util.List;

import ai.flora.client.internal.text.QuotedText;
import org.jspecify.annotations.Nullable;

/**
 * A start is unconfirmed: FLORA has accepted it, or may have, but its run is not known.
 * Another start may be charged again. Instead, let {@code resolve} of the client that
 * started it, such as {@link FloraGenerationsClient#resolve}, ask FLORA under the same
 * key within a hundred minutes. The message says where that cannot tell more: then look
 * at the {@link #candidates()}, or for the run at FLORA.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/idempotency/">FLORA: Idempotency</a>
 */
public class FloraStartUnconfirmedException extends FloraException {

	private static final String RESOLVE = "resolve it within 100 minutes";

	/** The key that all attempts of the start carried. */
	private final String idempotencyKey;

	/** The request of the start. */
	private final RunRequest request;

	/** Runs that may be the start's. */
	private final List<Generation> candidates;

	/** The moment at which the first attempt was sent that FLORA may have accepted. */
	private final Instant since;

	/**
	 * Creates an exception that advises to resolve the start.
	 * @param reason why the run is not known
	 * @param idempotencyKey key that all attempts carried
	 * @param request the request
	 * @param candidates runs that may be the start's
	 * @param cause the last failure; {@code null} if there is none
	 */
	public FloraStartUnconfirmedException(String reason, String idempotencyKey, RunRequest request,
			List<Generation> candidates, @Nullable Throwable cause) {
		this(reason, true, idempotencyKey, request, candidates, Instant.now(), cause);
	}

	/**
	 * Creates an exception.
	 * @param reason why the run is not known
	 * @param resolvable whether asking FLORA again may tell the run
	 * @param idempotencyKey key that all attempts carried
	 * @param request the request
	 * @param candidates runs that may be the start's
	 * @param since when the first attempt was sent that FLORA may have accepted
	 * @param cause the last failure; {@code null} if there is none
	 */
	public FloraStartUnconfirmedException(String reason, boolean resolvable, String idempotencyKey, RunRequest request,
			List<Generation> candidates, Instant since, @Nullable Throwable cause) {
		super("A start may have been accepted and charged, but its run is not known: " + reason
				+ ". Do not start it again blindly, but " + (resolvable ? RESOLVE : look(candidates))
				+ "; its idempotency key is " + idempotencyKey + candidates(candidates) + ".", cause);
		this.idempotencyKey = idempotencyKey;
		this.request = request;
		this.candidates = List.copyOf(candidates);
		this.since = since;
	}

	private static String look(List<Generation> candidates) {
		return candidates.isEmpty() ? "look for its run at FLORA, such as on the project's canvas"
				: "look whether one of the runs named here is its own, and follow that";
	}

	private static String candidates(List<Generation> candidates) {
		return candidates.isEmpty() ? "" : ", runs that may be its own are " + String.join(", ",
				candidates.stream().limit(10).map((run) -> QuotedText.of(run.runId(), 60)).toList());
	}

	/**
	 * The key that all attempts of the start carried.
	 * @return the key
	 */
	public String idempotencyKey() {
		return this.idempotencyKey;
	}

	/**
	 * The request of the start. Workspace and project are filled in, if runs of its kind
	 * have a project.
	 * @return the request, of the class that the caller gave
	 */
	public RunRequest request() {
		return this.request;
	}

	/**
	 * Runs that may be the start's, newest first.
	 * @return the runs; empty if none was seen
	 */
	public List<Generation> candidates() {
		return this.candidates;
	}

	/**
	 * The moment at which the first attempt was sent that FLORA may have accepted. FLORA
	 * forgets keys after two hours.
	 * @return the moment by FLORA's clock, as its responses tell it: rather too early
	 * than too late; by the local clock if there was no response at all
	 */
	public Instant since() {
		return this.since;
	}

}
