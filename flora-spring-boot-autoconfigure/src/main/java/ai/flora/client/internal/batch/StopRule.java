package ai.flora.client.internal.batch;

import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.ApiExceptions;
import ai.flora.client.internal.start.FloraFailure;
import org.jspecify.annotations.Nullable;

/**
 * Stops the other items of a batch that would fail as one of them did. If credits, key or
 * plan do not suffice, these are all others. If FLORA does not know the model or the
 * project, or does not let the key in, these are the others of the same model and
 * project.
 */
final class StopRule {

	/** Further codes of missing credits begin with {@code BILLING_}. */
	private static final Set<String> OUT_OF_CREDITS = Set.of("GENERATION_NOT_PAID", "INSUFFICIENT_CREDITS");

	private static final String NO_PLAN = "PAID_PLAN_REQUIRED";

	private final BiPredicate<GenerationRequest, GenerationRequest> alike;

	/**
	 * Creates a rule.
	 * @param alike tells whether two requests are started in the same project, with the
	 * same model
	 */
	StopRule(BiPredicate<GenerationRequest, GenerationRequest> alike) {
		this.alike = alike;
	}

	/** Ends the items that would be refused for the reason of this one. */
	void refused(SubmittedBatch batch, GenerationRequest request, FloraException thrown) {
		// The cause of an unconfirmed start is the refusal that followed.
		Throwable reason = (thrown instanceof FloraStartUnconfirmedException) ? thrown.getCause() : thrown;
		if (!(reason instanceof FloraApiException refusal)) {
			return;
		}
		// FLORA may have refused, or not found, media that are imported first.
		boolean ofProject = (refusal instanceof FloraPermissionDeniedException
				|| refusal instanceof FloraNotFoundException) && request.images().isEmpty()
				&& request.videos().isEmpty();
		if (concernsAll(refusal)) {
			batch.stop(ofOthers(refusal), (other) -> true);
		}
		else if (ofProject) {
			batch.stop(ofOthers(refusal), (other) -> this.alike.test(request, other));
		}
	}

	/** FLORA may have failed at the item before it refused it, but not at the others. */
	private static FloraApiException ofOthers(FloraApiException refusal) {
		return FloraFailure.mayBeStartedAnew(refusal) ? refusal
				: ApiExceptions.of(String.valueOf(refusal.getMessage()), refusal.details());
	}

	/** Returns whether credits, key or rights are missing: asking again is no use. */
	static boolean isRefusal(@Nullable Throwable thrown) {
		return thrown instanceof FloraPermissionDeniedException
				|| (thrown instanceof FloraApiException refusal && concernsAll(refusal));
	}

	private static boolean concernsAll(FloraApiException refusal) {
		return refusal instanceof FloraInsufficientCreditsException || refusal instanceof FloraAuthenticationException
				|| isOutOfCredits(refusal.errorCode()) || NO_PLAN.equals(upperCase(refusal.errorCode()));
	}

	/** Ends the items that have not begun, if a run has failed for lack of credits. */
	void failed(SubmittedBatch batch, FloraRunFailedException failure) {
		if (isOutOfCredits(failure.errorCode())) {
			batch.stop(
					new FloraException("Nothing was started: credits do not suffice, since run " + failure.run().runId()
							+ " of the same batch has failed with " + failure.errorCode() + ".", failure),
					(other) -> true);
		}
	}

	private static boolean isOutOfCredits(@Nullable String code) {
		String known = upperCase(code);
		return known.startsWith("BILLING_") || OUT_OF_CREDITS.contains(known);
	}

	/** Codes are compared without regard to case, as for the advice of a run. */
	private static String upperCase(@Nullable String code) {
		return (code != null) ? code.strip().toUpperCase(Locale.ROOT) : "";
	}

}
