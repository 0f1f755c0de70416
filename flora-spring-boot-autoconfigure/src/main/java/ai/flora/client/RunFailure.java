package ai.flora.client;

import java.io.Serializable;

import org.jspecify.annotations.Nullable;

/**
 * Why a run has failed, and what to do.
 * <p>
 * The constructor is not part of the contract.
 *
 * @param code FLORA's machine-readable reason, an open set; {@code null} if FLORA gave
 * none
 * @param message FLORA's human-readable reason; {@code null} if FLORA gave none
 * @param advice what to do
 * @param moderated whether the prompt, its media or the result was refused for its
 * content. Also by the words of the message: some codes hide a refusal
 * @since 0.1.0
 * @see Run#failure()
 */
public record RunFailure(@Nullable String code, @Nullable String message, FailureAdvice advice,
		boolean moderated) implements Serializable {

}
