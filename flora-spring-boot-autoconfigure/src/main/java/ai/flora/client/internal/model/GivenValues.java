package ai.flora.client.internal.model;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.response.FloraJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.StreamConstraintsException;

import org.springframework.util.StringUtils;

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
	 * The JSON form of a request's own parameters, without its media: all that FLORA sees
	 * of them.
	 */
	static Map<String, @Nullable Object> of(GenerationRequest request) {
		Map<String, @Nullable Object> plain = new LinkedHashMap<>();
		request.params().forEach((name, value) -> plain.put(name, plain(value)));
		return Collections.unmodifiableMap(plain);
	}

	/** The JSON form of a value. */
	static @Nullable Object plain(@Nullable Object value) {
		try {
			return plain(value, 0);
		}
		catch (StreamConstraintsException ex) {
			// The value may hold itself: the start fails with the reason.
			return UNKNOWN;
		}
	}

	/**
	 * The JSON form of a value. Only values that are not plain already are written for
	 * that.
	 * @throws StreamConstraintsException if it is nested more deeply than Jackson writes
	 */
	private static @Nullable Object plain(@Nullable Object value, int depth) {
		StreamWriteConstraints.defaults().validateNestingDepth(depth);
		if (value == null || value == UNKNOWN || value instanceof String || value instanceof Boolean) {
			return value;
		}
		if (value instanceof Number number) {
			return number(number);
		}
		if (value instanceof Collection<?> items) {
			List<@Nullable Object> plain = new ArrayList<>();
			items.forEach((item) -> plain.add(plain(item, depth + 1)));
			return plain;
		}
		if (value instanceof Object[] items) {
			return plain(Arrays.asList(items), depth);
		}
		if (value instanceof Map<?, ?> entries && entries.keySet().stream().allMatch(String.class::isInstance)) {
			Map<String, @Nullable Object> plain = new LinkedHashMap<>();
			entries.forEach((name, entry) -> plain.put((String) name, plain(entry, depth + 1)));
			return plain;
		}
		try {
			// Only its numbers are not plain yet.
			return plain(FloraJson.plain(value), depth);
		}
		catch (RuntimeException ex) {
			// Jackson cannot write it: the start fails with the reason.
			return UNKNOWN;
		}
	}

	/**
	 * Tells whether a value may hold a text that is not blank. Media are texts: without a
	 * text, there are none. A value whose JSON form is not known may hold texts.
	 */
	static boolean holdsText(@Nullable Object plain) {
		return plain == UNKNOWN || anyText(plain, StringUtils::hasText);
	}

	/** Tells whether a text, or a text in a list or in a map, meets a condition. */
	static boolean anyText(@Nullable Object plain, Predicate<String> condition) {
		if (plain instanceof Collection<?> items) {
			return items.stream().anyMatch((item) -> anyText(item, condition));
		}
		if (plain instanceof Map<?, ?> entries) {
			return entries.values().stream().anyMatch((entry) -> anyText(entry, condition));
		}
		return plain instanceof String text && condition.test(text);
	}

	/**
	 * Tells whether two plain values are the same to JSON, where 1 and 1.0 are one
	 * number.
	 */
	static boolean areSame(@Nullable Object first, @Nullable Object second) {
		if (first instanceof BigDecimal number && second instanceof BigDecimal other) {
			return number.compareTo(other) == 0;
		}
		if (first instanceof List<?> items && second instanceof List<?> others) {
			return items.size() == others.size()
					&& IntStream.range(0, items.size()).allMatch((i) -> areSame(items.get(i), others.get(i)));
		}
		if (first instanceof Map<?, ?> entries && second instanceof Map<?, ?> others) {
			return entries.keySet().equals(others.keySet())
					&& entries.keySet().stream().allMatch((name) -> areSame(entries.get(name), others.get(name)));
		}
		return Objects.equals(first, second);
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
