package ai.flora.client.internal.output;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Runs a program of the tests in a JVM of its own.
 */
final class ChildJvm {

	private ChildJvm() {
	}

	/**
	 * Runs it to its end.
	 * @param options options of the JVM, then the main class and its arguments
	 * @return all that it printed
	 * @throws IOException if it does not end well
	 */
	static String run(String... options) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath()));
		command.addAll(Arrays.asList(options));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException(output);
		}
		return output;
	}

	/** A launcher may have a loader of its own. */
	private static String classPath() {
		if (ChildJvm.class.getClassLoader() instanceof URLClassLoader loader) {
			return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
		}
		return System.getProperty("java.class.path");
	}

}
