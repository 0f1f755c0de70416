package ai.flora.client.internal.start;

import java.util.Set;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.internal.transport.Attempt;
import ai.flora.client.internal.transport.Failure;
import org.jspecify.annotations.Nullable;

/**
 * What a failed attempt to start a run says of that run.
 */
enum StartVerdict {

	/** The request has not left this process: FLORA knows nothing of it. */
	NOT_SENT,

	/** Nobody answered, and FLORA may still be at it. */
	UNANSWERED,

	/** The answer tells nothing of the run, for it is a gateway's, or unreadable. */
	UNSURE,

	/** The key of this start is claimed, which is not yet a run. */
	CLAIMED,

	/** Asked too often: this attempt did nothing. */
	RATE_LIMITED,

	/** FLORA itself has failed, and says that the key may be used again. */
	FAILED,

	/** The request makes no sense: no attempt of this start did anything. */
	INVALID,

	/** Refused for another reason, which says nothing of earlier attempts. */
	REFUSED;

	private static final Set<String> OWN_FAILURES = Set.of("internal_error", "unknown_error", "service_unavailable");

	/** Other failures of gateways, some with numbers of their own, may be timeouts. */
	private static final Set<Integer> AT_ONCE = Set.of(500, 502, 503);

	static StartVerdict of(Attempt.Failed<?> attempt) {
		Failure failure = attempt.failure();
		if (!attempt.sent() || !failure.mayHaveTakenEffect()) {
			// An interceptor that answers in FLORA's place is believed, but asked again
			// like any transport that could not send.
			return (failure.status() == 0 || isUnsure(failure)) ? NOT_SENT : ofStatus(failure);
		}
		if (failure.status() == 0) {
			return (failure instanceof Failure.Unreadable) ? UNSURE : UNANSWERED;
		}
		return ofStatus(failure);
	}

	/** Whether this very attempt may have made a run. */
	boolean mayHaveMadeARun() {
		return this == UNANSWERED || this == UNSURE || this == FAILED;
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
			return isOwnFailure(failure) ? FAILED : AT_ONCE.contains(status) ? UNSURE : UNANSWERED;
		}
		if (status == 409 && "idempotency_duplicate".equals(code)) {
			return CLAIMED;
		}
		return ((status == 400 || status == 422) && "input_validation_error".equals(code)) ? INVALID : REFUSED;
	}

	/** Platforms, too, write envelopes when JSON is asked for: only codes tell. */
	private static boolean isOwnFailure(Failure failure) {
		return isOwnFailure(failure.status(), failure.errorCode());
	}

	private static boolean isOwnFailure(int status, @Nullable String code) {
		return code != null && OWN_FAILURES.contains(code) && status >= 500 && status != 502 && status != 504;
	}

	/** Whether a call ended since FLORA had failed, whose key may be used again. */
	static boolean isOwnFailure(@Nullable Throwable cause) {
		Throwable first = cause;
		while (first instanceof FloraStartUnconfirmedException) {
			first = first.getCause();
		}
		return first instanceof FloraApiException refused && isOwnFailure(refused.status(), refused.errorCode());
	}

	private static boolean isUnsure(Failure failure) {
		return failure.status() == 408 || (failure.status() >= 500 && !isOwnFailure(failure));
	}

}
