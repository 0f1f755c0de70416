package ai.flora.client.follow;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraResponseTooLargeException;

/**
 * What a look that failed says of the looks after it.
 */
enum LookVerdict {

	/** The next one may succeed: FLORA is not reached, is busy, or fails. */
	PASSING,

	/**
	 * The next one may succeed, but whether any does is not FLORA's business alone: the
	 * key is refused, or somebody else than FLORA answers.
	 */
	DOUBTFUL,

	/** FLORA says that there is no such run. */
	GONE,

	/** This run cannot be read, however often it is tried. */
	FINAL;

	/**
	 * Judges a failure. Errors of FLORA's own have a code; what has none, a gateway may
	 * have answered.
	 */
	static LookVerdict of(FloraException failure) {
		if (failure instanceof FloraResponseTooLargeException) {
			return FINAL;
		}
		if (failure instanceof FloraResponseException) {
			return DOUBTFUL;
		}
		return (failure instanceof FloraApiException refused) ? of(refused.status(), refused.errorCode() != null)
				: PASSING;
	}

	private static LookVerdict of(int status, boolean byFlora) {
		if (status >= 500) {
			return byFlora ? PASSING : DOUBTFUL;
		}
		return switch (status) {
			case 408, 425, 429 -> PASSING;
			case 404 -> byFlora ? GONE : DOUBTFUL;
			case 410 -> FINAL;
			case 400, 422 -> byFlora ? FINAL : DOUBTFUL;
			default -> DOUBTFUL;
		};
	}

	static boolean isNotFound(FloraException failure) {
		return failure instanceof FloraApiException refused && refused.status() == 404;
	}

}
