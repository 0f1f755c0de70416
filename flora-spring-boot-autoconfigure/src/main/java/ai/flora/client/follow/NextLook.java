package ai.flora.client.follow;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A look that is to come.
 *
 * @param until nanoseconds until it is due; negative if it is overdue
 * @param begin marks it as begun
 */
record NextLook(long until, Supplier<Look<?>> begin) {

	static @Nullable NextLook earlier(@Nullable NextLook first, @Nullable NextLook second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return (second.until() < first.until()) ? second : first;
	}

}
