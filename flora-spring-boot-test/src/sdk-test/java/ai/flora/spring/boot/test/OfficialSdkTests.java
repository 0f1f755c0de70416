package ai.flora.spring.boot.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraClient;
import ai.flora.client.GenerationRequest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * FLORA's official SDK, unchanged, in a Node process of its own: it finds a FLORA in
 * {@link FakeFlora}, as far as the table in the documents says.
 */
class OfficialSdkTests {

	private static final String PACKAGE = "@flora-ai/flora@0.11.0";

	private static final Path NODE = Path.of("target", "node");

	private static final Path DOCUMENT = Path.of("..", "docs", "fake-flora.md");

	private static final String HEAD = "| SDK | request | FakeFlora |";

	@Test
	void operationsAreThoseOfTheTable() throws Exception {
		install();
		try (FakeFlora fake = FakeFlora.start()) {
			assertThat(String.join("\n", operations(fake))).isEqualTo(String.join("\n", documented()));
		}
	}

	private static void install() throws IOException, InterruptedException {
		Files.createDirectories(NODE);
		if (!Files.exists(NODE.resolve("node_modules"))) {
			run("npm", "install", "--silent", "--no-package-lock", "--prefix", NODE.toString(), PACKAGE);
		}
		Files.copy(Path.of("src", "sdk-test", "node", "operations.mjs"), NODE.resolve("operations.mjs"),
				StandardCopyOption.REPLACE_EXISTING);
	}

	private static List<String> operations(FakeFlora fake) throws IOException, InterruptedException {
		return run("node", NODE.resolve("operations.mjs").toString(), fake.baseUrl().toString(), fake.apiKey(),
				picture(fake));
	}

	/** The fake reads pictures from itself only. */
	private static String picture(FakeFlora fake) {
		try (FloraClient flora = fake.clientBuilder().build()) {
			return flora.generations().generate(GenerationRequest.image("A harbour")).outputs().get(0).value();
		}
	}

	private static List<String> run(String... command) throws IOException, InterruptedException {
		Path errors = NODE.resolve("errors.txt");
		Process process;
		try {
			process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
		}
		catch (IOException ex) {
			throw new IOException("This test needs Node 20 and npm on the path: " + ex.getMessage(), ex);
		}
		List<String> lines;
		try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
			lines = reader.lines().toList();
		}
		assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
		return lines;
	}

	private static List<String> documented() throws IOException {
		List<String> lines = Files.readAllLines(DOCUMENT);
		int head = lines.indexOf(HEAD);
		assertThat(head).as("the table in " + DOCUMENT).isNotNegative();
		return lines.stream().skip(head + 2L).takeWhile((line) -> line.startsWith("| ")).toList();
	}

}
