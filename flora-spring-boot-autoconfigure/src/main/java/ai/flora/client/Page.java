package ai.flora.client;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list. Like {@link Run}, it is read and written in FLORA's spelling by any
 * Jackson 3 mapper, whatever the naming strategy of the application is.
 * <p>
 * The constructor is not part of the contract: it grows with what FLORA sends. Tests
 * begin with {@link #of}.
 *
 * @param <T> the type of the items
 * @param items the items, in FLORA's order; empty if there are none
 * @param nextCursor start of the next page, for the next query; {@code null} if this page
 * is the last
 * @param totalEstimate estimated number of items on all pages; {@code null} if FLORA does
 * not tell
 * @since 0.1.0
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(@JsonProperty("items") List<T> items, @JsonProperty("next_cursor") @Nullable String nextCursor,
		@JsonProperty("total_estimate") @Nullable Long totalEstimate) {

	/**
	 * Copies the items.
	 */
	@SuppressWarnings("NullAway") // Jackson passes null for what is left out
	public Page {
		items = (items != null) ? List.copyOf(items) : List.of();
	}

	/**
	 * Makes a page, as a test needs one.
	 * @param <T> the type of the items
	 * @param items the items
	 * @param nextCursor start of the next page; {@code null} for the last page
	 * @return the page, without an estimate of the total
	 */
	public static <T> Page<T> of(List<T> items, @Nullable String nextCursor) {
		return new Page<>(items, nextCursor, null);
	}

}
