package ai.flora.client.internal.asset;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

import ai.flora.client.internal.transport.Transports;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file of 1 GB takes at most 8 MB of heap, on whatever HTTP library: live heap,
 * measured in a JVM of its own at several points of the upload, and compared to that
 * before it.
 */
@Tag("exhaustive")
class UploadMemoryTests {

	private static final long MAX_HEAP = 8L * 1024 * 1024;

	@Test
	void largeFileTakesLittleHeap() throws Exception {
		try (Storage storage = new Storage()) {
			Process process = new ProcessBuilder(
					List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx64m",
							"-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath(),
							UploadOfAGigabyte.class.getName(), String.valueOf(storage.port())))
				.redirectErrorStream(true)
				.start();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor()).as(output).isZero();
			List<String> results = output.lines().filter((line) -> line.startsWith("HEAP ")).toList();
			assertThat(results).as(output).hasSize(Transports.values().length);
			for (String result : results) {
				assertThat(Long.parseLong(result.split(" ")[2])).as(result).isLessThanOrEqualTo(MAX_HEAP);
			}
			assertThat(storage.stored()).isGreaterThan(Transports.values().length * UploadOfAGigabyte.SIZE);
		}
	}

	/** A launcher may have a loader of its own. */
	private static String classPath() {
		if (UploadMemoryTests.class.getClassLoader() instanceof URLClassLoader loader) {
			return Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(File.pathSeparator));
		}
		return System.getProperty("java.class.path");
	}

	/**
	 * FLORA and its storage, as far as an upload goes; counts what it is sent.
	 */
	private static final class Storage implements AutoCloseable {

		private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

		private final AtomicLong stored = new AtomicLong();

		Storage() throws IOException {
			start(() -> {
				while (true) {
					Socket socket = this.listener.accept();
					start(() -> serve(socket));
				}
			});
		}

		private static void start(Action action) {
			Thread thread = new Thread(() -> {
				try {
					action.run();
				}
				catch (IOException ex) {
					// The other end is closed.
				}
			});
			thread.setDaemon(true);
			thread.start();
		}

		int port() {
			return this.listener.getLocalPort();
		}

		long stored() {
			return this.stored.get();
		}

		private void serve(Socket socket) throws IOException {
			try (socket) {
				InputStream in = new BufferedInputStream(socket.getInputStream(), 256 * 1024);
				byte[] buffer = new byte[256 * 1024];
				while (true) {
					String head = head(in);
					long left = length(head);
					boolean store = head.startsWith("POST /store");
					while (left > 0) {
						int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
						left -= (count < 0) ? left : count;
						this.stored.addAndGet(store ? Math.max(count, 0) : 0);
					}
					answer(socket.getOutputStream(), store ? "" : body(head));
				}
			}
		}

		private static String head(InputStream in) throws IOException {
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				int c = in.read();
				if (c < 0) {
					throw new IOException("No request");
				}
				head.append((char) c);
			}
			return head.toString();
		}

		private static long length(String head) {
			return head.lines()
				.filter((line) -> line.toLowerCase().startsWith("content-length:"))
				.mapToLong((line) -> Long.parseLong(line.substring(15).strip()))
				.findFirst()
				.orElse(0);
		}

		private String body(String head) {
			return head.startsWith("POST /api/v1/assets HTTP")
					? "{\"asset_id\":\"asset_1\",\"status\":\"pending_upload\",\"upload\":{\"url\":\"http://127.0.0.1:"
							+ port() + "/store\",\"form_fields\":{\"key\":\"k\"}}}"
					: "{\"asset_id\":\"asset_1\",\"status\":\"ready\",\"url\":\"https://h/a.png\"}";
		}

		private static void answer(OutputStream out, String body) throws IOException {
			out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
					+ "\r\n\r\n" + body)
				.getBytes(StandardCharsets.UTF_8));
			out.flush();
		}

		@Override
		public void close() throws IOException {
			this.listener.close();
		}

	}

	private interface Action {

		void run() throws IOException;

	}

}
