package ai.flora.client.internal.text;

import java.util.regex.Pattern;

/**
 * Text from outside, fit to be quoted in a message.
 *
 * @since 0.1.0
 */
public final class QuotedText {

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{IsCntrl}\\p{Cf}\\u2028\\u2029]+");

	private QuotedText() {
	}

	/**
	 * Cleans a text of control characters and white space at its ends, and cuts it.
	 * @param text the text
	 * @param length most characters of the result
	 * @return the clean text
	 */
	public static String of(String text, int length) {
		String clean = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
		if (clean.length() <= length) {
			return clean;
		}
		return clean.substring(0, Character.isHighSurrogate(clean.charAt(length - 1)) ? length - 1 : length);
	}

}
