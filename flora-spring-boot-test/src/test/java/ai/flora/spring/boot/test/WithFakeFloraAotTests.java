package ai.flora.spring.boot.test;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.aot.generate.FileSystemGeneratedFiles;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.test.context.aot.TestContextAotGenerator;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests with the annotation, processed ahead of time as a build does, and run.
 */
@Tag("exhaustive")
class WithFakeFloraAotTests {

	private static final List<Class<?>> TESTS = List.of(WithFakeFloraTests.class,
			WithFakeFloraWebhookTests.OnRandomPort.class, FakeFloraConnectionTests.WithAnnotation.class);

	@TempDir
	private Path directory;

	@Test
	void testsThatWereProcessedAheadOfTimePass() throws Exception {
		new TestContextAotGenerator(new FileSystemGeneratedFiles((kind) -> this.directory.resolve(kind.name())))
			.processAheadOfTime(TESTS.stream().flatMap(WithFakeFloraAotTests::withNested));
		Path classes = compile();
		assertThat(run(classes)).contains("succeeded: 6");
	}

	private static Stream<Class<?>> withNested(Class<?> type) {
		return Stream.concat(Stream.of(type), Stream.of(type.getDeclaredClasses()))
			.filter((each) -> each == type || each.isAnnotationPresent(Nested.class));
	}

	private Path compile() throws IOException {
		Path classes = this.directory.resolve(Kind.CLASS.name());
		Files.createDirectories(classes);
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", classes.toString(),
				"-classpath", System.getProperty("java.class.path")));
		try (Stream<Path> sources = Files.walk(this.directory.resolve(Kind.SOURCE.name()))) {
			sources.filter((path) -> path.toString().endsWith(".java")).map(Path::toString).forEach(arguments::add);
		}
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
			.isZero();
		return classes;
	}

	private String run(Path classes) throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dspring.aot.enabled=true", "-cp",
				String.join(File.pathSeparator, classes.toString(),
						this.directory.resolve(Kind.RESOURCE.name()).toString(), System.getProperty("java.class.path")),
				LaunchedTests.class.getName()));
		TESTS.forEach((type) -> command.add(type.getName()));
		Path output = this.directory.resolve("output");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		assertThat(process.waitFor(15, TimeUnit.MINUTES)).isTrue();
		assertThat(process.exitValue()).as(() -> read(output)).isZero();
		return read(output);
	}

	private static String read(Path output) {
		try {
			return Files.readString(output);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
