package ai.flora.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * Answers every request with one run, and prints the port that it listens on.
 */
final class CannedServer {

	static final String KEY = "sk_benchmark";

	private static final String PORT_PROPERTY = "flora.benchmarks.port";

	private static final String RUN = """
			{"run_id":"run_abc123","status":"completed","progress":100,"created_at":1790000100000,\
			"started_at":1790000101250,"completed_at":1790000124900.5,"charged_cost":0.036,"outputs":[\
			{"output_id":"output_1","type":"imageUrl","url":"https://media.flora.ai/demo/harbour.png"}],\
			"poll_url":"https://app.flora.ai/api/v1/runs/run_abc123"}""";

	/** Gateways tell the time, which the client reads. */
	private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nrequest-id: req_1\r\n"
			+ "Content-Length: " + RUN.length() + "\r\nDate: ";

	private CannedServer() {
	}

	/** Starts it as a process of its own, whose first line is its port. */
	static Process launch() throws IOException {
		return new ProcessBuilder(ProcessHandle.current().info().command().orElse("java"), "-cp",
				System.getProperty("java.class.path"), CannedServer.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
	}

	/** Tells a forked JVM where it listens. */
	static String argument(int port) {
		return "-D" + PORT_PROPERTY + "=" + port;
	}

	/** Where it listens, in a forked JVM. */
	static URI url() {
		return url(Integer.getInteger(PORT_PROPERTY, 0));
	}

	static URI url(int port) {
		return URI.create("http://127.0.0.1:" + port + "/api/v1");
	}

	public static void main(String[] args) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			System.out.println(server.getLocalPort());
			while (true) {
				Socket socket = server.accept();
				socket.setTcpNoDelay(true);
				Thread thread = new Thread(() -> serve(socket));
				thread.setDaemon(true);
				thread.start();
			}
		}
	}

	private static byte[] answer() {
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
		return (HEAD + date + "\r\n\r\n" + RUN).getBytes(StandardCharsets.US_ASCII);
	}

	private static void serve(Socket socket) {
		try (socket) {
			InputStream in = socket.getInputStream();
			OutputStream out = socket.getOutputStream();
			byte[] buffer = new byte[8192];
			int length = 0;
			int read = in.read(buffer, 0, buffer.length);
			while (read > 0) {
				length += read;
				// Requests have no body and are not pipelined.
				if (new String(buffer, Math.max(0, length - 4), Math.min(4, length), StandardCharsets.US_ASCII)
					.equals("\r\n\r\n")) {
					out.write(answer());
					length = 0;
				}
				read = in.read(buffer, length, buffer.length - length);
			}
		}
		catch (IOException ex) {
			System.err.println(ex);
		}
	}

}
