package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraConflictException;
import ai.flora.client.Generation;

/**
 * Says what to do about a key that was used before.
 */
final class Conflicts {

	private static final Duration LIFE_OF_KEYS = Duration.ofHours(2);

	private static final int MAX_NAMED = 10;

	private Conflicts() {
	}

	/**
	 * Adds the runs that the key may have led to.
	 * @param refusal what FLORA answered
	 * @param runs the newest runs of the project that fit
	 * @param now the time by FLORA's clock
	 */
	static FloraConflictException of(FloraApiException refusal, List<Generation> runs, Instant now) {
		List<Generation> candidates = runs.stream().filter((run) -> isRecent(run, now)).toList();
		Details details = new Details(refusal.status(), refusal.errorCode(), refusal.fieldErrors(), refusal.requestId(),
				refusal.bodyExcerpt());
		FloraConflictException conflict = new FloraConflictException(refusal.getMessage() + advice(candidates), details,
				candidates);
		for (Throwable suppressed : refusal.getSuppressed()) {
			conflict.addSuppressed(suppressed);
		}
		return conflict;
	}

	private static boolean isRecent(Generation run, Instant now) {
		Instant createdAt = run.run().createdAt();
		return createdAt == null || !createdAt.isBefore(now.minus(LIFE_OF_KEYS));
	}

	private static String advice(List<Generation> candidates) {
		String runs = candidates.isEmpty() ? "" : ", which may be one of "
				+ String.join(", ", candidates.stream().limit(MAX_NAMED).map(Generation::runId).toList());
		return " The idempotency key was used within the last two hours. If that was for the same thing, look for "
				+ "the run that it led to" + runs + "; to start another run, use another key.";
	}

}
