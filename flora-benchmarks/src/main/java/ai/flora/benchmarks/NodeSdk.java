package ai.flora.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * FLORA's official SDK, in a Node process of its own. Without Node and npm, there is
 * nothing to compare with.
 */
final class NodeSdk {

	private static final String PACKAGE = "@flora-ai/flora@0.11.0";

	private static final Path DIRECTORY = Path.of("target", "node");

	private static final int ROUNDS = 11;

	private static final int CALLS = 3000;

	private NodeSdk() {
	}

	/** Microseconds of CPU for one call, round by round. */
	static List<Double> cpuMicros(URI baseUrl) throws IOException, InterruptedException {
		try {
			Path script = install();
			Process node = start("node", script.toString(), baseUrl.toString(), String.valueOf(ROUNDS),
					String.valueOf(CALLS));
			List<Double> micros = node.inputReader().lines().map(Double::valueOf).toList();
			node.waitFor();
			return micros;
		}
		catch (IOException ex) {
			System.err.println("FLORA's SDK is left out: " + ex.getMessage());
			return List.of();
		}
	}

	private static Path install() throws IOException, InterruptedException {
		Path script = DIRECTORY.resolve("retrieve.mjs");
		Files.createDirectories(DIRECTORY);
		Files.deleteIfExists(script);
		Files.copy(Path.of("src", "main", "node", "retrieve.mjs"), script);
		if (!Files.exists(DIRECTORY.resolve("node_modules"))) {
			Process npm = start("npm", "install", "--silent", "--no-package-lock", "--prefix", DIRECTORY.toString(),
					PACKAGE);
			if (!npm.waitFor(2, TimeUnit.MINUTES) || npm.exitValue() != 0) {
				throw new IOException("npm could not install " + PACKAGE);
			}
		}
		return script;
	}

	private static Process start(String... command) throws IOException {
		return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
	}

}
