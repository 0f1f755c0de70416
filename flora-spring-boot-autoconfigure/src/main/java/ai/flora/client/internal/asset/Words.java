package ai.flora.client.internal.asset;

import java.util.regex.Pattern;

/**
 * FLORA's words, fit to be quoted in a message.
 */
final class Words {

	private static final int LENGTH = 300;

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{IsCntrl}\\p{Cf}\\u2028\\u2029]+");

	private Words() {
	}

	static String of(String text) {
		String clean = UNPRINTABLE.matcher(text).replaceAll(" ").strip();
		return (clean.length() > LENGTH)
				? clean.substring(0, Character.isHighSurrogate(clean.charAt(LENGTH - 1)) ? LENGTH - 1 : LENGTH) : clean;
	}

}
