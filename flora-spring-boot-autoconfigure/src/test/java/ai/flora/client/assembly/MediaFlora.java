package ai.flora.client.assembly;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * A FLORA on loopback all of whose runs have completed, each with two pictures: slow ones
 * and missing ones if a test says so.
 */
public final class MediaFlora implements AutoCloseable {

	private static final byte[] PNG = { (byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0,
			0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0 };

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final CountDownLatch released = new CountDownLatch(1);

	private final List<String> media = new CopyOnWriteArrayList<>();

	private final Set<String> missing = ConcurrentHashMap.newKeySet();

	private final AtomicInteger now = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	private final HttpServer server;

	private volatile boolean slow;

	private volatile boolean failing;

	/**
	 * Starts it.
	 */
	public MediaFlora() {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/api/v1/runs/", this::run);
		this.server.createContext("/media/", this::media);
		this.server.start();
	}

	private void run(HttpExchange exchange) throws IOException {
		String id = exchange.getRequestURI().getPath().replaceAll(".*/", "");
		String body = this.failing
				? "{\"run_id\":\"" + id + "\",\"status\":\"failed\",\"error_code\":\"provider_error\"}"
				: "{\"run_id\":\"" + id + "\",\"status\":\"completed\",\"charged_cost\":0.02,\"outputs\":["
						+ output(id, 1) + "," + output(id, 2) + "]}";
		answer(exchange, 200, "application/json", body.getBytes(StandardCharsets.UTF_8));
	}

	private String output(String runId, int number) {
		return "{\"output_id\":\"output_" + number + "\",\"type\":\"imageUrl\",\"url\":\"" + origin() + "/media/"
				+ runId + "/" + number + ".jpg?signature=secret\"}";
	}

	private void media(HttpExchange exchange) throws IOException {
		String path = exchange.getRequestURI().getPath().substring("/media/".length());
		this.media.add(path);
		this.most.accumulateAndGet(this.now.incrementAndGet(), Math::max);
		try {
			if (this.slow) {
				this.released.await();
			}
			boolean found = !this.missing.contains(path);
			answer(exchange, found ? 200 : 404, "image/jpeg", found ? PNG : new byte[0]);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			this.now.decrementAndGet();
		}
	}

	private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
		try (exchange) {
			exchange.getResponseHeaders().add("Content-Type", type);
			exchange.sendResponseHeaders(status, (body.length > 0) ? body.length : -1);
			exchange.getResponseBody().write(body);
		}
	}

	private String origin() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort();
	}

	/**
	 * Where it is.
	 * @return the base URL
	 */
	public URI url() {
		return URI.create(origin() + "/api/v1");
	}

	/**
	 * No picture comes before {@link #release()}.
	 * @return this
	 */
	public MediaFlora slow() {
		this.slow = true;
		return this;
	}

	/**
	 * Pictures come now.
	 */
	public void release() {
		this.slow = false;
		this.released.countDown();
	}

	/**
	 * All runs have failed.
	 */
	void failing() {
		this.failing = true;
	}

	/**
	 * Loses a picture.
	 * @param picture run and number, such as {@code run_1/2.jpg}
	 */
	void lose(String picture) {
		this.missing.add(picture);
	}

	/**
	 * Pictures that were asked for.
	 * @return such as {@code run_1/2.jpg}, in their order
	 */
	public List<String> asked() {
		return this.media;
	}

	/**
	 * Most pictures that were on their way at once.
	 * @return their number
	 */
	int most() {
		return this.most.get();
	}

	@Override
	public void close() {
		release();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
