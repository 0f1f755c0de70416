package ai.flora.client;

import java.util.regex.Pattern;

/**
 * Excerpts of texts that FLORA sent, fit to be quoted in a message.
 */
final class Excerpts {

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{IsCntrl}\\p{Cf}\\u2028\\u2029]+");

	private Excerpts() {
	}

	static String of(String text, int length) {
		String clean = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
		if (clean.length() <= length) {
			return clean;
		}
		return clean.substring(0, Character.isHighSurrogate(clean.charAt(length - 1)) ? length - 1 : length);
	}

}
