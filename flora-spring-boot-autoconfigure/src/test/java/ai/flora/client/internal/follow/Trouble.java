package ai.flora.client.internal.follow;

import java.util.List;
import java.util.function.Supplier;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraValidationException;
import org.jspecify.annotations.Nullable;

/**
 * Failures of polls.
 */
enum Trouble {

	KEY(() -> new FloraAuthenticationException("no", details(401, "invalid_api_key"))),

	PERMISSION(() -> new FloraPermissionDeniedException("no", details(403, "forbidden"))),

	PERMISSION_PAGE(() -> new FloraPermissionDeniedException("a page", details(403, null))),

	TIMEOUT(() -> new FloraApiException("a page", details(408, null))),

	PAGE(() -> new FloraApiException("a page", details(418, null))),

	NOT_FOUND_PAGE(() -> new FloraNotFoundException("a page", details(404, null))),

	UNREADABLE(() -> new FloraResponseException("no JSON", null)),

	BUSY(() -> new FloraRateLimitException("too many", details(429, "rate_limited"), null)),

	SERVER(() -> new FloraServerException("busy", details(503, "service_unavailable"))),

	TOO_LARGE(() -> new FloraResponseTooLargeException("flora.max-response-size", null)),

	GONE(() -> new FloraApiException("gone", details(410, "gone"))),

	INVALID(() -> new FloraValidationException("bad", details(400, "input_validation_error"))),

	NOT_FOUND(() -> new FloraNotFoundException("none", details(404, "not_found")));

	private final Supplier<FloraException> exception;

	Trouble(Supplier<FloraException> exception) {
		this.exception = exception;
	}

	FloraException exception() {
		return this.exception.get();
	}

	private static Details details(int status, @Nullable String code) {
		return new Details(status, code, List.of(), "req_1", null);
	}

}
