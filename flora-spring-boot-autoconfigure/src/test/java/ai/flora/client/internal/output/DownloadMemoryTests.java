package ai.flora.client.internal.output;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.output.OutputContent;
import ai.flora.client.output.SavedOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file is read, and saved, by a JVM with 16 MB of heap: of 256 MB, and of more if
 * {@code -Ddownload.size} says so.
 */
@Tag("exhaustive")
class DownloadMemoryTests {

	private static final long SIZE = Long.getLong("download.size", 256 * 1024 * 1024);

	@TempDir
	private Path directory;

	private RawServer server;

	@BeforeEach
	void serve() throws IOException {
		byte[] nothing = new byte[256 * 1024];
		this.server = new RawServer((request, raw, socket) -> {
			RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Length: " + SIZE + "\nConnection: close\n\n");
			for (long left = SIZE; left > 0; left -= nothing.length) {
				socket.getOutputStream().write(nothing, 0, (int) Math.min(left, nothing.length));
			}
		});
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void fileTakesLittleHeap(Wire wire) throws Exception {
		String output = ChildJvm.run("-Xmx16m", "-XX:+UseSerialGC", "-Ddownload.size=" + SIZE, Program.class.getName(),
				wire.name(), String.valueOf(this.server.port()), this.directory.toString());
		assertThat(output).contains("read " + SIZE).contains("saved " + SIZE);
	}

	/**
	 * Reads the file, and saves it.
	 */
	static final class Program {

		private Program() {
		}

		public static void main(String[] args) throws IOException {
			String url = "http://127.0.0.1:" + args[1] + "/video";
			Settings settings = Settings.defaults().maxSize(SIZE).timeout(Duration.ofMinutes(9));
			try (TestOutputs flora = TestOutputs.onLoopback(Wire.valueOf(args[0]), settings)) {
				try (OutputContent content = flora.outputs().open(TestOutputs.image(url))) {
					Counter counter = new Counter();
					content.stream().transferTo(counter);
					System.out.println("read " + counter.count);
				}
				SavedOutput saved = flora.outputs().save(TestOutputs.image(url), Path.of(args[2]));
				System.out.println("saved " + saved.size());
			}
			System.exit(0);
		}

	}

	private static final class Counter extends FilterOutputStream {

		private long count;

		Counter() {
			super(OutputStream.nullOutputStream());
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			this.count += length;
		}

	}

}
