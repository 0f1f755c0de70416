package ai.flora.client;

import java.util.List;

/**
 * The request conflicts with the state of things (409), or its idempotency key was used
 * before. The code is {@code idempotency_duplicate} if the key was used for the same
 * request, and {@code idempotency_conflict} if for another one. Where FLORA may have
 * released the key of a run, the client refuses the key itself, as a duplicate.
 *
 * @since 0.1.0
 */
public class FloraConflictException extends FloraApiException {

	/** Runs that the idempotency key may have led to. */
	private final List<Generation> candidates;

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 */
	public FloraConflictException(String message, Details details) {
		this(message, details, List.of());
	}

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details the details of the response
	 * @param candidates runs that the idempotency key may have led to
	 */
	public FloraConflictException(String message, Details details, List<Generation> candidates) {
		super(message, details);
		this.candidates = List.copyOf(candidates);
	}

	/**
	 * Runs that the idempotency key may have led to, newest first. They are runs of the
	 * same project and model that were started in the last two hours.
	 * @return the runs; empty if none was seen
	 */
	public List<Generation> candidates() {
		return this.candidates;
	}

}
