package ai.flora.client.internal.start;

import java.io.IOException;
import java.util.List;

import ai.flora.client.FloraApiException.Details;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.response.TestFailures;
import ai.flora.client.internal.transport.Attempt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StartVerdict}: a response that is misread is charged twice, or a run
 * that was charged is called not started.
 */
class StartVerdictTests {

	@ParameterizedTest
	@CsvSource({ "408,,UNANSWERED", "408,internal_error,UNANSWERED", "504,,UNANSWERED", "504,internal_error,UNANSWERED",
			"429,,RATE_LIMITED", "500,internal_error,FLORA_FAILED", "500,unknown_error,FLORA_FAILED",
			"503,service_unavailable,FLORA_FAILED", "520,internal_error,FLORA_FAILED", "500,,INCONCLUSIVE",
			"500,FUNCTION_THROTTLED,INCONCLUSIVE", "502,,INCONCLUSIVE", "502,internal_error,INCONCLUSIVE",
			"503,,INCONCLUSIVE", "501,,UNANSWERED", "524,,UNANSWERED", "409,idempotency_duplicate,CLAIMED",
			"409,idempotency_conflict,REFUSED", "409,,REFUSED", "400,idempotency_duplicate,REFUSED",
			"499,internal_error,REFUSED", "400,input_validation_error,REFUSED", "422,input_validation_error,REFUSED",
			"403,input_validation_error,REFUSED", "400,invalid_json,REFUSED", "401,,REFUSED", "402,,REFUSED" })
	void responseMeans(int status, String code, StartVerdict verdict) {
		assertThat(verdict(TestFailures.errorResponse(status, code), true)).isEqualTo(verdict);
	}

	@ParameterizedTest
	@CsvSource({ "408,,NOT_SENT", "500,,NOT_SENT", "502,internal_error,NOT_SENT", "504,internal_error,NOT_SENT",
			"500,internal_error,FLORA_FAILED", "429,,RATE_LIMITED", "499,,REFUSED", "401,,REFUSED",
			"409,idempotency_duplicate,CLAIMED" })
	void responseOfAnInterceptorThatSentNothingMeans(int status, String code, StartVerdict verdict) {
		assertThat(verdict(TestFailures.errorResponse(status, code), false)).isEqualTo(verdict);
	}

	@Test
	void attemptWithoutAResponseIsUnansweredUnlessNothingWasSent() {
		Failure cut = new Failure.NoResponse(new IOException("Connection reset"), false);
		assertThat(verdict(cut, true)).isEqualTo(StartVerdict.UNANSWERED);
		assertThat(verdict(cut, false)).isEqualTo(StartVerdict.NOT_SENT);
		assertThat(verdict(new Failure.DeadlinePassed(), true)).isEqualTo(StartVerdict.UNANSWERED);
		assertThat(verdict(new Failure.DeadlinePassed(), false)).isEqualTo(StartVerdict.NOT_SENT);
		assertThat(verdict(new Failure.Unexpected(new IllegalStateException()), true))
			.isEqualTo(StartVerdict.UNANSWERED);
		assertThat(verdict(new Failure.Unreadable("no JSON", false), true)).isEqualTo(StartVerdict.INCONCLUSIVE);
	}

	/** An interceptor has repeated the request, and the first response was lost. */
	@ParameterizedTest
	@CsvSource({ "429,,UNANSWERED", "502,,UNANSWERED", "504,,UNANSWERED", "500,internal_error,FLORA_FAILED",
			"409,idempotency_duplicate,CLAIMED", "400,input_validation_error,REFUSED" })
	void responseToARequestThatWasSentBeforeMeans(int status, String code, StartVerdict verdict) {
		Failure failure = TestFailures.errorResponse(status, code);
		assertThat(StartVerdict.of(new Attempt.Failed<>(failure, true, true))).isEqualTo(verdict);
	}

	@Test
	void verdictsAfterWhichThereMayBeARun() {
		assertThat(StartVerdict.values()).filteredOn(StartVerdict::mayHaveMadeRun)
			.containsExactly(StartVerdict.UNANSWERED, StartVerdict.INCONCLUSIVE, StartVerdict.FLORA_FAILED);
	}

	@Test
	void callEndedByFlorasOwnFailureIsRecognisedThroughItsExceptions() {
		FloraServerException florasFailure = server(500, "internal_error");
		assertThat(FloraFailure.in(unconfirmed(unconfirmed(florasFailure)))).isSameAs(florasFailure);
		assertThat(FloraFailure.in(unconfirmed(server(504, "internal_error")))).isNull();
		assertThat(FloraFailure.in(unconfirmed(server(502, "internal_error")))).isNull();
		assertThat(FloraFailure.in(unconfirmed(server(500, "other")))).isNull();
		assertThat(FloraFailure.in(unconfirmed(server(500, null)))).isNull();
		assertThat(FloraFailure.in(unconfirmed(new IOException()))).isNull();
		assertThat(FloraFailure.in(unconfirmed(null))).isNull();
	}

	private static StartVerdict verdict(Failure failure, boolean sent) {
		return StartVerdict.of(new Attempt.Failed<>(failure, sent, false));
	}

	private static FloraServerException server(int status, String code) {
		return new FloraServerException("No.", new Details(status, code, List.of(), null, null));
	}

	private static FloraStartUnconfirmedException unconfirmed(Throwable cause) {
		return new FloraStartUnconfirmedException("no", "key", GenerationRequest.image("A harbour"), List.of(), cause);
	}

}
