package ai.flora.spring.boot.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.output.OutputContent;
import ai.flora.client.output.SavedOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Outputs of the fake's runs, which are on this machine, are read and saved as FLORA's.
 */
class FakeOutputsTests {

	private final FakeFlora fake = FakeFlora.start();

	private final FloraClient client = this.fake.clientBuilder().build();

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.client.close();
		this.fake.close();
	}

	@Test
	void pictureIsSaved() throws IOException {
		Run run = this.client.generations().generate(GenerationRequest.image("A harbour"));
		List<SavedOutput> saved = this.client.outputs().saveAll(run, this.directory);
		Path file = this.directory.resolve(run.runId() + "." + run.outputs().get(0).outputId() + ".png");
		assertThat(saved).singleElement().satisfies((output) -> {
			assertThat(output.location()).isEqualTo(file.toUri());
			assertThat(output.mediaType()).isEqualTo("image/png");
			assertThat(output.size()).isEqualTo(Files.size(file));
		});
		try (OutputContent content = this.client.outputs().open(run.outputs().get(0))) {
			assertThat(file).hasBinaryContent(content.stream().readAllBytes());
		}
	}

	@Test
	void textIsSaved() {
		Run run = this.client.generations().generate(GenerationRequest.text("A poem"));
		SavedOutput saved = this.client.outputs().saveAll(run, this.directory).get(0);
		assertThat(Path.of(saved.location())).hasContent(run.outputs().get(0).text().orElseThrow())
			.extracting(Path::toString)
			.asString()
			.endsWith(".txt");
	}

	@Test
	void missingAndForeignOutputsAreErrors() {
		RunOutput missing = RunOutput.builder()
			.value(this.fake.baseUrl().resolve("/media/run_77.png").toString())
			.build();
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.client.outputs().save(missing, this.directory))
			.withMessageContaining("404");
		RunOutput inside = RunOutput.builder().value("http://10.0.0.1/a.png").build();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.client.outputs().save(inside, this.directory));
	}

}
