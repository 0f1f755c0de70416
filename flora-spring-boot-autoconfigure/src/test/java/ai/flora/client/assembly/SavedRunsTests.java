package ai.flora.client.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.FollowSettings;
import ai.flora.client.NewThreads;
import ai.flora.client.RunHandle;
import ai.flora.client.output.SavedOutput;
import ai.flora.client.webhook.FloraWebhookEvent;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Outputs of completed runs in a directory, over real sockets.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class SavedRunsTests {

	private final MediaFlora flora = new MediaFlora();

	private final List<FloraRunEndedEvent> told = new CopyOnWriteArrayList<>();

	private final NewThreads threads = new NewThreads();

	@TempDir
	private Path temporary;

	@AfterEach
	void stop() {
		this.flora.close();
	}

	private FloraClient client() {
		return client(UnaryOperator.identity());
	}

	private FloraClient client(UnaryOperator<FloraClientBuilder> settings) {
		return settings
			.apply(new FloraClientBuilder().baseUrl(this.flora.url())
				.apiKey("sk_test_1")
				.follow(new FollowSettings(Duration.ofMinutes(1), Duration.ofMillis(5), Duration.ofMillis(20), 1000))
				.whenEnded(this.told::add)
				.outputsDirectory(directory()))
			.build();
	}

	private Path directory() {
		return this.temporary.resolve("pictures/of/runs");
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.walk(this.temporary)) {
			return files.filter(Files::isRegularFile).map((file) -> file.getFileName().toString()).sorted().toList();
		}
	}

	private List<FloraRunEndedEvent> told(int count) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.told.size() >= count);
		return this.told;
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void eventOfACompletedRunSaysWhereItsOutputsLie(boolean byWebhook) throws Exception {
		try (FloraClient client = client()) {
			assertThat(directory()).as("a client that nobody uses").doesNotExist();
			if (byWebhook) {
				client.received(FloraWebhookEvent.of("whd_1", "run.completed", "run_1"), null);
			}
			else {
				client.generations().follow("run_1");
			}
			List<SavedOutput> outputs = told(1).get(0).outputs();
			assertThat(outputs).extracting(SavedOutput::outputId).containsExactly("output_1", "output_2");
			assertThat(outputs).extracting(SavedOutput::mediaType).containsOnly("image/png");
			for (SavedOutput output : outputs) {
				assertThat(Files.size(Path.of(output.location()))).isEqualTo(output.size());
				assertThat(Path.of(output.location()).getParent()).isEqualTo(directory());
			}
			assertThat(files()).containsExactly("run_1.output_1.png", "run_1.output_2.png");
		}
	}

	@Test
	void waitForTheEndIsOverBeforeAnOutputIsSaved() throws Exception {
		this.flora.slow();
		try (FloraClient client = client()) {
			RunHandle handle = client.generations().follow("run_1");
			assertThat(handle.await(Duration.ofSeconds(60)).runId()).isEqualTo("run_1");
			assertThat(handle.completion().get().runId()).isEqualTo("run_1");
			Awaitility.await().until(() -> !this.flora.asked().isEmpty());
			assertThat(this.told).isEmpty();
			this.flora.release();
			assertThat(told(1).get(0).outputs()).hasSize(2);
		}
	}

	@Test
	void failedRunIsToldAndSavesNothing() throws Exception {
		this.flora.failing();
		try (FloraClient client = client()) {
			RunHandle handle = client.generations().follow("run_1");
			assertThatExceptionOfType(FloraRunFailedException.class).isThrownBy(handle::await);
			assertThat(told(1).get(0).outputs()).isEmpty();
			assertThat(this.flora.asked()).isEmpty();
			assertThat(files()).isEmpty();
		}
	}

	@Test
	void eventGoesOutWithoutAnOutputThatIsNotThere(CapturedOutput output) throws Exception {
		this.flora.lose("run_1/1.jpg");
		this.flora.lose("run_2/1.jpg");
		try (FloraClient client = client((builder) -> builder.settingNames((name) -> name))) {
			client.generations().follow("run_1");
			told(1);
			client.generations().follow("run_2");
			assertThat(told(2)).allSatisfy((event) -> assertThat(event.outputs()).extracting(SavedOutput::outputId)
				.containsExactly("output_2"));
			assertThat(files()).containsExactly("run_1.output_2.png", "run_2.output_2.png");
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains("run_1", "output_1")
			.doesNotContain("secret");
	}

	@Test
	void eventGoesOutWithoutOutputsThatTakeTooLong() throws Exception {
		this.flora.slow();
		try (FloraClient client = client((builder) -> builder.outputTimeout(Duration.ofMillis(300)))) {
			for (int i = 1; i <= 12; i++) {
				client.generations().follow("run_" + i);
			}
			assertThat(told(12)).allSatisfy((event) -> assertThat(event.outputs()).isEmpty());
			assertThat(this.told).extracting(FloraRunEndedEvent::runId).doesNotHaveDuplicates();
			Awaitility.await().untilAsserted(() -> assertThat(files()).isEmpty());
		}
	}

	@Test
	void eventGoesOutThoughTheDirectoryIsGone(CapturedOutput output) throws Exception {
		try (FloraClient client = client()) {
			Files.writeString(this.temporary.resolve("pictures"), "a file");
			client.generations().follow("run_1");
			assertThat(told(1).get(0).outputs()).isEmpty();
		}
		assertThat(output).containsPattern("WARN.*\\brun_1\\b.*pictures");
	}

	@Test
	void fourOutputsAreFetchedAtOnce() {
		this.flora.slow();
		try (FloraClient client = client()) {
			for (int i = 1; i <= 20; i++) {
				client.generations().follow("run_" + i);
			}
			Awaitility.await().until(() -> this.flora.asked().size() == 4);
			this.flora.release();
			assertThat(told(20)).allSatisfy((event) -> assertThat(event.outputs()).hasSize(2));
			assertThat(this.flora.most()).isEqualTo(4);
		}
	}

	@Test
	void drainLeavesOutWhatIsNotSavedInTime(CapturedOutput output) throws Exception {
		this.flora.slow();
		try (FloraClient client = client()) {
			for (int i = 1; i <= 6; i++) {
				client.generations().follow("run_" + i).await();
			}
			Awaitility.await().until(() -> this.flora.asked().size() == 4);
			client.drain(Duration.ofMillis(500));
			assertThat(told(6)).allSatisfy((event) -> assertThat(event.outputs()).isEmpty());
		}
		assertThat(output).doesNotContain("follows no more")
			.containsPattern("WARN.*run_1, run_2, run_3, run_4, run_5, run_6");
		Awaitility.await().untilAsserted(() -> assertThat(files()).isEmpty());
	}

	@Test
	void drainWaitsForWhatIsSavedInTime() {
		this.flora.slow();
		try (FloraClient client = client()) {
			client.generations().follow("run_1").await();
			Awaitility.await().until(() -> !this.flora.asked().isEmpty());
			assertThat(client.drain(Duration.ZERO)).isFalse();
			this.flora.release();
			assertThat(client.drain(Duration.ofMinutes(1))).isTrue();
			assertThat(this.told).singleElement().satisfies((event) -> assertThat(event.outputs()).hasSize(2));
		}
	}

	@Test
	@Tag("exhaustive")
	void closeTellsWithoutTheRest(CapturedOutput output) {
		this.flora.slow();
		FloraClient client = client();
		client.generations().follow("run_1").await();
		Awaitility.await().until(() -> !this.flora.asked().isEmpty());
		client.close();
		assertThat(this.told).singleElement().satisfies((event) -> assertThat(event.outputs()).isEmpty());
		assertThat(output).doesNotContain("follows no more");
		Awaitility.await().untilAsserted(() -> assertThat(this.threads.named("flora-")).isEmpty());
	}

	@Test
	void restartedClientSavesAgain() {
		this.flora.slow();
		try (FloraClient client = client()) {
			client.generations().follow("run_1").await();
			Awaitility.await().until(() -> !this.flora.asked().isEmpty());
			client.connection().restart();
			assertThat(told(1).get(0).outputs()).isEmpty();
			this.flora.release();
			client.generations().follow("run_2");
			assertThat(told(2).get(1).outputs()).hasSize(2);
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(this.threads.named("flora-")).isEmpty());
	}

	@Test
	void twoClientsSaveTheirOwn() throws Exception {
		try (FloraClient first = client();
				FloraClient second = client(
						(builder) -> builder.outputsDirectory(this.temporary.resolve("pictures/of/others")))) {
			first.generations().follow("run_1");
			second.generations().follow("run_2");
			assertThat(told(2)).extracting((event) -> Path.of(event.outputs().get(0).location()).getParent().toString())
				.containsExactlyInAnyOrder(directory().toString(), directory().resolveSibling("others").toString());
		}
	}

	@Test
	void clientWithoutADirectorySavesNothing() {
		try (FloraClient client = client((builder) -> builder.outputsDirectory(null))) {
			client.generations().follow("run_1");
			assertThat(told(1).get(0).outputs()).isEmpty();
			assertThat(this.flora.asked()).isEmpty();
		}
	}

	@Test
	void directoryThatCannotBeMadeIsRefused() throws Exception {
		Path file = Files.writeString(this.temporary.resolve("file"), "a file");
		assertThatIllegalArgumentException().isThrownBy(() -> client((builder) -> builder.outputsDirectory(file)))
			.withMessage("FloraClientBuilder.outputsDirectory is the directory '" + file
					+ "', which cannot be used, since it is no directory");
		Path below = file.resolve("pictures");
		assertThatIllegalArgumentException().isThrownBy(() -> client((builder) -> builder.outputsDirectory(below)))
			.withMessageContaining("cannot be made, since '" + file + "' is no directory");
	}

}
