package ai.flora.client.internal.output;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.OutputType;
import ai.flora.client.Run;
import ai.flora.client.RunOutput;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.output.OutputContent;
import ai.flora.client.output.SavedOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.WritableResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Files appear whole or not at all, inside of their directory.
 */
class OutputFilesTests {

	private static final RunOutput TEXT = new RunOutput("output_1", OutputType.TEXT, "A harbour \u2014 at dawn");

	private final TestOutputs flora = TestOutputs.onLoopback(Wire.JDK);

	@TempDir
	private Path directory;

	@AfterEach
	void close() {
		this.flora.close();
	}

	private List<String> files() throws IOException {
		try (Stream<Path> files = Files.walk(this.directory, FileVisitOption.FOLLOW_LINKS)) {
			return files.filter((file) -> !Files.isDirectory(file))
				.map((file) -> this.directory.relativize(file).toString())
				.sorted()
				.toList();
		}
	}

	@Test
	void textIsSavedAsUtf8() throws IOException {
		SavedOutput saved = this.flora.outputs().save(TEXT, this.directory.resolve("a/b"));
		assertThat(files()).containsExactly("a/b/output_1.txt");
		assertThat(Path.of(saved.location())).hasBinaryContent(TEXT.value().getBytes(StandardCharsets.UTF_8));
		assertThat(saved.mediaType()).isEqualTo("text/plain");
		assertThat(saved.size()).isEqualTo(TEXT.value().getBytes(StandardCharsets.UTF_8).length);
		assertThat(this.flora.recorded()).containsExactly("text success " + saved.size());
		try (OutputContent content = this.flora.outputs().open(TEXT)) {
			assertThat(content.stream().readAllBytes()).asString().isEqualTo(TEXT.value());
		}
	}

	/** Whatever a text looks like, a text it is. */
	@Test
	void textThatLooksLikeAPictureIsAText() {
		RunOutput gif = new RunOutput("output_1", OutputType.TEXT, "GIF89a");
		assertThat(this.flora.outputs().save(gif, this.directory).mediaType()).isEqualTo("text/plain");
	}

	@Test
	void allOutputsOfARunAreSavedAndAgain() throws IOException {
		Run run = Run.builder()
			.runId("run_1")
			.status(RunStatus.COMPLETED)
			.outputs(List.of(TEXT, new RunOutput("output_1", OutputType.TEXT, "two"),
					new RunOutput(null, OutputType.TEXT, ""), new RunOutput("../../evil", OutputType.TEXT, "three")))
			.build();
		List<SavedOutput> first = this.flora.outputs().saveAll(run, this.directory);
		List<SavedOutput> second = this.flora.outputs().saveAll(run, this.directory);
		assertThat(second).isEqualTo(first)
			.extracting(SavedOutput::outputId)
			.containsExactly("output_1", "output_1", null, "../../evil");
		assertThat(files()).hasSize(4).contains("run_1.output.txt", "run_1.output_1.txt", "run_1.output_1-2.txt");
		assertThat(this.flora.outputs().saveAll(Run.builder().build(), this.directory)).isEmpty();
	}

