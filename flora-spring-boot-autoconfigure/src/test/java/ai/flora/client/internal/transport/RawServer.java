package ai.flora.client.internal.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that misbehaves in ways that no HTTP server offers.
 */
public class RawServer {

	static final String RUN = "{\"run_id\":\"run_1\",\"status\":\"running\",\"progress\":1,\"created_at\":1790000100000}";

	private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

	private final ServerSocket listener;

	private final RequestScript script;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final CountDownLatch closed = new CountDownLatch(1);

	RawServer(Script script) throws IOException {
		this((request, raw, socket) -> script.answer(raw, socket));
	}

	public RawServer(RequestScript script) throws IOException {
		this(script, new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
	}

	public RawServer(RequestScript script, ServerSocket listener) {
		this.script = script;
		this.listener = listener;
		start(this::accept);
	}

	public String url() {
		return "http://127.0.0.1:" + port() + "/api/v1";
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	public List<String> requests() {
		return this.requests;
	}

	public void close() throws IOException {
		this.closed.countDown();
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	/**
	 * Sends text, such as the head of an answer; lines end with a line feed only.
	 */
	public static void send(Socket socket, String text) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	/**
	 * Goes silent until the test is over.
	 */
	public void hang() throws InterruptedException {
		this.closed.await();
	}

	/**
	 * Sends a byte every so often, until the test is over or the client goes away.
	 */
	public void trickle(Socket socket) throws IOException, InterruptedException {
		while (pause()) {
			send(socket, " ");
		}
	}

	/**
	 * Waits as long as a slow server does.
	 * @return whether the test goes on
	 */
	boolean pause() throws InterruptedException {
		return !this.closed.await(20, TimeUnit.MILLISECONDS);
	}

	private void accept() throws IOException {
		while (!this.listener.isClosed()) {
			Socket socket = this.listener.accept();
			this.sockets.add(socket);
			start(() -> serve(socket));
		}
	}

	private void serve(Socket socket) throws Exception {
		try (socket) {
			this.script.accepted(socket);
			this.script.answer(read(socket.getInputStream()), this, socket);
		}
		finally {
			this.script.ended(socket);
		}
	}

	/**
	 * Reads a request, the next one of its connection.
	 */
	public String read(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int c = in.read();
			if (c < 0) {
				throw new IOException("No request");
			}
			head.append((char) c);
		}
		Matcher length = LENGTH.matcher(head);
		int body = length.find() ? Integer.parseInt(length.group(1)) : 0;
		head.append(new String(in.readNBytes(body), StandardCharsets.UTF_8));
		this.requests.add(head.toString());
		return head.toString();
	}

	private static void start(Action action) {
		Thread thread = new Thread(() -> {
			try {
				action.run();
			}
			catch (Exception ex) {
				// The client went away, or the test is over.
			}
		});
		thread.setDaemon(true);
		thread.start();
	}

	public interface RequestScript {

		void answer(String request, RawServer server, Socket socket) throws Exception;

		/** Before anything is read. */
		default void accepted(Socket socket) throws Exception {
		}

		/** The connection is closed on this side, too. */
		default void ended(Socket socket) {
		}

	}

	interface Script {

		void answer(RawServer server, Socket socket) throws Exception;

	}

	private interface Action {

		void run() throws Exception;

	}

}
