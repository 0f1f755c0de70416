package ai.flora.client.internal;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraValidationException;

/**
 * Makes the exception that belongs to the status or the code of an error response.
 *
 * @since 0.1.0
 */
public final class ApiExceptions {

	private ApiExceptions() {
	}

	/**
	 * Makes the exception of a status other than 429, which has one with a time of its
	 * own.
	 * @param message what happened
	 * @param details the details of the response
	 * @return a new exception
	 */
	public static FloraApiException of(String message, Details details) {
		if ("idempotency_conflict".equals(details.errorCode())) {
			return new FloraConflictException(message, details);
		}
		return switch (details.status()) {
			case 400, 422 -> new FloraValidationException(message, details);
			case 401 -> new FloraAuthenticationException(message, details);
			case 402 -> new FloraInsufficientCreditsException(message, details);
			case 403 -> new FloraPermissionDeniedException(message, details);
			case 404 -> new FloraNotFoundException(message, details);
			case 409 -> new FloraConflictException(message, details);
			default -> (details.status() / 100 == 5) ? new FloraServerException(message, details)
					: new FloraApiException(message, details);
		};
	}

}
