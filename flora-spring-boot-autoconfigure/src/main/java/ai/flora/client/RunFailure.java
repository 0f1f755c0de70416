package ai.flora.client;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * Why a run has failed, and what to do.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA tells. Tests get a
 * failure from {@link Run#failure()}, of a {@link Run#builder() run} that has failed.
 *
 * @param code FLORA's machine-readable reason, an open set; {@code null} if FLORA gave
 * none
 * @param message FLORA's human-readable reason; {@code null} if FLORA gave none
 * @param advice what to do
 * @param moderated whether the prompt, its media or what was made of them was refused for
 * its content. Told by the code, or by words such as "content policy" in the message of a
 * code that does not say why; so it is a likely reason, not a sure one
 * @since 0.1.0
 * @see Run#failure()
 */
public record RunFailure(@Nullable String code, @Nullable String message, FailureAdvice advice,
		boolean moderated) implements Serializable {

}
