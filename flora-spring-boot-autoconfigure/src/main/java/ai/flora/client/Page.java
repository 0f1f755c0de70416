package ai.flora.client;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #of}.
 *
 * @param <T> what is listed
 * @param items the items, in FLORA's order; empty if there are none
 * @param nextCursor where the next page begins, to be given to the next query as it is;
 * {@code null} if this page is the last one
 * @param totalEstimate about how many items there are over all pages; {@code null} if
 * FLORA does not say
 * @since 0.1.0
 */
public record Page<T>(List<T> items, @Nullable String nextCursor, @Nullable Long totalEstimate) {

	/**
	 * Copies the items.
	 */
	public Page {
		items = List.copyOf(items);
	}

	/**
	 * Makes a page, as a test needs one.
	 * @param <T> what is listed
	 * @param items the items
	 * @param nextCursor where the next page begins; {@code null} for the last page
	 * @return the page, without an estimate of the total
	 */
	public static <T> Page<T> of(List<T> items, @Nullable String nextCursor) {
		return new Page<>(items, nextCursor, null);
	}

}
