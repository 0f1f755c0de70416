package ai.flora.client.internal.start;

import java.util.List;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraConflictException;
import ai.flora.client.Generation;
import ai.flora.client.internal.start.order.StartOrder;

/**
 * Makes the exception for a caller whose key was used before: with advice, and the runs
 * that the key may have led to.
 */
final class Conflicts {

	private static final int MAX_NAMED = 10;

	private Conflicts() {
	}

	/**
	 * Adds the runs that the key may have led to, and advice.
	 * @param refusal the exception for FLORA's response
	 * @param candidates the runs
	 * @param failed whether FLORA has failed at the same, or what may be the same: then
	 * another key might start it again
	 */
	static FloraConflictException of(FloraApiException refusal, List<Generation> candidates, boolean failed) {
		FloraConflictException conflict = new FloraConflictException(refusal.getMessage() + advice(candidates, failed),
				refusal.details(), candidates);
		for (Throwable suppressed : refusal.getSuppressed()) {
			conflict.addSuppressed(suppressed);
		}
		return conflict;
	}

	/**
	 * Refuses a key in FLORA's place, which may have released it, as FLORA would do.
	 * @param order what is asked for under the key
	 * @param run the run that the key has led to
	 * @param failed whether FLORA has failed at the same, or what may be the same: then
	 * another key might start it again
	 */
	static FloraConflictException of(StartOrder order, Generation run, boolean failed) {
		List<Generation> candidates = List.of(run);
		return new FloraConflictException(
				order.subject() + ": the client has refused the key, and sent nothing." + advice(candidates, failed),
				Details.of(409, "idempotency_duplicate"), candidates);
	}

	private static String advice(List<Generation> candidates, boolean failed) {
		String runs = candidates.isEmpty() ? "" : ", which may be one of "
				+ String.join(", ", candidates.stream().limit(MAX_NAMED).map(Generation::runId).toList());
		return " The idempotency key was used within the last two hours. If that was for the same thing, look for "
				+ "the run that it led to" + runs
				+ (failed ? ". FLORA has failed at this one before, and may have made a run."
						: "; to start another run, use another key.");
	}

}
