package ai.flora.client.internal.follow;

import java.util.concurrent.Callable;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

/**
 * A look that has begun.
 *
 * @param <T> type of what is looked at
 * @param question asks FLORA, without the follower's lock
 * @param conclusion what follows from the answer
 */
record Poll<T>(Callable<T> question, Conclusion<T> conclusion) {

	/**
	 * What follows from a look, under the follower's lock. Either something was seen, or
	 * there was a failure.
	 */
	@FunctionalInterface
	interface Conclusion<T> {

		void draw(@Nullable T seen, @Nullable FloraException failure, long now, Notifications news);

	}

}
