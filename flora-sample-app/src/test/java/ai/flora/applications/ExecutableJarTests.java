package ai.flora.applications;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample's executable jar, where classes are loaded otherwise than in other tests.
 * {@code mvn verify} builds it before it runs this.
 */
@Tag("exhaustive")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ExecutableJarTests {

	private static final Pattern NAME = Pattern.compile("flora-sample-app-[0-9.]+(-SNAPSHOT)?\\.jar");

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private final HttpClient http = HttpClient.newHttpClient();

	@Test
	void jarStartsRunsAndSeesThemEnd() throws Exception {
		Path jar = jar();
		try (FakeFlora fake = FakeFlora.start()) {
			fake.nextRun().completesWith(FakeRun.text("Dusk"));
			Process process = start(jar, fake);
			try (BufferedReader output = process.inputReader()) {
				String url = "http://127.0.0.1:" + port(output);
				HttpResponse<String> started = send(HttpRequest.newBuilder(URI.create(url + "/api/generations"))
					.header("Content-Type", "application/json")
					.POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"text\",\"prompt\":\"Dusk\"}")));
				assertThat(started.statusCode()).isEqualTo(202);
				String runId = fake.startedRuns().get(0).runId();
				assertThat(send(HttpRequest.newBuilder(URI.create(url + "/api/runs/" + runId + "/events"))).body())
					.contains("\"status\":\"completed\"");
				assertThat(lineWith(output, "has completed")).contains(runId);
			}
			finally {
				process.destroy();
				process.waitFor();
			}
		}
	}

	/** As the README of the benchmarks has it, the JDK's client gets a pool. */
	@Test
	void listenersHaveTheClassesOfTheJarWhoeverMadeTheFirstCall() throws Exception {
		Path jar = jar();
		try (FakeFlora fake = FakeFlora.start()) {
			Process process = new ProcessBuilder(java(), "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
					"-Dloader.main=" + CommonPoolApplication.class.getName(), "-Dloader.path=target/test-classes",
					"-cp", jar.toString(), "org.springframework.boot.loader.launch.PropertiesLauncher",
					fake.baseUrl().toString(), fake.apiKey())
				.redirectErrorStream(true)
				.start();
			try (BufferedReader output = process.inputReader()) {
				assertThat(output.lines().toList()).contains("pool: false", "completion: true", "event: true",
						"update: true", "over");
			}
			finally {
				process.destroy();
			}
		}
	}

	private static Path jar() throws IOException {
		Path target = Path.of("target");
		Optional<Path> jar = Optional.empty();
		if (Files.isDirectory(target)) {
			try (Stream<Path> files = Files.list(target)) {
				jar = files.filter((file) -> NAME.matcher(file.getFileName().toString()).matches()).findFirst();
			}
		}
		Assumptions.assumeTrue(jar.isPresent(), "mvn verify builds the jar");
		return jar.get();
	}

	private static Process start(Path jar, FakeFlora fake) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(java(), "-jar", jar.toString(), "--server.port=0",
				"--flora.base-url=" + fake.baseUrl(), "--flora.project-id=prj_1");
		builder.environment().keySet().removeIf((name) -> name.startsWith("FLORA_"));
		builder.environment().put("FLORA_API_KEY", fake.apiKey());
		return builder.redirectErrorStream(true).start();
	}

	private static String java() {
		return Path.of(System.getProperty("java.home"), "bin", "java").toString();
	}

	private static int port(BufferedReader output) throws IOException {
		Matcher matcher = STARTED.matcher(lineWith(output, "Tomcat started on port"));
		assertThat(matcher.find()).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	private static String lineWith(BufferedReader output, String text) throws IOException {
		StringBuilder before = new StringBuilder();
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			if (line.contains(text)) {
				return line;
			}
			before.append(line).append('\n');
		}
		throw new AssertionError("It ended without '" + text + "':\n" + before);
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

}
