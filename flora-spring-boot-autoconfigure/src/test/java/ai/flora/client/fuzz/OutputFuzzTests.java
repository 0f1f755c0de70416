package ai.flora.client.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.FloraClient;
import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.fuzz.FuzzInputs.Input;
import ai.flora.client.output.SavedOutput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever ids FLORA sends, their outputs are saved inside of the directory; whatever an
 * application has kept of a saved output is read, or refused by Jackson.
 */
@Tag("exhaustive")
class OutputFuzzTests {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	@TempDir
	private Path directory;

	@Test
	void savedOutputIsReadOrRefused() {
		FuzzInputs.run("saved outputs", 1, (input) -> {
			String json = input.note(HostileJson.write(Documents.savedOutput(input), input));
			try {
				SavedOutput saved = MAPPER.readValue(json, SavedOutput.class);
				if (saved == null) {
					return "null";
				}
				Inspection.value(saved);
				return "a value";
			}
			catch (JacksonException ex) {
				return ex.getClass().getSimpleName();
			}
		});
	}

	@Test
	void idsStayInTheDirectory() {
		try (FloraClient flora = new FloraClientBuilder().apiKey(HostileJson.KEY).build()) {
			FuzzInputs.run("ids of outputs", 20, (input) -> {
				List<RunOutput> outputs = new ArrayList<>();
				for (int i = input.random().nextInt(4); i >= 0; i--) {
					outputs.add(new RunOutput(input.note(id(input)), OutputType.TEXT, "A harbour"));
				}
				Path inside = Files.createDirectory(this.directory.resolve("pictures"));
				Run run = Run.builder().runId(input.note(id(input))).outputs(outputs).build();
				List<SavedOutput> saved = flora.outputs().saveAll(run, inside);
				assertThat(saved).extracting(SavedOutput::location)
					.doesNotHaveDuplicates()
					.allMatch((location) -> Path.of(location).getParent().equals(inside));
				assertThat(files(this.directory)).hasSize(1);
				assertThat(files(inside)).hasSize(outputs.size());
				for (Path file : files(inside)) {
					Files.delete(file);
				}
				Files.delete(inside);
				return outputs.size() + " files";
			});
		}
	}

	private static String id(Input input) {
		StringBuilder id = new StringBuilder();
		for (int i = input.pick(1, 1, 2, 3, 200); i > 0; i--) {
			id.append(input.pick("output_1", "..", "/", "\\", "\u0000", "CON", ".", " ", "\ud800", "\u202e", "~", "-",
					"%2e", "a", "A", "\n", ":", "*", "caf\u00e9", "nul", "-2"));
		}
		return id.toString();
	}

	private static List<Path> files(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			return files.toList();
		}
	}

}
