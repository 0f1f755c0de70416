package ai.flora.client;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What FLORA's codes of failed runs mean.
 */
public class RunFailureTests {

	private static final String RETRY = """
			model_timeout internal_error provider_error GENERATION_PROVIDER_TIMEOUT GPU_PROVIDER_ERROR
			GENERATION_GENERIC_ERROR SERVER_ERROR GENERATION_PREGENERATION_FAILED GENERATION_POSTGENERATION_FAILED
			GENERATION_MAP_AFTER_REQUEST_FAILED GENERATION_FAILED_TO_START GENERATION_FAILED_TO_UPLOAD
			GENERATION_FAILED_TO_UPDATE GENERATION_FAILED_TO_GET""";

	private static final String RETRY_LATER = """
			GENERATION_DOWNSTREAM_SERVICE_ERROR GENERATION_INVALID_PROVIDER_RESPONSE GENERATION_NO_RESULT
			GENERATION_MODAL_POLL_ERROR GENERATION_PROVIDER_FAILED_TO_GET_STATUS GENERATION_QUEUE_TOO_LARGE
			GENERATION_QUEUE_NOT_MOVING GENERATION_CIRCUIT_BREAKER_OPEN AUDIO_GENERATION_ERROR""";

	private static final String MODERATED = "safety_blocked GENERATION_PROMPT_MODERATED LLM_REFUSAL";

	private static final String CHANGE_INPUT = """
			input_unreachable GENERATION_INPUT_VALIDATION GENERATION_MAP_BEFORE_REQUEST_FAILED
			GENERATION_INVALID_PARAMS GENERATION_INVALID_URL GENERATION_ENDPOINT_NOT_FOUND
			GENERATION_PROVIDER_NOT_SUPPORTED""";

	private static final String STOP = """
			BILLING_NOT_ENOUGH_CREDITS BILLING_WOULD_EXCEED_LIMIT BILLING_CREDITS_LIMIT_EXCEEDED
			BILLING_FAILED_TO_RESERVE_CREDITS GENERATION_NOT_PAID GENERATION_CANCELLED""";

	/** Families, of which FLORA's sources name no members. */
	private static final String FAMILIES = """
			ACCESS_DENIED ACCESS_WORKSPACE_FORBIDDEN BILLING_OF_ANOTHER_KIND VIDEO_ENTITLEMENT_REQUIRED
			4K_ENTITLEMENT_REQUIRED""";

	/**
	 * FLORA's codes that have a name.
	 * @return the code, the advice, whether the run was moderated
	 */
	public static Stream<Arguments> codes() {
		return Stream
			.of(of(RETRY, FailureAdvice.RETRY, false), of(RETRY_LATER, FailureAdvice.RETRY_LATER, false),
					of(MODERATED, FailureAdvice.CHANGE_INPUT, true),
					of(CHANGE_INPUT, FailureAdvice.CHANGE_INPUT, false), of(STOP, FailureAdvice.STOP, false))
			.flatMap((codes) -> codes);
	}

	static Stream<Arguments> families() {
		return of(FAMILIES, FailureAdvice.STOP, false);
	}

	private static Stream<Arguments> of(String codes, FailureAdvice advice, boolean moderated) {
		return Stream.of(codes.split("\\s+")).map((code) -> Arguments.of(code, advice, moderated));
	}

	@ParameterizedTest
	@MethodSource({ "codes", "families" })
	void codesHaveTheirAdvice(String code, FailureAdvice advice, boolean moderated) {
		assertThat(failure(code, "Something happened"))
			.isEqualTo(new RunFailure(code, "Something happened", advice, moderated));
		assertThat(failure(code, null)).isEqualTo(new RunFailure(code, null, advice, moderated));
	}

