package ai.flora.client.internal.start;

import java.util.Set;

import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.transport.Attempt;

/**
 * The meaning of a failed attempt to start a run, for that run.
 */
enum StartVerdict {

	/** The request has not left this process: FLORA does not know of this attempt. */
	NOT_SENT,

	/** FLORA asked to wait: this attempt did nothing. */
	RATE_LIMITED,

	/** No response, and FLORA may still make the run. */
	UNANSWERED,

	/** The response tells nothing of the run: it is a gateway's, or unreadable. */
	INCONCLUSIVE,

	/** The key of this start is claimed, which is not yet a run. */
	CLAIMED,

	/** FLORA itself has failed, and says that the key may be used again. */
	FLORA_FAILED,

	/**
	 * Refused. That says nothing of earlier attempts, even if the request is said to make
	 * no sense: its model may have been withdrawn meanwhile, or its media be gone.
	 */
	REFUSED;

	/**
	 * Gateway statuses after which FLORA is not still working on the request.
	 */
	private static final Set<Integer> GATEWAY_FAILURES = Set.of(500, 502, 503);

	/**
	 * The meaning of an attempt. If the HTTP client has repeated its request, neither a
	 * rate limit nor an inconclusive response tells what the first request did.
	 */
	static StartVerdict of(Attempt.Failed<?> attempt) {
		StartVerdict verdict = ofFailure(attempt);
		boolean tellsOfLastSendingOnly = verdict == RATE_LIMITED || verdict == INCONCLUSIVE;
		return (tellsOfLastSendingOnly && attempt.otherSendingMayCount()) ? UNANSWERED : verdict;
	}

	private static StartVerdict ofFailure(Attempt.Failed<?> attempt) {
		Failure failure = attempt.failure();
		if (!attempt.sent()) {
			// An interceptor may respond in FLORA's place. Its refusals count as FLORA's;
			// an inconclusive one of its own means that nothing was sent.
			return (failure.status() == 0 || isInconclusive(failure)) ? NOT_SENT : ofStatus(failure);
		}
		if (failure.status() == 0) {
			return (failure instanceof Failure.Unreadable) ? INCONCLUSIVE : UNANSWERED;
		}
		return ofStatus(failure);
	}

	/** Tells whether this very attempt may have made a run. */
	boolean mayHaveMadeRun() {
		return this == UNANSWERED || this == INCONCLUSIVE || this == FLORA_FAILED;
	}

	private static StartVerdict ofStatus(Failure failure) {
		String code = failure.errorCode();
		int status = failure.status();
		if (status == 408 || status == 504) {
			return UNANSWERED;
		}
		if (status == 429) {
			return RATE_LIMITED;
		}
		if (status >= 500) {
			return FloraFailure.isToldBy(failure) ? FLORA_FAILED
					: GATEWAY_FAILURES.contains(status) ? INCONCLUSIVE : UNANSWERED;
		}
		return (status == 409 && "idempotency_duplicate".equals(code)) ? CLAIMED : REFUSED;
	}

	private static boolean isInconclusive(Failure failure) {
		return failure.status() == 408 || (failure.status() >= 500 && !FloraFailure.isToldBy(failure));
	}

}
