package ai.flora.client;

import java.util.regex.Pattern;

/**
 * What FLORA sent, such that it can be quoted in a message.
 */
final class Excerpts {

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{IsCntrl}\\p{Cf}\\u2028\\u2029]+");

	private Excerpts() {
	}

	static String of(String text, int length) {
		String clean = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
		return (clean.length() > length) ? clean.substring(0, length) : clean;
	}

}
