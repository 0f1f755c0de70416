package ai.flora.client.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

import ai.flora.client.internal.transport.RawServer;

/**
 * A request, and all ways to answer it badly.
 */
final class Exchange {

	private static final String RUN = "{\"run_id\":\"run_1\",\"status\":\"running\",\"created_at\":1790000100000}";

	private final String request;

	private final Socket socket;

	private final AtomicLong flooded;

	private boolean whole;

	private boolean silent;

	Exchange(String request, Socket socket, AtomicLong flooded) {
		this.request = request;
		this.socket = socket;
		this.flooded = flooded;
	}

	/** What FLORA would answer. */
	String good() {
		if (this.request.contains("/technique-runs")) {
			return "{\"technique_runs\":[],\"meta\":{\"next_cursor\":null}}";
		}
		if (this.request.startsWith("GET /api/v1/techniques?")) {
			return "{\"techniques\":[],\"meta\":{\"next_cursor\":null}}";
		}
		if (this.request.startsWith("GET /api/v1/techniques/")) {
			return "{\"technique_id\":\"tech_1\",\"run_id\":\"run_1\"}";
		}
		if (this.request.startsWith("GET /api/v1/actions/")) {
			return "{\"action_id\":\"stitch-videos\",\"run_id\":\"run_1\"}";
		}
		if (this.request.startsWith("GET /api/v1/actions")) {
			return "{\"actions\":[]}";
		}
		if (this.request.contains("/generations")) {
			return "{\"generations\":[],\"meta\":{\"next_cursor\":null}}";
		}
		if (this.request.contains("/assets")) {
			return this.request.contains("/assets?") ? "{\"assets\":[],\"meta\":{\"next_cursor\":null}}"
					: "{\"asset_id\":\"asset_1\",\"status\":\"ready\",\"run_id\":\"run_1\"}";
		}
		if (this.request.startsWith("GET /api/v1/models")) {
			return "{\"models\":[{\"model_id\":\"t2i-1\",\"type\":\"image\"}]}";
		}
		if (this.request.startsWith("GET /api/v1/projects?")) {
			return "{\"projects\":[],\"meta\":{\"next_cursor\":null}}";
		}
		if (this.request.contains(" /api/v1/projects")) {
			return "{\"project_id\":\"prj_1\",\"name\":\"Harbours\",\"run_id\":\"run_1\"}";
		}
		return this.request.contains("/workspaces") ? "{\"workspaces\":[{\"workspace_id\":\"ws_1\"}]}" : RUN;
	}

	/** The key that came with the request. */
	String key() {
		return this.request.replaceAll("(?is).*\r\nauthorization: *bearer ([^\r]*)\r\n.*", "$1");
	}

	/** A whole answer, after which the connection may be used again. */
	void answer(String statusAndHeaders, String body) throws IOException {
		answer(statusAndHeaders, body.getBytes(StandardCharsets.UTF_8));
	}

	void answer(String statusAndHeaders, byte[] body) throws IOException {
		send("HTTP/1.1 " + statusAndHeaders + "\nContent-Length: " + body.length + "\n\n");
		this.socket.getOutputStream().write(body);
		this.whole = true;
	}

	void answerWell() throws IOException {
		answer("200 OK\nContent-Type: application/json", good());
	}

	/** Lines end with a line feed only. */
	void send(String text) throws IOException {
		RawServer.send(this.socket, text);
	}

	/** One byte at a time. */
	void drip(String text) throws IOException, InterruptedException {
		this.socket.setTcpNoDelay(true);
		for (byte each : text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)) {
			this.socket.getOutputStream().write(each);
			if (each % 8 == 0) {
				Pause.millis(1);
			}
		}
	}

	/** One byte at a time, without end. */
	void dripForever(String text) throws IOException, InterruptedException {
		while (true) {
			for (byte each : text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)) {
				this.socket.getOutputStream().write(each);
				Pause.millis(15);
			}
		}
	}

	/** As fast as it is read. */
	void flood(byte[] bytes, long length) throws IOException {
		for (long sent = 0; sent < length; sent += bytes.length) {
			this.socket.getOutputStream().write(bytes);
			this.flooded.addAndGet(bytes.length);
		}
	}

	void flood(String text) throws IOException {
		String unit = text.replace("\n", "\r\n");
		flood(unit.repeat(1 + 8192 / unit.length()).getBytes(StandardCharsets.UTF_8), Long.MAX_VALUE);
	}

	/** With RST. */
	void reset() throws IOException {
		reset(this.socket);
	}

	static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	/** What was sent is a whole answer, although it was not sent as one. */
	void whole() {
		this.whole = true;
	}

	/** Says no more. */
	void hang() {
		this.silent = true;
	}

	boolean isWhole() {
		return this.whole;
	}

	/** Waits until the client has closed the connection. */
	void leave() throws IOException {
		if (!this.socket.isClosed()) {
			if (!this.silent) {
				this.socket.shutdownOutput();
			}
			this.socket.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
	}

	/**
	 * Answers one request.
	 */
	interface Script {

		void answer(Exchange exchange) throws Exception;

	}

}
