package ai.flora.client.internal;

import org.jspecify.annotations.Nullable;

/**
 * Keys, addresses and ids, as people paste them.
 *
 * @since 0.1.0
 */
public final class PastedText {

	/** Word processors and chats make the last two of the first two. */
	private static final String OPENING = "\"'`\u201c\u2018";

	private static final String CLOSING = "\"'`\u201d\u2019";

	private PastedText() {
	}

	/**
	 * Drops white space, invisible characters and one pair of quotes from both ends,
	 * which are part of no key, address or id.
	 * @param text a text
	 * @return what is left, possibly nothing
	 */
	public static String trimmed(String text) {
		String visible = visible(text);
		return isQuoted(visible) ? visible(visible.substring(1, visible.length() - 1)) : visible;
	}

	/**
	 * Trims an id that may be left out.
	 * @param text the id, or {@code null} or a blank text for none
	 * @return the trimmed id, or {@code null} for none
	 */
	public static @Nullable String id(@Nullable String text) {
		String id = (text != null) ? trimmed(text) : "";
		return id.isEmpty() ? null : id;
	}

	/**
	 * Tells whether a text begins or ends with a quote.
	 * @param text a text
	 * @return whether it does
	 */
	public static boolean hasQuote(String text) {
		return !text.isEmpty() && (isQuote(text.charAt(0)) || isQuote(text.charAt(text.length() - 1)));
	}

	private static String visible(String text) {
		int begin = 0;
		int end = text.length();
		while (begin < end && isInvisible(text.charAt(begin))) {
			begin++;
		}
		while (end > begin && isInvisible(text.charAt(end - 1))) {
			end--;
		}
		return text.substring(begin, end);
	}

	private static boolean isInvisible(char c) {
		return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c)
				|| Character.getType(c) == Character.FORMAT;
	}

	private static boolean isQuoted(String text) {
		int last = text.length() - 1;
		int kind = (last >= 1) ? OPENING.indexOf(text.charAt(0)) : -1;
		return kind >= 0 && text.charAt(last) == CLOSING.charAt(kind);
	}

	private static boolean isQuote(char c) {
		return OPENING.indexOf(c) >= 0 || CLOSING.indexOf(c) >= 0;
	}

}
