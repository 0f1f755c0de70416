package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import ai.flora.client.internal.transport.FloraJson;
import org.jspecify.annotations.Nullable;

/**
 * Values of parameters as FLORA will see them: texts, numbers, truth values, lists and
 * maps.
 */
final class GivenValues {

	/** A value whose JSON form is not known. */
	static final Object UNKNOWN = new Object();

	private static final int MAX_EXCERPT_LENGTH = 60;

	private GivenValues() {
	}

	/**
	 * The JSON form of a value. Only values that are not plain already are written for
	 * that.
	 */
	static @Nullable Object plain(@Nullable Object value) {
		if (value == null || value instanceof String || value instanceof Boolean || value instanceof Map<?, ?>) {
			return value;
		}
		if (value instanceof Number number) {
			return number(number);
		}
		if (value instanceof Collection<?> items) {
			List<@Nullable Object> plain = new ArrayList<>();
			items.forEach((item) -> plain.add(plain(item)));
			return plain;
		}
		if (value instanceof Object[] items) {
			return plain(Arrays.asList(items));
		}
		try {
			return plainOf(FloraJson.plain(value));
		}
		catch (RuntimeException ex) {
			// The start fails with the reason.
			return UNKNOWN;
		}
	}

	private static @Nullable Object plainOf(@Nullable Object json) {
		return (json instanceof Number || json instanceof Collection<?>) ? plain(json) : json;
	}

	/** The number that a text stands for, or {@code null}. */
	static @Nullable BigDecimal number(String text) {
		try {
			return new BigDecimal(text);
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static Object number(Number number) {
		if (number instanceof BigDecimal) {
			return number;
		}
		if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
			return BigDecimal.valueOf(number.longValue());
		}
		BigDecimal exact = number(number.toString());
		// Jackson writes NaN and the like as texts.
		return (exact != null) ? exact : number.toString();
	}

	/** A value in a message. */
	static String quote(@Nullable Object value) {
		if (value instanceof String text) {
			return "\"" + excerpt(text) + "\"";
		}
		if (value instanceof Collection<?> items) {
			return (items.size() > 5) ? "a list of " + items.size()
					: "[" + String.join(", ", items.stream().map(GivenValues::quote).toList()) + "]";
		}
		if (value instanceof Map<?, ?> || value == UNKNOWN) {
			return "an object";
		}
		return excerpt(String.valueOf(value));
	}

	/** Any name or text in a message: no control characters, and not too long. */
	static String excerpt(String text) {
		StringBuilder clean = new StringBuilder();
		text.codePoints()
			.limit(MAX_EXCERPT_LENGTH)
			.map((c) -> (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028
					|| c == 0x2029) ? ' ' : c)
			.forEach(clean::appendCodePoint);
		return clean.toString();
	}

}
