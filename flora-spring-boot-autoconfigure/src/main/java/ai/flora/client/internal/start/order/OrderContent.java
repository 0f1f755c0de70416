package ai.flora.client.internal.start.order;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import ai.flora.client.internal.response.FloraJson;
import org.jspecify.annotations.Nullable;

/**
 * Brings what an order asks for into a form that {@code equals} compares as FLORA would:
 * maps in any order, and numbers by their value. All links are the same, for media that
 * are imported or signed anew have other ones; how many there are counts.
 *
 * @since 0.1.0
 */
public final class OrderContent {

	/** A text that only begins with a link is a text. */
	private static final Pattern LINK = Pattern.compile("(?i)https?://[!-~]+");

	private static final Object ANY_LINK = new Object();

	private OrderContent() {
	}

	/**
	 * Brings parameters into that form.
	 * @param params values by name, of any kind that Jackson can write
	 * @return what can be compared, and does not change with the values
	 * @throws IllegalArgumentException if Jackson cannot write them
	 */
	public static @Nullable Object params(Map<String, ?> params) {
		return comparable(FloraJson.plain(params));
	}

	/**
	 * Brings media into that form.
	 * @param values links, or texts that may be links
	 * @return what can be compared
	 */
	public static List<@Nullable Object> media(Collection<?> values) {
		List<@Nullable Object> comparable = new ArrayList<>();
		values.forEach((value) -> comparable.add(comparable(value)));
		return comparable;
	}

	/**
	 * Brings the values of an input into that form.
	 * @param values texts and links
	 * @param texts whether its texts are no links to media: then a link is all that a
	 * text says, and is compared whole
	 * @return what can be compared
	 */
	public static List<@Nullable Object> input(Collection<?> values, boolean texts) {
		List<@Nullable Object> comparable = new ArrayList<>();
		values.forEach((value) -> comparable.add((texts && value instanceof String) ? value : comparable(value)));
		return comparable;
	}

	private static @Nullable Object comparable(@Nullable Object value) {
		if (value instanceof Map<?, ?> entries) {
			Map<Object, @Nullable Object> comparable = new HashMap<>();
			entries.forEach((name, entry) -> comparable.put(name, comparable(entry)));
			return comparable;
		}
		if (value instanceof Collection<?> values) {
			return media(values);
		}
		if (value instanceof Number number) {
			return decimal(number);
		}
		String text = (value instanceof URI link) ? link.toASCIIString() : (value instanceof String given) ? given : "";
		return LINK.matcher(text).matches() ? ANY_LINK : value;
	}

	private static Object decimal(Number number) {
		boolean infinite = number instanceof Double given && given.isInfinite();
		return infinite ? number : new BigDecimal(number.toString()).stripTrailingZeros();
	}

}
