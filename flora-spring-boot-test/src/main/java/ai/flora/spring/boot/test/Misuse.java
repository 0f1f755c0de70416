package ai.flora.spring.boot.test;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Refuses what a test cannot mean, with a message that begins with the call.
 */
final class Misuse {

	private Misuse() {
	}

	static void check(boolean possible, String problem) {
		if (!possible) {
			throw new IllegalArgumentException(problem);
		}
	}

	static <T> T checkGiven(String call, @Nullable T value) {
		if (value == null) {
			throw new IllegalArgumentException(call + "(null): null says nothing");
		}
		return value;
	}

	/** A time, which is not negative, and not so long that clocks could not show it. */
	static Duration checkTime(String call, @Nullable Duration time) {
		Duration given = checkGiven(call, time);
		check(!given.isNegative(), call + "(" + given + "): a time is not negative");
		check(given.toDays() < 36_500, call + "(" + given + "): a time is less than a hundred years");
		return given;
	}

	/** Several values, such as those of an array or a list. */
	static <T> List<T> checkEach(String call, @Nullable Collection<T> values) {
		for (T value : checkGiven(call, values)) {
			checkGiven(call, value);
		}
		return List.copyOf(values);
	}

}
