package ai.flora.client;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Limits in real time, for tests whose call gets somewhere before its limit passes. On a
 * machine that is busy, the usual limit may pass before.
 */
public final class TimeLimits {

	private static final Duration LONGEST = Duration.ofMinutes(1);

	private TimeLimits() {
	}

	/**
	 * Tries longer limits as long as they pass too early, up to a minute or so.
	 * @param limit the limit to begin with
	 * @param attempt makes the call
	 * @param inTime tells whether the limit was long enough
	 * @return what the last attempt came to
	 */
	public static <T> T longEnough(Duration limit, Attempt<T> attempt, Predicate<T> inTime) throws Exception {
		Duration longer = limit;
		T result = attempt.within(longer);
		while (!inTime.test(result) && longer.compareTo(LONGEST) < 0) {
			longer = longer.multipliedBy(4);
			result = attempt.within(longer);
		}
		return result;
	}

	/**
	 * An attempt with a limit.
	 *
	 * @param <T> what it comes to
	 */
	@FunctionalInterface
	public interface Attempt<T> {

		T within(Duration limit) throws Exception;

	}

}
