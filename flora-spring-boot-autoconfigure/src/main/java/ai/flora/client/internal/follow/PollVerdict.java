package ai.flora.client.internal.follow;

import java.util.Set;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.internal.ErrorCodes;

/**
 * Judges what a failed poll tells about the polls after it.
 */
enum PollVerdict {

	/** The next poll may succeed: FLORA is not reached, is busy, or fails. */
	PASSING,

	/**
	 * The next poll may succeed, or none may: the key is refused, or the response is not
	 * FLORA's own.
	 */
	QUESTIONABLE,

	/** FLORA says that there is no such run. */
	GONE,

	/** This run cannot be read, however often it is tried. */
	FINAL;

	private static final Set<String> REFUSALS = Set.of("input_validation_error", "invalid_json");

	/**
	 * Judges a failure. FLORA's own errors have a documented code; a response without one
	 * may come from a proxy.
	 */
	static PollVerdict of(FloraException failure) {
		if (failure instanceof FloraResponseTooLargeException) {
			return FINAL;
		}
		if (failure instanceof FloraResponseException) {
			return QUESTIONABLE;
		}
		return (failure instanceof FloraApiException refused)
				? of(refused.status(), String.valueOf(refused.errorCode())) : PASSING;
	}

	private static PollVerdict of(int status, String code) {
		return switch (status) {
			case 408, 425, 429 -> PASSING;
			case 404 -> code.equals("not_found") ? GONE : QUESTIONABLE;
			case 410 -> FINAL;
			case 400, 422 -> REFUSALS.contains(code) ? FINAL : QUESTIONABLE;
			case 502, 504 -> QUESTIONABLE;
			default -> (status >= 500 && ErrorCodes.isOwnFailure(code)) ? PASSING : QUESTIONABLE;
		};
	}

	/** Returns whether a smaller page may be read where this one could not. */
	static boolean isPerhapsTooLarge(FloraException failure) {
		return of(failure) == FINAL || (failure instanceof FloraApiException refused && refused.status() == 413);
	}

	/**
	 * Returns whether FLORA itself refuses what no later call can change: its list tells
	 * nothing then. A gateway's response has no code.
	 */
	static boolean isRefused(FloraException failure) {
		return of(failure) == GONE
				|| (failure instanceof FloraPermissionDeniedException refused && refused.errorCode() != null);
	}

	/** Returns whether no later poll of the run can tell more. */
	static boolean isLastWord(FloraException failure) {
		return of(failure) == FINAL || isRefused(failure);
	}

	static boolean isNotFound(FloraException failure) {
		return failure instanceof FloraApiException refused && refused.status() == 404;
	}

}
