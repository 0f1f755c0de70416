package ai.flora.client.internal.operation;

import ai.flora.client.internal.PastedText;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Checks values that are put into one segment of a path. FLORA says more about the form
 * of ids, but may change that; only values that would lead elsewhere are kept out.
 *
 * @since 0.1.0
 */
public final class PathSegments {

	/** FLORA's ids have some 40 characters. */
	private static final int MAX_LENGTH = 300;

	private PathSegments() {
	}

	/**
	 * Checks an id.
	 * @param name its name, for the error
	 * @param value the id, for which {@code null} never passes
	 * @throws IllegalArgumentException if it is {@code null}, blank, {@code .} or
	 * {@code ..}, holds white space or control characters, or is in quotes
	 */
	public static void check(String name, @Nullable String value) {
		Assert.isTrue(value != null && !value.isBlank(), () -> "'" + name + "' must not be null or blank");
		Assert.isTrue(value.codePoints().noneMatch(PathSegments::isForbidden),
				() -> "'" + name + "' must not hold white space or control characters");
		Assert.isTrue(!PastedText.hasQuote(value), () -> "'" + name + "' must not be in quotes");
		Assert.isTrue(!value.equals(".") && !value.equals(".."), () -> "'" + name + "' must not be '.' or '..'");
	}

	/**
	 * Tells whether FLORA may mean an id by this value.
	 * @param value what FLORA has sent
	 * @return whether it may
	 */
	public static boolean isPossible(String value) {
		return !value.isBlank() && value.length() <= MAX_LENGTH && !value.equals(".") && !value.equals("..")
				&& value.codePoints().noneMatch(PathSegments::isForbidden);
	}

	private static boolean isForbidden(int c) {
		return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)
				|| Character.getType(c) == Character.FORMAT || Character.getType(c) == Character.SURROGATE;
	}

}
