package ai.flora.client;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The meaning of FLORA's codes of failed runs. FLORA documents four codes. The others,
 * and the advice, come from FLORA's skills and from programs that have met them.
 * <p>
 * A new code goes into a set here, and into that of {@code MicrometerFloraMeterRecorder}.
 * A code of missing credits goes into the {@code StopRule} of batches, too.
 */
final class FailureCodes {

	private static final Set<String> RETRY = Set.of("MODEL_TIMEOUT", "INTERNAL_ERROR", "PROVIDER_ERROR",
			"GENERATION_PROVIDER_TIMEOUT", "GPU_PROVIDER_ERROR", "GENERATION_GENERIC_ERROR", "SERVER_ERROR",
			"GENERATION_PREGENERATION_FAILED", "GENERATION_POSTGENERATION_FAILED",
			"GENERATION_MAP_AFTER_REQUEST_FAILED", "GENERATION_FAILED_TO_START", "GENERATION_FAILED_TO_UPLOAD",
			"GENERATION_FAILED_TO_UPDATE", "GENERATION_FAILED_TO_GET");

	private static final Set<String> RETRY_LATER = Set.of("GENERATION_DOWNSTREAM_SERVICE_ERROR",
			"GENERATION_INVALID_PROVIDER_RESPONSE", "GENERATION_NO_RESULT", "GENERATION_MODAL_POLL_ERROR",
			"GENERATION_PROVIDER_FAILED_TO_GET_STATUS", "GENERATION_QUEUE_TOO_LARGE", "GENERATION_QUEUE_NOT_MOVING",
			"GENERATION_CIRCUIT_BREAKER_OPEN", "AUDIO_GENERATION_ERROR");

	private static final Set<String> MODERATED = Set.of("SAFETY_BLOCKED", "GENERATION_PROMPT_MODERATED", "LLM_REFUSAL");

	private static final Set<String> CHANGE_INPUT = Set.of("INPUT_UNREACHABLE", "GENERATION_INPUT_VALIDATION",
			"GENERATION_MAP_BEFORE_REQUEST_FAILED", "GENERATION_INVALID_PARAMS", "GENERATION_INVALID_URL",
			"GENERATION_ENDPOINT_NOT_FOUND", "GENERATION_PROVIDER_NOT_SUPPORTED");

	private static final Set<String> STOP = Set.of("BILLING_NOT_ENOUGH_CREDITS", "BILLING_WOULD_EXCEED_LIMIT",
			"BILLING_CREDITS_LIMIT_EXCEEDED", "BILLING_FAILED_TO_RESERVE_CREDITS", "GENERATION_NOT_PAID",
			"GENERATION_CANCELLED");

	/** Codes that leave the reason to the message. */
	private static final Set<String> VAGUE = Set.of("GPU_PROVIDER_ERROR", "GENERATION_NO_RESULT",
			"GENERATION_GENERIC_ERROR", "PROVIDER_ERROR", "AUDIO_GENERATION_ERROR");

	private static final Pattern BETWEEN_WORDS = Pattern.compile("[^a-z]+");

	/** Words of refusals in all forms that were seen; "moderate load" is no refusal. */
	private static final Pattern REFUSING_WORDS = Pattern
		.compile("safety ?(system|violation|filter)|moderat(?!e(ly)?\\b)|content ?polic(y|ies)|nsfw|flagged");

	private FailureCodes() {
	}

	static RunFailure read(@Nullable String code, @Nullable String message) {
		String known = (code != null) ? code.strip().toUpperCase(Locale.ROOT) : "";
		boolean moderated = MODERATED.contains(known) || (hidesReason(known) && (refuses(known) || refuses(message)));
		return new RunFailure(code, message, moderated ? FailureAdvice.CHANGE_INPUT : advice(known), moderated);
	}

	private static FailureAdvice advice(String code) {
		if (RETRY.contains(code)) {
			return FailureAdvice.RETRY;
		}
		if (RETRY_LATER.contains(code)) {
			return FailureAdvice.RETRY_LATER;
		}
		if (CHANGE_INPUT.contains(code)) {
			return FailureAdvice.CHANGE_INPUT;
		}
		// Unknown codes, too: a new run may cost money, so nothing advises it blindly.
		return FailureAdvice.STOP;
	}

	private static boolean hidesReason(String code) {
		return VAGUE.contains(code) || !isKnown(code);
	}

	private static boolean isKnown(String code) {
		return RETRY.contains(code) || RETRY_LATER.contains(code) || CHANGE_INPUT.contains(code) || STOP.contains(code)
				|| code.startsWith("BILLING_") || code.startsWith("ACCESS_") || code.endsWith("_ENTITLEMENT_REQUIRED");
	}

	private static boolean refuses(@Nullable String text) {
		String words = (text != null) ? text.toLowerCase(Locale.ROOT) : "";
		return REFUSING_WORDS.matcher(BETWEEN_WORDS.matcher(words).replaceAll(" ")).find();
	}

}
