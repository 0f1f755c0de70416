package ai.flora.client.internal.transport;

import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.FloraValidationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CallHistory}.
 */
class CallHistoryTests {

	@Test
	void failedWhenFloraFailsOrRefusesTheKeyIsFailure() {
		assertThat(after(new FloraServerException("", details(503, null))).failure()).isNotNull();
		assertThat(after(new FloraAuthenticationException("", details(401, "invalid_api_key"))).failure()).isNotNull();
		assertThat(after(new FloraTimeoutException("", null)).failure()).isNotNull();
	}

	@Test
	void failedWhenOnlyAnAuthorizedCallerGetsTheRefusalIsSuccess() {
		for (FloraException refusal : List.of(new FloraValidationException("", details(400, "input_validation_error")),
				new FloraInsufficientCreditsException("", details(402, "insufficient_credits")),
				new FloraConflictException("", details(409, "idempotency_duplicate")),
				new FloraConflictException("", details(422, "idempotency_conflict")))) {
			CallHistory history = after(refusal);
			assertThat(history.success()).as(refusal.toString()).isNotNull();
			assertThat(history.failure()).as(refusal.toString()).isNull();
		}
	}

	@Test
	void failedWhenItTellsNothingOfFloraIsNeither() {
		for (FloraException tellsNothing : List.of(new FloraNotFoundException("", details(404, null)),
				new FloraNotFoundException("", details(404, "not_found")),
				new FloraApiException("", details(405, "method_not_allowed")),
				new FloraApiException("", details(410, "gone")),
				new FloraValidationException("", details(400, "bad_request")),
				new FloraRateLimitException("", details(429, "rate_limited"), null),
				new FloraResponseException("", null))) {
			CallHistory history = after(tellsNothing);
			assertThat(history.success()).as(tellsNothing.toString()).isNull();
			assertThat(history.failure()).as(tellsNothing.toString()).isNull();
		}
	}

	private static CallHistory after(FloraException exception) {
		CallHistory history = new CallHistory();
		history.failed(exception, Duration.ofMillis(1));
		return history;
	}

	private static Details details(int status, @Nullable String code) {
		return new Details(status, code, List.of(), null, null);
	}

}
