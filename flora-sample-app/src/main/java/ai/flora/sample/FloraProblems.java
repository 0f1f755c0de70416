package ai.flora.sample;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.FloraValidationException;
import ai.flora.sample.GenerationController.FieldProblem;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Turns FLORA's errors into problems of RFC 9457 for callers of this application. The log
 * has the whole message, the caller what concerns them.
 */
@Order(-1) // before Spring Boot's advice, which names no fields
@RestControllerAdvice
class FloraProblems {

	private static final Log logger = LogFactory.getLog(FloraProblems.class);

	private static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(5);

	@ExceptionHandler
	ProblemDetail invalid(MethodArgumentNotValidException ex) {
		return invalid(ex.getFieldErrors()
			.stream()
			.map((error) -> new FieldProblem(error.getField(), String.valueOf(error.getDefaultMessage())))
			.toList());
	}

	/**
	 * Every failure of FLORA's, and of a request that never got there.
	 */
	@ExceptionHandler
	ResponseEntity<ProblemDetail> failed(FloraException ex) {
		ProblemDetail problem = logged(ex);
		ResponseEntity.BodyBuilder response = ResponseEntity.status(problem.getStatus());
		if (ex instanceof FloraRateLimitException limited) {
			response.header(HttpHeaders.RETRY_AFTER, Long.toString(seconds(limited.retryAfter())));
		}
		return response.body(problem);
	}

	/**
	 * Returns the problem for a caller of this application; the log gets the whole
	 * message.
	 */
	static ProblemDetail logged(FloraException ex) {
		ProblemDetail problem = of(ex);
		if (HttpStatus.valueOf(problem.getStatus()).is5xxServerError()) {
			logger.warn(ex.getMessage());
		}
		return problem;
	}

	/**
	 * Returns the problem of a form whose fields its caller has to change.
	 */
	static ProblemDetail invalid(List<FieldProblem> fields) {
		return GenerationController.problem(HttpStatus.BAD_REQUEST, "This cannot be generated",
				"Something is missing or too long.", fields);
	}

	/**
	 * Returns the problem of a start that has failed.
	 */
	static ProblemDetail ofStart(RuntimeException ex) {
		if (ex instanceof FloraException failure) {
			return of(failure);
		}
		if (ex instanceof ErrorResponse response) {
			return response.getBody();
		}
		// A project or workspace is not set. The message names the property.
		return GenerationController.problem(HttpStatus.INTERNAL_SERVER_ERROR,
				"This application is not set up to start runs", String.valueOf(ex.getMessage()), List.of());
	}

	/**
	 * Returns the problem of a run that FLORA does not know. Only who asks for a run
	 * knows that this is what was not found: it may be a project, or FLORA itself.
	 */
	static ProblemDetail unknownRun(FloraNotFoundException ex) {
		return problem(HttpStatus.NOT_FOUND, "No such run", "There is no such run, or it belongs to another workspace.",
				ex);
	}

	private static ProblemDetail of(FloraException ex) {
		if (ex instanceof FloraValidationException refused && !FieldProblem.ofCaller(refused).isEmpty()) {
			return GenerationController.problem(HttpStatus.BAD_REQUEST, "FLORA refused this request",
					"Something in it is not as it should be.", FieldProblem.ofCaller(refused));
		}
		if (ex instanceof FloraRequestRefusedException) {
			// The model does not do what is asked for; nothing was sent.
			return problem(HttpStatus.BAD_REQUEST, "This model does not do that", String.valueOf(ex.getMessage()), ex);
		}
		if (ex instanceof FloraRateLimitException) {
			return problem(HttpStatus.SERVICE_UNAVAILABLE, "FLORA's rate limit is exceeded",
					"FLORA is asked too often at the moment. Try again later.", ex);
		}
		if (ex instanceof FloraTimeoutException) {
			return problem(HttpStatus.GATEWAY_TIMEOUT, "FLORA did not answer in time", "Try again later.", ex);
		}
		if (ex instanceof FloraAuthenticationException || ex instanceof FloraInsufficientCreditsException
				|| ex instanceof FloraPermissionDeniedException || ex instanceof FloraNotFoundException) {
			// Not 401, 402, 403 or 404, for the caller did nothing wrong.
			return problem(HttpStatus.BAD_GATEWAY, "FLORA refused this application",
					"Its operator has to look at its settings and its FLORA account.", ex);
		}
		if (ex instanceof FloraStartUnconfirmedException unconfirmed) {
			ProblemDetail problem = problem(HttpStatus.BAD_GATEWAY, "It is not known whether the run was started",
					"FLORA may have started and charged it. Look at the runs before you start it again.", ex);
			// The key tells a later look whether it was charged.
			problem.setProperty("idempotencyKey", unconfirmed.idempotencyKey());
			return problem;
		}
		if (ex instanceof FloraServerException) {
			// FLORA may have made a run nevertheless, which lists do not show yet.
			return problem(HttpStatus.BAD_GATEWAY, "FLORA failed",
					"FLORA could not serve this request. If it was a start, look at the runs before you start it again.",
					ex);
		}
		return problem(HttpStatus.BAD_GATEWAY, "FLORA failed", "FLORA could not serve this request.", ex);
	}

	private static ProblemDetail problem(HttpStatus status, String title, String detail, FloraException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
		problem.setTitle(title);
		if (ex instanceof FloraApiException refused) {
			setIfPresent(problem, "requestId", refused.requestId());
			setIfPresent(problem, "errorCode", refused.errorCode());
		}
		return problem;
	}

	private static void setIfPresent(ProblemDetail problem, String name, @Nullable String value) {
		if (value != null) {
			problem.setProperty(name, value);
		}
	}

	/** Rounded up: a client that comes back too early only makes it worse. */
	private static long seconds(@Nullable Duration retryAfter) {
		return ((retryAfter != null) ? retryAfter : DEFAULT_RETRY_AFTER).plusNanos(999_999_999).toSeconds();
	}

}
