package ai.flora.client;

import java.util.List;

/**
 * The request conflicts with the state of things (409), or its own idempotency key was
 * used before: for the same request ({@code idempotency_duplicate}) or another one
 * ({@code idempotency_conflict}).
 *
 * @since 0.1.0
 */
public class FloraConflictException extends FloraApiException {

	/** Runs that the idempotency key may have led to. */
	private final List<Generation> candidates;

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details what the answer said
	 */
	public FloraConflictException(String message, Details details) {
		this(message, details, List.of());
	}

	/**
	 * Creates an exception.
	 * @param message what happened; without the key or a response body
	 * @param details what the answer said
	 * @param candidates runs that the idempotency key may have led to
	 */
	public FloraConflictException(String message, Details details, List<Generation> candidates) {
		super(message, details);
		this.candidates = List.copyOf(candidates);
	}

	/**
	 * Runs that the idempotency key may have led to, newest first: those of the project
	 * and model that were started in the last two hours.
	 * @return the runs, empty if none was seen
	 */
	public List<Generation> candidates() {
		return this.candidates;
	}

}