	/** All have been paid for. */
	@Test
	void outputThatCannotBeSavedKeepsNoOtherFromIt() throws IOException {
		Run run = Run.builder()
			.runId("run_1")
			.outputs(List.of(TEXT, new RunOutput("output_2", OutputType.IMAGE, "data:,x"),
					new RunOutput("output_3", OutputType.TEXT, "three"),
					new RunOutput("output_4", OutputType.UNKNOWN, "x"),
					new RunOutput("output_5", OutputType.TEXT, "five")))
			.build();
		assertThatExceptionOfType(FloraRequestRefusedException.class)
			.isThrownBy(() -> this.flora.outputs().saveAll(run, this.directory))
			.withMessageStartingWith("Output output_2")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
				.extracting(Throwable::getMessage)
				.asString()
				.startsWith("Output output_4"));
		assertThat(files()).containsExactly("run_1.output_1.txt", "run_1.output_3.txt", "run_1.output_5.txt");
	}

	@Test
	void sameOutputMayBeSavedManyTimesAtOnce() throws IOException {
		Path target = this.directory.resolve("a/b");
		List<SavedOutput> saved = IntStream.range(0, 50)
			.parallel()
			.mapToObj((i) -> this.flora.outputs().save(TEXT, target))
			.toList();
		assertThat(saved).hasSize(50).containsOnly(saved.get(0));
		assertThat(files()).containsExactly("a/b/output_1.txt");
		assertThat(target.resolve("output_1.txt")).hasContent(TEXT.value());
	}

	@Test
	void outputThatIsNeitherLinkNorTextIsRefused() {
		for (RunOutput output : new RunOutput[] { new RunOutput("o", OutputType.IMAGE, null),
				new RunOutput("o", OutputType.TEXT, null),
				new RunOutput("o", OutputType.IMAGE, "data:image/png;base64,x"),
				new RunOutput("o", OutputType.IMAGE, "file:///etc/passwd"),
				new RunOutput("o", OutputType.UNKNOWN, "A harbour") }) {
			assertThatExceptionOfType(FloraRequestRefusedException.class)
				.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
				.withMessageContaining("neither a link");
		}
		assertThat(this.flora.recorded()).hasSize(5).allMatch((recorded) -> recorded.contains(" refused 0"));
	}

	@Test
	void linkToADirectoryIsFollowedAndLinkInPlaceOfAFileIsReplaced() throws IOException {
		Path elsewhere = Files.createDirectory(this.directory.resolve("elsewhere"));
		Path victim = Files.writeString(this.directory.resolve("victim"), "precious");
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), elsewhere);
		Files.createSymbolicLink(elsewhere.resolve("output_1.txt"), victim);
		this.flora.outputs().save(TEXT, link);
		assertThat(victim).hasContent("precious");
		assertThat(elsewhere.resolve("output_1.txt")).hasContent(TEXT.value()).isRegularFile();
		assertThat(Files.isSymbolicLink(elsewhere.resolve("output_1.txt"))).isFalse();
	}

	@Test
	void diskErrorsNameTheDirectoryAndLeaveNothing() throws IOException {
		Path file = Files.writeString(this.directory.resolve("file"), "x");
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> this.flora.outputs().save(TEXT, file))
			.withMessageContaining(file.toString())
			.withCauseInstanceOf(IOException.class);
		Path taken = Files.createDirectories(this.directory.resolve("taken/output_1.txt")).getParent();
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> this.flora.outputs().save(TEXT, taken))
			.withMessageContaining(taken.toString());
		assertThat(files()).containsExactly("file");
		assertThat(this.flora.recorded()).allMatch((recorded) -> recorded.startsWith("text failed "));
	}

	/** The JDK's own files are one that nobody can write to. */
	@Test
	void readOnlyFileSystemIsADiskErrorToo() {
		Path readOnly = Path.of(URI.create("jrt:/"));
		for (Path each : new Path[] { readOnly, readOnly.resolve("pictures") }) {
			assertThatExceptionOfType(FloraException.class).isThrownBy(() -> this.flora.outputs().save(TEXT, each))
				.withMessageContaining("cannot be saved in the directory " + each);
		}
		assertThat(this.flora.recorded()).hasSize(2).allMatch((recorded) -> recorded.startsWith("text failed "));
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void fullDiskIsNamed() {
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> this.flora.outputs().save(TEXT, new FileSystemResource("/dev/full")))
			.withMessageContaining("/dev/full")
			.withRootCauseInstanceOf(IOException.class);
	}

	@Test
	void interruptedThreadSavesNothing() throws IOException {
		Thread.currentThread().interrupt();
		try {
			assertThatExceptionOfType(FloraInterruptedException.class)
				.isThrownBy(() -> this.flora.outputs().save(TEXT, this.directory));
			Target target = new Target();
			assertThatExceptionOfType(FloraInterruptedException.class)
				.isThrownBy(() -> this.flora.outputs().save(TEXT, target));
			assertThat(target.opened).hasValue(0);
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
		assertThat(files()).isEmpty();
	}

	@Test
	void resourceGetsAllOfIt() throws IOException {
		SavedOutput saved = this.flora.outputs()
			.save(TEXT, new FileSystemResource(this.directory.resolve("target.txt")));
		assertThat(this.directory.resolve("target.txt")).hasContent(TEXT.value());
		assertThat(saved.location()).isEqualTo(this.directory.resolve("target.txt").toUri());
		Target target = new Target();
		assertThat(this.flora.outputs().save(TEXT, target).location()).isNull();
		assertThat(target.written.toString(StandardCharsets.UTF_8)).isEqualTo(TEXT.value());
	}

	@Test
	void resourceGetsNothingOfACutFile() throws IOException {
		RawServer server = new RawServer((request, raw, socket) -> RawServer.send(socket,
				"HTTP/1.1 200 OK\nContent-Length: 2000\nConnection: close\n\n" + "x".repeat(1500)));
		Target target = new Target();
		assertThatExceptionOfType(FloraResponseException.class).isThrownBy(
				() -> this.flora.outputs().save(TestOutputs.image("http://127.0.0.1:" + server.port() + "/a"), target));
		assertThat(target.opened).hasValue(0);
		server.close();
	}

	@Test
	void resourceThatDoesNotTakeItIsNamed() {
		Target target = new Target();
		target.failure.set(new IOException("full"));
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> this.flora.outputs().save(TEXT, target))
			.withMessageContaining(target.getDescription());
	}

	/** It is whole all the same. */
	@Test
	void resourceThatDoesNotTellWhereItIsHasNoLocation() {
		Target target = new Target();
		target.failsAt = "locate";
		assertThat(this.flora.outputs().save(TEXT, target).location()).isNull();
		assertThat(target.written.toString(StandardCharsets.UTF_8)).isEqualTo(TEXT.value());
		assertThat(this.flora.recorded()).singleElement().asString().startsWith("text success ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "open", "write", "close" })
	void resourceThatFailsInItsOwnWayIsNamed(String moment) {
		Target target = new Target();
		target.failsAt = moment;
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> this.flora.outputs().save(TEXT, target))
			.withMessageContaining(target.getDescription())
			.withRootCauseInstanceOf(IllegalStateException.class);
		assertThat(this.flora.recorded()).singleElement().asString().startsWith("text failed ");
	}

	/**
	 * A resource in memory, as one of S3's would be.
	 */
	private static final class Target extends ByteArrayResource implements WritableResource {

		private final ByteArrayOutputStream written = new ByteArrayOutputStream();

		private final AtomicInteger opened = new AtomicInteger();

		private final AtomicReference<IOException> failure = new AtomicReference<>();

		private String failsAt = "";

		Target() {
			super(new byte[0]);
		}

		private void reach(String moment) {
			if (moment.equals(this.failsAt)) {
				throw new IllegalStateException("Access denied");
			}
		}

		@Override
		public URI getURI() throws IOException {
			reach("locate");
			return super.getURI();
		}

		@Override
		public OutputStream getOutputStream() throws IOException {
			this.opened.incrementAndGet();
			if (this.failure.get() != null) {
				throw this.failure.get();
			}
			reach("open");
			return new FilterOutputStream(this.written) {

				@Override
				public void write(byte[] bytes, int offset, int count) {
					reach("write");
					Target.this.written.write(bytes, offset, count);
				}

				@Override
				public void close() {
					reach("close");
				}

			};
		}

	}

}
