package ai.flora.client.internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
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
		return chain(thrown).stream().anyMatch(kind);
	}

	/**
	 * Lists an exception and its causes. Each is listed once: an exception that is caught
	 * and made the cause of one of its own causes would never end.
	 * @param thrown the exception; {@code null} for none
	 * @return the exception first, and the cause of all others last
	 */
	public static List<Throwable> chain(@Nullable Throwable thrown) {
		List<Throwable> chain = new ArrayList<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		for (Throwable link = thrown; link != null && seen.add(link); link = link.getCause()) {
			chain.add(link);
		}
		return chain;
	}

	/**
	 * Returns what an exception of the application's says, which need not be able to.
	 * @param thrown the exception
	 * @return its message, or else the name of its class
	 */
	public static String message(Throwable thrown) {
		try {
			String message = thrown.getMessage();
			return (message != null) ? message : thrown.getClass().getName();
		}
		catch (Throwable ex) {
			return thrown.getClass().getName();
		}
	}

}
