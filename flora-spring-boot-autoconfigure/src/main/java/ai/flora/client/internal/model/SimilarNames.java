package ai.flora.client.internal.model;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Finds the known name that was meant by a mistyped one.
 */
final class SimilarNames {

	private SimilarNames() {
	}

	/**
	 * The known name that is the nearest one.
	 * @return the name, or {@code null} if none is within two letters of it; within one
	 * letter for names of three or four, and but for the case for shorter ones, since
	 * short names are similar by chance
	 */
	static @Nullable String nearest(String given, Iterable<String> known) {
		String nearest = null;
		int least = Integer.MAX_VALUE;
		String mistyped = given.toLowerCase(Locale.ROOT);
		for (String name : known) {
			int limit = (name.length() <= 2) ? 0 : (name.length() <= 4) ? 1 : 2;
			if (Math.abs(name.length() - mistyped.length()) > limit) {
				continue;
			}
			int distance = distance(mistyped, name.toLowerCase(Locale.ROOT));
			if (distance <= limit && distance < least) {
				least = distance;
				nearest = name;
			}
		}
		return nearest;
	}

	/**
	 * The number of letters that were left out, added, replaced, or exchanged with the
	 * next one.
	 */
	static int distance(String first, String second) {
		int width = second.length() + 1;
		int[] beforeLast = new int[width];
		int[] last = new int[width];
		int[] row = new int[width];
		for (int j = 0; j < width; j++) {
			last[j] = j;
		}
		for (int i = 1; i <= first.length(); i++) {
			row[0] = i;
			for (int j = 1; j < width; j++) {
				boolean same = first.charAt(i - 1) == second.charAt(j - 1);
				row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
				if (i > 1 && j > 1 && first.charAt(i - 1) == second.charAt(j - 2)
						&& first.charAt(i - 2) == second.charAt(j - 1)) {
					row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
				}
			}
			int[] free = beforeLast;
			beforeLast = last;
			last = row;
			row = free;
		}
		return last[width - 1];
	}

}
