package ai.flora.client.internal.output;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ai.flora.client.FloraResponseException;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.output.OutputContent;
import ai.flora.client.output.SavedOutput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Downloads that are cut, and go on with the same file or not at all.
 */
class DownloadContinuationTests extends AbstractDownloadTests {

	@ParameterizedTest
	@EnumSource
	void cutFileIsGoneOnWith(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			switch (count.getAndIncrement()) {
				case 0 -> send(socket, "200 OK\nETag: \"one\"\nContent-Length: 200000", part(0, 70_000));
				case 1 -> sendRest(socket, request, 150_000);
				case 2 -> send(socket, "503 Busy\nContent-Length: 0", new byte[0]);
				default -> sendRest(socket, request, 200_000);
			}
		});
		SavedOutput saved = this.flora.outputs().save(output, this.directory);
		assertThat(saved.size()).isEqualTo(200_000);
		assertThat(this.directory.resolve("output_1.jpg")).hasBinaryContent(FILE);
		assertThat(this.server.requests()).hasSize(4);
		assertThat(this.server.requests().get(0)).doesNotContainIgnoringCase("range");
		assertThat(this.server.requests().get(1)).containsIgnoringCase("if-range: \"one\"\r\n");
	}

	@ParameterizedTest
	@EnumSource
	void cutChunksAreGoneOnWith(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "200 OK\nETag: \"one\"\nTransfer-Encoding: chunked", new byte[0]);
				RawServer.send(socket, "186a0\n");
				socket.getOutputStream().write(part(0, 100_000));
				RawServer.send(socket, "\n186a0\n");
			}
			else {
				sendRest(socket, request, 200_000);
			}
		});
		try (OutputContent content = this.flora.outputs().open(output)) {
			assertThat(content.length()).isEmpty();
			assertThat(content.stream().readAllBytes()).isEqualTo(FILE);
		}
	}

	static Stream<Arguments> otherFiles() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream
				.of("206 Partial\nETag: \"two\"\nContent-Range: bytes 70000-199999/200000",
						"206 Partial\nContent-Range: bytes 70000-199999/200000",
						"206 Partial\nETag: W/\"one\"\nContent-Range: bytes 70000-199999/200000",
						"206 Partial\nETag: \"one\"\nContent-Range: bytes 70001-199999/200000",
						"206 Partial\nETag: \"one\"\nContent-Range: bytes 70000-199999/200001",
						"206 Partial\nETag: \"one\"", "206 Partial\nETag: \"one\"\nContent-Range: nonsense",
						"200 OK\nETag: \"one\"", "200 OK\nETag: \"two\"", "404 Gone", "416 Range",
						"206 Partial\nETag: \"one\"\nContent-Encoding: gzip\nContent-Range: bytes 70000-199999/200000")
				.map((head) -> Arguments.of(wire, head)));
	}

	@ParameterizedTest
	@MethodSource("otherFiles")
	void twoFilesAreNeverMixed(Wire wire, String second) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "200 OK\nETag: \"one\"\nContent-Length: 200000", part(0, 70_000));
			}
			else {
				int from = Integer.parseInt(request.replaceAll("(?is).*\r\nrange: bytes=(\\d+)-\r\n.*", "$1"));
				String head = second.replace("70000", String.valueOf(from)).replace("70001", String.valueOf(from + 1));
				send(socket, head + "\nContent-Length: " + (200_000 - from), new byte[200_000 - from]);
			}
		});
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory));
		assertThat(this.server.requests()).hasSize(2);
		assertThat(files()).isEmpty();
	}

	static Stream<Arguments> falseRanges() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream.of(Arguments.of(wire, false, 149_999, "*"),
					Arguments.of(wire, false, 199_999, "150000"), Arguments.of(wire, true, 249_999, "200000"),
					Arguments.of(wire, true, 249_999, "*"), Arguments.of(wire, true, 200_000, "200000")));
	}

	/** A host may send less than the rest, and none may send more. */
	@ParameterizedTest
	@MethodSource("falseRanges")
	void partThatMayNotBeTheLastOneIsNotTakenForIt(Wire wire, boolean lengthKnown, int end, String total)
			throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "200 OK\nETag: \"one\"\n"
						+ (lengthKnown ? "Content-Length: 200000" : "Transfer-Encoding: chunked"), new byte[0]);
				RawServer.send(socket, lengthKnown ? "" : "186a0\n");
				socket.getOutputStream().write(part(0, 70_000));
				return;
			}
			int from = Integer.parseInt(request.replaceAll("(?is).*\r\nrange: bytes=(\\d+)-\r\n.*", "$1"));
			send(socket, "206 Partial\nETag: \"one\"\nContent-Range: bytes " + from + "-" + end + "/" + total
					+ "\nContent-Length: " + (end + 1 - from), new byte[end + 1 - from]);
		});
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("did not go on with the same file");
		assertThat(this.server.requests()).hasSize(2);
		assertThat(files()).isEmpty();
	}

	static Stream<Arguments> weakTags() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream
				.of("", "\nETag: W/\"one\"", "\nETag: one", "\nETag: \"", "\nETag: \"one\"\nETag: W/\"one\"",
						"\nETag: \"one\", W/\"two\"")
				.map((tag) -> Arguments.of(wire, tag)));
	}

	@ParameterizedTest
	@MethodSource("weakTags")
	void cutFileWithoutStrongTagIsAnError(Wire wire, String tag) throws Exception {
		RunOutput output = serve(wire,
				(request, raw, socket) -> send(socket, "200 OK\nContent-Length: 200000" + tag, part(0, 70_000)));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining(" of 200000 bytes");
		assertThat(this.server.requests()).hasSize(1);
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void continuationsAreFew(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (request.toLowerCase().contains("if-range")) {
				sendRest(socket, request, 0);
			}
			else {
				send(socket, "200 OK\nETag: \"one\"\nContent-Length: 200000", part(0, 1000));
			}
		});
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory));
		assertThat(this.server.requests()).hasSize(4);
	}

}
