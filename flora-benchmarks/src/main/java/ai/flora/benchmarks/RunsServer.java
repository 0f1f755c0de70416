package ai.flora.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ai.flora.client.internal.signature.WebhookSigner;
import ai.flora.client.webhook.FloraWebhookVerifier;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;

/**
 * A server whose runs take what they are told to, and which counts who asks.
 */
final class RunsServer implements AutoCloseable {

	static {
		// Otherwise, each answer to a post waits 40 ms for an acknowledgement of its
		// head.
		System.setProperty("sun.net.httpserver.nodelay", "true");
	}

	/** The secret that signs deliveries. */
	static final String SECRET = "whsec_benchmark";

	private static final Pattern CALLBACK = Pattern.compile("\"callback_url\":\"([^\"]+)\"");

	private final HttpServer server;

	private final HttpClient client = HttpClient.newHttpClient();

	private final ScheduledExecutorService posts = Executors.newSingleThreadScheduledExecutor();

	private final LongSupplier durationsInMillis;

	private final int estimatedSeconds;

	private final Map<String, ServedRun> runs = new ConcurrentHashMap<>();

	private final List<ServedRun> newestLast = Collections.synchronizedList(new ArrayList<>());

	private final List<Long> pollMoments = Collections.synchronizedList(new ArrayList<>());

	private final AtomicInteger single = new AtomicInteger();

	private volatile int requestsPerSecond = Integer.MAX_VALUE;

	private volatile @Nullable Integer retryAfter;

	private long second;

	private int inSecond;

	RunsServer(LongSupplier durationsInMillis, int estimatedSeconds) {
		this.durationsInMillis = durationsInMillis;
		this.estimatedSeconds = estimatedSeconds;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.setExecutor(Executors.newFixedThreadPool(4));
		this.server.createContext("/", this::handle);
		this.server.start();
	}

	/**
	 * Serves runs of a log-normal duration as a process of its own, until its input ends.
	 * @param args median in seconds, sigma, and the estimate in seconds
	 */
	public static void main(String[] args) throws IOException {
		Random random = new Random(1);
		double median = Double.parseDouble(args[0]);
		double sigma = Double.parseDouble(args[1]);
		LongSupplier durations = () -> (long) (1000 * median * Math.exp(sigma * random.nextGaussian()));
		try (RunsServer server = new RunsServer(durations, Integer.parseInt(args[2]))) {
			System.out.println(server.url());
			while (System.in.read() >= 0) {
				// The parent says nothing.
			}
			System.out.println("polls " + server.polls() + ", of them at single runs " + server.singlePolls()
					+ ", most in a second " + server.mostPollsInASecond());
		}
	}

	private int mostPollsInASecond() {
		long[] moments = this.pollMoments.stream().mapToLong(Long::longValue).sorted().toArray();
		int most = 0;
		int from = 0;
		for (int to = 0; to < moments.length; to++) {
			while (moments[to] - moments[from] >= 1_000_000_000L) {
				from++;
			}
			most = Math.max(most, to - from + 1);
		}
		return most;
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/api/v1");
	}

	int polls() {
		return this.pollMoments.size();
	}

	int singlePolls() {
		return this.single.get();
	}

	/** Seconds since the run's end. */
	double sinceEnd(String runId) {
		ServedRun run = this.runs.get(runId);
		return (run != null) ? (System.currentTimeMillis() - run.end()) / 1000.0 : Double.NaN;
	}

	String start() {
		return start("");
	}

	private String start(String request) {
		long now = System.currentTimeMillis();
		ServedRun run = new ServedRun("run_" + this.runs.size() + "_" + Long.toHexString(System.nanoTime()), now,
				now + this.durationsInMillis.getAsLong());
		this.runs.put(run.runId(), run);
		this.newestLast.add(run);
		Matcher callback = CALLBACK.matcher(request);
		if (callback.find()) {
			this.posts.schedule(() -> post(URI.create(callback.group(1)), run.runId()), run.end() - now,
					TimeUnit.MILLISECONDS);
		}
		return run.runId();
	}

