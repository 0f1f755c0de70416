package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A server on loopback that answers as told. It logs nothing of what it receives, unlike
 * a server for tests.
 */
final class FloraServer implements AutoCloseable {

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<String> bodies = new CopyOnWriteArrayList<>();

	private final List<String> authorizations = new CopyOnWriteArrayList<>();

	private final CountDownLatch released = new CountDownLatch(1);

	private volatile int status = 200;

	private volatile String body = "{\"run_id\":\"run_abc123\",\"status\":\"completed\",\"workspaces\":[],\"Nonsense\":1}";

	private volatile boolean hanging;

	FloraServer() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	private void handle(HttpExchange exchange) throws IOException {
		this.requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
		this.bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
		this.authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
		try (exchange) {
			if (this.hanging) {
				this.released.await();
			}
			byte[] bytes = this.body.getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(this.status, bytes.length);
			exchange.getResponseBody().write(bytes);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	FloraServer answers(int status, String body) {
		this.status = status;
		this.body = body;
		return this;
	}

	FloraServer hangs() {
		this.hanging = true;
		return this;
	}

	/** Answers at last, and from now on. */
	void goesOn() {
		this.hanging = false;
		this.released.countDown();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/api/v1";
	}

	List<String> requests() {
		return this.requests;
	}

	List<String> bodies() {
		return this.bodies;
	}

	List<String> authorizations() {
		return this.authorizations;
	}

	@Override
	public void close() {
		this.released.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
