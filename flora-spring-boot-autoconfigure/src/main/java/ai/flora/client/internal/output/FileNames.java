package ai.flora.client.internal.output;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import ai.flora.client.internal.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * Names of the files of one call, made from ids alone, which FLORA sends: any file system
 * takes them, none leaves its directory, and no two are the same, in whatever case. An id
 * that is no plain name gets a part of its own checksum, so that two such ids stay apart.
 */
final class FileNames {

	private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_-]{0,63}");

	private static final Pattern RESERVED = Pattern.compile("(?i)con|prn|aux|nul|com[0-9]|lpt[0-9]");

	private static final int MAX_LENGTH = 40;

	private static final int CHECKSUM_LENGTH = 8;

	private final Set<String> used = new HashSet<>();

	/**
	 * The name of a file, without extension; the same for the same ids in the same order.
	 * @param runId identifier of the run; {@code null} if it is not known
	 * @param outputId identifier of the output; {@code null} if there is none
	 */
	String of(@Nullable String runId, @Nullable String outputId) {
		String output = (outputId == null || outputId.isBlank()) ? "output" : part(outputId);
		String name = (runId != null) ? part(runId) + "." + output : output;
		String free = name;
		for (int i = 2; !this.used.add(free.toLowerCase(Locale.ROOT)); i++) {
			free = name + "-" + i;
		}
		return free;
	}

	private static String part(String id) {
		if (PLAIN.matcher(id).matches() && !RESERVED.matcher(id).matches()) {
			return id;
		}
		String plain = id.replaceAll("[^A-Za-z0-9_-]+", "_").replaceFirst("^(-|$)", "_");
		String checksum = Sha256.hex(Sha256.digest().digest(id.getBytes(StandardCharsets.UTF_8)));
		return plain.substring(0, Math.min(plain.length(), MAX_LENGTH)) + "-" + checksum.substring(0, CHECKSUM_LENGTH);
	}

}
