package ai.flora.client.internal.follow;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A look that is to come.
 *
 * @param until nanoseconds until it is due; negative if it is overdue
 * @param begin marks it as begun
 */
record NextPoll(long until, Supplier<Poll<?>> begin) {

	static @Nullable NextPoll earlier(@Nullable NextPoll first, @Nullable NextPoll second) {
		if (first == null || second == null) {
			return (first != null) ? first : second;
		}
		return (second.until() < first.until()) ? second : first;
	}

}
