package ai.flora.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A FLORA that starts runs, and falls silent when told to.
 */
final class HangingFlora implements AutoCloseable {

	private static final String RUN = "{\"run_id\":\"run_%s\",\"status\":\"running\",\"generations\":[],"
			+ "\"workspaces\":[{\"workspace_id\":\"ws_1\"}]}";

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final AtomicInteger started = new AtomicInteger();

	private final Set<String> asked = ConcurrentHashMap.newKeySet();

	private final CountDownLatch released = new CountDownLatch(1);

	private volatile boolean silent;

	HangingFlora() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/api/v1";
	}

	void fallsSilent() {
		this.silent = true;
	}

	/** What was asked since it fell silent: methods, paths with queries, and bodies. */
	Set<String> asked() {
		return this.asked;
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			asked = exchange.getRequestMethod() + " " + exchange.getRequestURI() + asked;
			if (this.silent) {
				this.asked.add(asked);
			}
			if (asked.contains("lost")) {
				answer(exchange, 200, "Nonsense");
			}
			else if (asked.contains("limited")) {
				exchange.getResponseHeaders().add("Retry-After", "60");
				answer(exchange, 503, "{\"error\":{\"code\":\"service_unavailable\",\"message\":\"No.\"}}");
			}
			else if (this.silent) {
				this.released.await();
			}
			else {
				answer(exchange, 200, RUN.formatted(this.started.incrementAndGet()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void answer(HttpExchange exchange, int status, String body) throws IOException {
		byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.sendResponseHeaders(status, bytes.length);
		exchange.getResponseBody().write(bytes);
	}

	@Override
	public void close() {
		this.released.countDown();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
