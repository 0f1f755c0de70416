package ai.flora.client.internal.output;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The directory that outputs of completed runs are saved in. It is made with the first
 * output; a client that is built makes nothing.
 *
 * @since 0.1.0
 */
public final class OutputDirectory {

	private OutputDirectory() {
	}

	/**
	 * Looks for a problem that will keep files from being saved in a directory, or the
	 * directory from being made. Makes neither.
	 * @param directory the directory, which need not exist
	 * @return the problem, as a sentence that goes on after "it"; {@code null} if none is
	 * known
	 */
	public static @Nullable String problem(Path directory) {
		Path existing = directory.toAbsolutePath();
		// A link that leads nowhere exists, and is no directory.
		while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
			existing = existing.getParent();
		}
		boolean whole = existing.equals(directory.toAbsolutePath());
		String what = "is the directory '" + directory + "', which "
				+ (whole ? "cannot be used, since it " : "cannot be made, since '" + existing + "' ");
		if (!Files.isDirectory(existing)) {
			return what + "is no directory";
		}
		return Files.isWritable(existing) ? null : what + "is not writable for this process";
	}

}
