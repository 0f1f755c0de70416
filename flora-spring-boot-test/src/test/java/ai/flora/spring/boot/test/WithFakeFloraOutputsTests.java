package ai.flora.spring.boot.test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraRunEndedEvent;
import ai.flora.client.FloraRunFailedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.output.SavedOutput;
import ai.flora.spring.boot.autoconfigure.FloraAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The outputs of the fake's runs are saved as FLORA's are.
 */
@SpringBootTest(classes = WithFakeFloraOutputsTests.Application.class)
@WithFakeFlora
class WithFakeFloraOutputsTests {

	@TempDir
	private static Path directory;

	@Autowired
	private FloraGenerationsClient client;

	@Autowired
	private Application events;

	@DynamicPropertySource
	static void outputs(DynamicPropertyRegistry properties) {
		properties.add("flora.outputs.directory", () -> directory);
	}

	@BeforeEach
	void forget() {
		this.events.heard.clear();
	}

	@Test
	void outputsLieWhereTheEventSays() throws Exception {
		SavedOutput picture = saved(this.client.generate(GenerationRequest.image("A harbour")));
		assertThat(picture.mediaType()).isEqualTo("image/png");
		assertThat(Path.of(picture.location())).hasParentRaw(directory).hasSize(picture.size());
		SavedOutput tone = saved(this.client.generate(GenerationRequest.audio("A horn")));
		assertThat(tone.location()).asString().endsWith(".wav");
		SavedOutput text = saved(this.client.generate(GenerationRequest.text("A harbour")));
		assertThat(Files.readString(Path.of(text.location()))).isEqualTo("FLORA would write about: A harbour");
	}

	@Test
	void failedRunHasNothing(FakeFlora fake) {
		fake.nextRun().failsWith("provider_error", "No");
		assertThatExceptionOfType(FloraRunFailedException.class)
			.isThrownBy(() -> this.client.generate(GenerationRequest.image("A harbour")))
			.satisfies((ex) -> assertThat(event(ex.run()).outputs()).isEmpty());
	}

	@Test
	void outputThatIsNotThereIsLeftOut(FakeFlora fake, @Autowired FloraClient flora) {
		fake.nextRun()
			.completesWith(FakeRun.image(fake.baseUrl().resolve("/media/none.png").toString()),
					FakeRun.text("A harbour at dusk"));
		Run run = flora.generations().generate(GenerationRequest.image("A harbour"));
		assertThat(run.outputs()).hasSize(2);
		assertThat(saved(run).mediaType()).startsWith("text/plain");
	}

	private SavedOutput saved(Run run) {
		List<SavedOutput> outputs = event(run).outputs();
		assertThat(outputs).hasSize(1);
		return outputs.get(0);
	}

	private FloraRunEndedEvent event(Run run) {
		return Awaitility.await()
			.until(() -> this.events.heard.stream().filter((event) -> event.runId().equals(run.runId())).findFirst(),
					(event) -> event.isPresent())
			.orElseThrow();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FloraAutoConfiguration.class)
	static class Application {

		private final List<FloraRunEndedEvent> heard = new CopyOnWriteArrayList<>();

		@EventListener
		void ended(FloraRunEndedEvent event) {
			this.heard.add(event);
		}

	}

}
