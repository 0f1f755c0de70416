package ai.flora.client.internal.output;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import ai.flora.client.FloraException;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.transport.RawServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * A download whose host does something wrong.
 */
final class FaultyDownload {

	static final Duration TIMEOUT = Duration.ofMillis(1500);

	static final Script SILENCE = (socket) -> socket.getInputStream().transferTo(OutputStream.nullOutputStream());

	private FaultyDownload() {
	}

	static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	static void repeat(Socket socket, String start, String unit, int pause) throws IOException, InterruptedException {
		RawServer.send(socket, start);
		byte[] bytes = unit.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
		while (true) {
			socket.getOutputStream().write(bytes);
			Thread.sleep(pause);
		}
	}

	/**
	 * Fails in time, and tells what is wrong, but not where exactly.
	 */
	static FloraException save(TestOutputs flora, String base, Path directory) throws IOException {
		RunOutput output = TestOutputs.image(base + "/a.png?secret");
		long start = System.nanoTime();
		FloraException thrown = catchThrowableOfType(FloraException.class,
				() -> flora.outputs().save(output, directory));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusSeconds(20));
		assertThat(thrown).isNotNull();
		assertThat(thrown.getMessage()).startsWith("Output output_1")
			.doesNotContain("secret", "a.png")
			.doesNotContainPattern("\\bbody\\b");
		try (Stream<Path> files = Files.list(directory)) {
			assertThat(files).isEmpty();
		}
		assertThat(flora.recorded()).hasSize(1);
		return thrown;
	}

	/**
	 * The host's part.
	 */
	interface Script {

		void answer(Socket socket) throws Exception;

	}

}