	private void post(URI callback, String runId) {
		String body = "{\"id\":\"whd_" + runId + "\",\"type\":\"run.completed\",\"created_at\":"
				+ System.currentTimeMillis() + ",\"data\":{\"run_id\":\"" + runId + "\",\"status\":\"completed\"}}";
		this.client.sendAsync(HttpRequest.newBuilder(callback)
			.header("Content-Type", "application/json")
			.header(FloraWebhookVerifier.SIGNATURE_HEADER,
					WebhookSigner.header(SECRET, System.currentTimeMillis() / 1000,
							body.getBytes(StandardCharsets.UTF_8)))
			.POST(BodyPublishers.ofString(body))
			.build(), BodyHandlers.discarding());
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			if (isOneTooMany()) {
				if (this.retryAfter != null) {
					exchange.getResponseHeaders().set("Retry-After", String.valueOf(this.retryAfter));
				}
				exchange.sendResponseHeaders(429, -1);
				return;
			}
			byte[] body = answer(exchange, request).getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
		}
	}

	/**
	 * Answers 429 to what is one too many in its second.
	 * @param requestsPerSecond most requests in a second
	 * @param retryAfter what the answer asks to wait, in seconds; {@code null} for
	 * nothing
	 */
	void limit(int requestsPerSecond, @Nullable Integer retryAfter) {
		this.requestsPerSecond = requestsPerSecond;
		this.retryAfter = retryAfter;
	}

	private synchronized boolean isOneTooMany() {
		long second = System.nanoTime() / 1_000_000_000L;
		this.inSecond = (second == this.second) ? this.inSecond + 1 : 1;
		this.second = second;
		return this.inSecond > this.requestsPerSecond;
	}

	private String answer(HttpExchange exchange, String request) {
		String path = exchange.getRequestURI().getPath();
		if (path.endsWith("/generate")) {
			return "{\"run_id\":\"" + start(request)
					+ "\",\"type\":\"generation\",\"charged_cost\":0.02,\"estimated_seconds\":" + this.estimatedSeconds
					+ ",\"model\":{\"model_id\":\"t2i\"},\"project_id\":\"prj_1\"}";
		}
		this.pollMoments.add(System.nanoTime());
		if (path.endsWith("/generations")) {
			return list(String.valueOf(exchange.getRequestURI().getQuery()));
		}
		this.single.incrementAndGet();
		ServedRun run = this.runs.get(path.substring(path.lastIndexOf('/') + 1));
		return (run != null) ? run.json() : "{}";
	}

	private String list(String query) {
		int limit = parameter(query, "limit", 100);
		int from = parameter(query, "cursor", 0);
		StringBuilder items = new StringBuilder();
		int size = this.newestLast.size();
		int to = Math.min(size, from + limit);
		for (int i = from; i < to; i++) {
			items.append((i > from) ? "," : "").append(this.newestLast.get(size - 1 - i).json());
		}
		return "{\"generations\":[" + items + "],\"meta\":{\"next_cursor\":" + ((to < size) ? "\"" + to + "\"" : "null")
				+ "}}";
	}

	private static int parameter(String query, String name, int otherwise) {
		for (String parameter : query.split("&")) {
			if (parameter.startsWith(name + "=")) {
				return Integer.parseInt(parameter.substring(name.length() + 1));
			}
		}
		return otherwise;
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.posts.shutdownNow();
		((java.util.concurrent.ExecutorService) this.server.getExecutor()).shutdownNow();
	}

	private record ServedRun(String runId, long start, long end) {

		String json() {
			boolean ended = System.currentTimeMillis() >= this.end;
			return "{\"run_id\":\"" + this.runId + "\",\"workspace_id\":\"ws_1\",\"project_id\":\"prj_1\",\"status\":\""
					+ (ended ? "completed" : "running") + "\",\"progress\":0,\"created_at\":" + this.start
					+ (ended ? ",\"completed_at\":" + this.end
							+ ",\"charged_cost\":0.02,\"outputs\":[{\"output_id\":\"1\",\"type\":\"imageUrl\",\"url\":\"https://media.flora.ai/a.png\"}]"
							: "")
					+ ",\"model\":{\"model_id\":\"t2i\"}}";
		}

	}

}
