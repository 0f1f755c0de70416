package ai.flora.client.internal;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Codes by which FLORA says that it has failed itself.
 *
 * @since 0.1.0
 */
public final class ErrorCodes {

	private static final Set<String> FAILURES = Set.of("internal_error", "unknown_error", "service_unavailable");

	private ErrorCodes() {
	}

	/**
	 * Tells whether a code says that FLORA itself has failed, and no gateway before it.
	 * @param code the code; {@code null} if the response has none
	 * @return whether it does
	 */
	public static boolean isOwnFailure(@Nullable String code) {
		return code != null && FAILURES.contains(code);
	}

}
