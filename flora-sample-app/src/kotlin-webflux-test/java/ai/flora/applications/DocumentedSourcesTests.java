package ai.flora.applications;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The document shows the sources that were compiled and run here.
 */
class DocumentedSourcesTests {

	@ParameterizedTest
	@CsvSource({ "kotlin/ai/flora/applications/Pictures.kt, kotlin.md",
			"java/ai/flora/applications/ReactivePictures.java, webflux.md" })
	void sourceIsThatOfTheDocument(String file, String page) throws IOException {
		String source = Files.readString(Path.of("src/kotlin-webflux-test").resolve(file));
		String shown = source.substring(source.indexOf("import ")).strip();
		assertThat(Files.readString(Path.of("../docs", page))).contains(shown);
	}

}
