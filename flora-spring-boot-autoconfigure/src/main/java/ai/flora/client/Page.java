package ai.flora.client;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
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
	 * @param items the items, in FLORA's order
	 * @param nextCursor where the next page begins
	 * @param totalEstimate about how many items there are over all pages
	 */
	public Page {
		items = List.copyOf(items);
	}

}