	@ParameterizedTest
	@ValueSource(strings = { "gpu_provider_error", " GPU_PROVIDER_ERROR ", "Gpu_Provider_Error" })
	void codesAreReadInAnyCase(String code) {
		assertThat(failure(code, null)).isEqualTo(new RunFailure(code, null, FailureAdvice.RETRY, false));
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "SOMETHING_NEW", "something new" })
	void whatIsNotKnownIsNotTriedAgainBlindly(String code) {
		assertThat(failure(code, "Something happened"))
			.isEqualTo(new RunFailure(code, "Something happened", FailureAdvice.STOP, false));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			GPU_PROVIDER_ERROR       | Your request was rejected by the safety system
			GPU_PROVIDER_ERROR       | safety_violations=[sexual]
			GENERATION_NO_RESULT     | Output was moderated
			GENERATION_NO_RESULT     | Failed MODERATION checks
			GENERATION_GENERIC_ERROR | This violates our Content Policy.
			GENERATION_GENERIC_ERROR | NSFW content detected
			provider_error           | The image was flagged
			AUDIO_GENERATION_ERROR   | The lyrics violate our content policies
			SOMETHING_NEW            | Prompt flagged by the provider
			                         | Blocked by content policy
			""")
	void vagueCodesHideRefusals(String code, String message) {
		assertThat(failure(code, message)).isEqualTo(new RunFailure(code, message, FailureAdvice.CHANGE_INPUT, true));
	}

	@ParameterizedTest
	@ValueSource(strings = { "content_policy_violation", "litellm.ContentPolicyViolationError",
			"{\"type\":\"content-policy\"}", "SAFETY-SYSTEM", "Safety violations: sexual", "SAFETY_FILTER",
			"the safety\n system", "image-moderation", "is_flagged=true", "NSFW" })
	void refusalsAreReadHoweverTheirWordsAreJoined(String message) {
		assertThat(failure("GPU_PROVIDER_ERROR", message))
			.isEqualTo(new RunFailure("GPU_PROVIDER_ERROR", message, FailureAdvice.CHANGE_INPUT, true));
	}

	/** FLORA may come to name what vague codes hide now. */
	@ParameterizedTest
	@ValueSource(strings = { "CONTENT_POLICY_VIOLATION", "GENERATION_OUTPUT_MODERATED", "nsfw_detected",
			"GENERATION_SAFETY_VIOLATION" })
	void codeThatIsNotKnownTellsOfARefusalItself(String code) {
		assertThat(failure(code, null)).isEqualTo(new RunFailure(code, null, FailureAdvice.CHANGE_INPUT, true));
	}

	@ParameterizedTest
	@CsvSource({ "GENERATION_INVALID_URL, The URL was flagged as unreachable",
			"GENERATION_INPUT_VALIDATION, moderation_level: must be one of low and high",
			"BILLING_NOT_ENOUGH_CREDITS, No credits for content policy checks",
			"GENERATION_QUEUE_TOO_LARGE, The nsfw queue is full", "ACCESS_DENIED, Account flagged",
			"model_timeout, The moderation took too long" })
	void codesThatSayWhyAreBelieved(String code, String message) {
		assertThat(failure(code, message).moderated()).isFalse();
	}

	/** Words that are spelled alike. */
	@ParameterizedTest
	@ValueSource(strings = { "The provider is under moderate load", "Moderately long queue", "MODERATE_LOAD",
			"Content-Type: text/html", "Unsafe operation in the model", "Retry policy exhausted",
			"Connection refused" })
	void measureIsNoRefusal(String message) {
		assertThat(failure("provider_error", message))
			.isEqualTo(new RunFailure("provider_error", message, FailureAdvice.RETRY, false));
	}

	@ParameterizedTest
	@EnumSource(names = "FAILED", mode = EnumSource.Mode.EXCLUDE)
	void onlyFailedRunsHaveAReason(RunStatus status) {
		assertThat(Run.builder().status(status).errorCode("LLM_REFUSAL").build().failure()).isNull();
	}

	@Test
	void exceptionSaysWhatToDo() {
		assertThat(new FloraRunFailedException(run("SERVER_ERROR", "Oops")))
			.hasMessage("Run run_1 failed: SERVER_ERROR (Oops). The same request may succeed now, as a new run with a "
					+ "charge of its own")
			.satisfies((ex) -> assertThat(ex.failure()).isEqualTo(failure("SERVER_ERROR", "Oops")));
		assertThat(new FloraRunFailedException(run("GENERATION_QUEUE_TOO_LARGE", null)))
			.hasMessageEndingWith("may succeed in some minutes, as a new run with a charge of its own");
		assertThat(new FloraRunFailedException(run("GENERATION_INVALID_PARAMS", null)))
			.hasMessageEndingWith("The same request would fail again: change its prompt, params or media");
		assertThat(new FloraRunFailedException(run(null, null)))
			.hasMessage("Run run_1 failed without an error code. Do not try again before the reason is dealt with");
		assertThat(new FloraRunModeratedException(run("LLM_REFUSAL", null))).hasMessageEndingWith(
				"It was refused for its content: the same request would fail again, so change its prompt or media");
	}

	private static RunFailure failure(String code, String message) {
		RunFailure failure = run(code, message).failure();
		assertThat(failure).isNotNull();
		return failure;
	}

	private static Run run(String code, String message) {
		return Run.builder().runId("run_1").status(RunStatus.FAILED).errorCode(code).errorMessage(message).build();
	}

}
