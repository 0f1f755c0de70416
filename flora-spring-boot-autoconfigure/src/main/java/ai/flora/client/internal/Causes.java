package ai.flora.client.internal;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Looks into exceptions and their causes.
 *
 * @since 0.1.0
 */
public final class Causes {

	private Causes() {
	}

	/**
	 * Tells whether an exception or one of its causes is of some kind.
	 * @param thrown the exception; {@code null} for none
	 * @param kind the kind
	 * @return whether one is
	 */
	public static boolean any(@Nullable Throwable thrown, Predicate<Throwable> kind) {
		for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
			if (kind.test(cause)) {
				return true;
			}
		}
		return false;
	}

}
