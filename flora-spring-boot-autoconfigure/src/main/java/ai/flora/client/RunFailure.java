package ai.flora.client;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * The reason of a failed run, and the advice.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA tells. Tests get
 * a failure from {@link Run#failure()} of a run that {@link Run#builder()} has made.
 *
 * @param code FLORA's machine-readable reason, an open set; {@code null} if FLORA gave
 * none
 * @param message FLORA's human-readable reason; {@code null} if FLORA gave none
 * @param advice what to do about it
 * @param moderated whether prompt, media or result were refused for their content. The
 * code tells it; for a code that hides the reason, words of the message do, such as
 * "content policy". So this is likely, but not certain
 * @since 0.1.0
 * @see Run#failure()
 */
public record RunFailure(@Nullable String code, @Nullable String message, FailureAdvice advice,
		boolean moderated) implements Serializable {

}
