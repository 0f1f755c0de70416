package ai.flora.client.internal.start;

import java.util.Set;
import java.util.stream.Stream;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.internal.ErrorCodes;
import ai.flora.client.internal.transport.Attempt;
import ai.flora.client.internal.transport.Failure;
import org.jspecify.annotations.Nullable;

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

	static StartVerdict of(Attempt.Failed<?> attempt) {
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
			return isOwnFailure(failure) ? FLORA_FAILED : GATEWAY_FAILURES.contains(status) ? INCONCLUSIVE : UNANSWERED;
		}
		return (status == 409 && "idempotency_duplicate".equals(code)) ? CLAIMED : REFUSED;
	}

	/** Gateways, too, write envelopes when JSON is asked for: only codes tell. */
	private static boolean isOwnFailure(Failure failure) {
		return isOwnFailure(failure.status(), failure.errorCode());
	}

	private static boolean isOwnFailure(int status, @Nullable String code) {
		return ErrorCodes.isOwnFailure(code) && status >= 500 && status != 502 && status != 504;
	}

	/** Tells whether a call ended because FLORA itself had failed. */
	static boolean isOwnFailure(@Nullable Throwable cause) {
		Throwable first = cause;
		while (first instanceof FloraStartUnconfirmedException) {
			first = first.getCause();
		}
		return first instanceof FloraApiException refused && isOwnFailure(refused.status(), refused.errorCode());
	}

	/**
	 * Tells whether FLORA itself had failed in a call that ended so: it may have made a
	 * run.
	 */
	static boolean hasOwnFailure(FloraException end) {
		return isOwnFailure(end) || Stream.of(end.getSuppressed()).anyMatch(StartVerdict::isOwnFailure);
	}

	private static boolean isInconclusive(Failure failure) {
		return failure.status() == 408 || (failure.status() >= 500 && !isOwnFailure(failure));
	}

}
