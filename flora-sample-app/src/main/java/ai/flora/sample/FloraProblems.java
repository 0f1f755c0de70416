package ai.flora.sample;

import java.time.Duration;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraTimeoutException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * What FLORA's errors mean to a caller of this application: a problem of RFC 9457. A
 * refused key is 502, for the caller did nothing wrong.
 */
@RestControllerAdvice
class FloraProblems {

	private static final Log logger = LogFactory.getLog(FloraProblems.class);

	private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(5);

	@ExceptionHandler
	ResponseEntity<ProblemDetail> notFound(FloraNotFoundException ex) {
		return problem(HttpStatus.NOT_FOUND, "There is no such run, or it belongs to another workspace.", ex);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> rateLimited(FloraRateLimitException ex) {
		ResponseEntity<ProblemDetail> problem = problem(HttpStatus.SERVICE_UNAVAILABLE,
				"FLORA is asked too often at the moment. Try again later.", ex);
		return ResponseEntity.status(problem.getStatusCode())
			.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds(ex.retryAfter())))
			.body(problem.getBody());
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> timeout(FloraTimeoutException ex) {
		return problem(HttpStatus.GATEWAY_TIMEOUT, "FLORA did not answer in time. Try again later.", ex);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> other(FloraException ex) {
		return problem(HttpStatus.BAD_GATEWAY, "FLORA could not serve this request.", ex);
	}

	@ExceptionHandler
	ResponseEntity<ProblemDetail> badRequest(IllegalArgumentException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"A run's id holds neither white space nor control characters.");
		return ResponseEntity.of(problem).build();
	}

	private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail, FloraException ex) {
		if (status.is5xxServerError()) {
			logger.warn(ex.getMessage());
		}
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		if (ex instanceof FloraApiException refused) {
			setIfPresent(problem, "requestId", refused.requestId());
			setIfPresent(problem, "errorCode", refused.errorCode());
		}
		return ResponseEntity.of(problem).build();
	}

	private static void setIfPresent(ProblemDetail problem, String name, @Nullable String value) {
		if (value != null) {
			problem.setProperty(name, value);
		}
	}

	/** Rounded up: a client that comes back too early only makes it worse. */
	private static long seconds(@Nullable Duration retryAfter) {
		return ((retryAfter != null) ? retryAfter : DEFAULT_RETRY_AFTER).plusMillis(999).toSeconds();
	}

}
