package ai.flora.spring.boot.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The storage host of a {@link FakeFlora}, at a port of its own, which is somebody
 * else's: it refuses who sends it FLORA's key, and remembers that. It counts the bytes of
 * a file, and keeps none. Runs from the first place that FLORA names. Thread-safe.
 */
class FakeStorage implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private static final String PATH = "/fake-bucket";

	private static final Pattern BOUNDARY = Pattern.compile("multipart/form-data; *boundary=\"?([^\";]+)\"?");

	private static final Pattern NAME = Pattern.compile("(?i)content-disposition: form-data; name=\"([^\"]*)\"");

	private static final int MAX_FIELD = 64 * 1024;

	private final String host;

	private final FakeAssets assets;

	private final FakeClock clock;

	/** Responds to a request, or does what a scripted fault says in place of that. */
	private final BiFunction<ReceivedRequest, Supplier<FakeResponse>, FakeResponse> responses;

	private final List<String> offences = new CopyOnWriteArrayList<>();

	private @Nullable HttpServer server;

	private @Nullable ExecutorService threads;

	FakeStorage(String host, FakeAssets assets, FakeClock clock,
			BiFunction<ReceivedRequest, Supplier<FakeResponse>, FakeResponse> responses) {
		this.host = host;
		this.assets = assets;
		this.clock = clock;
		this.responses = responses;
	}

	/** Where to send a file, as FLORA tells it. */
	ObjectNode place(FakeAsset asset) {
		ObjectNode upload = JSON.createObjectNode()
			.put("url", "http://" + FakeFlora.reachable(this.host) + ":" + start().getAddress().getPort() + PATH)
			.put("method", "POST")
			.put("content_type", "multipart/form-data")
			.put("file_field", "file");
		upload.putObject("form_fields")
			.put("key", asset.making().assetId())
			.put("Content-Type", asset.making().contentType())
			.put("policy", "fake-policy")
			.put("x-goog-signature", asset.token());
		return upload;
	}

	private synchronized HttpServer start() {
		HttpServer running = this.server;
		if (running == null) {
			try {
				running = HttpServer.create(new InetSocketAddress(this.host, 0), 0);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			this.threads = Executors.newCachedThreadPool((task) -> {
				Thread thread = new Thread(task, "fake-storage");
				thread.setDaemon(true);
				return thread;
			});
			running.setExecutor(this.threads);
			running.createContext("/", this::handle);
			running.start();
			this.server = running;
		}
		return running;
	}

	/** Returns messages, one for each request that brought FLORA's key. */
	List<String> offences() {
		return List.copyOf(this.offences);
	}

	void reset() {
		this.offences.clear();
	}

	private void handle(HttpExchange exchange) throws IOException {
		try (exchange) {
			Map<String, String> headers = new LinkedHashMap<>();
			exchange.getRequestHeaders()
				.forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
			ReceivedRequest request = new ReceivedRequest(FloraOperation.STORAGE, exchange.getRequestMethod(),
					exchange.getRequestURI().toString(), "", headers);
			boolean[] served = new boolean[1];
			FakeResponse response = this.responses.apply(request, () -> {
				served[0] = true;
				return store(request, exchange.getRequestBody());
			});
			if (!served[0]) {
				// Half of the file: the fault comes before the rest is read.
				long half = length(request) / 2;
				skip(exchange.getRequestBody(), half);
			}
			if (response.fault() == null) {
				send(exchange, response);
			}
		}
		catch (UncheckedIOException ex) {
			// The client went away.
		}
	}

	private static long length(ReceivedRequest request) {
		return request.header("Content-Length").map(Long::parseLong).orElse(0L);
	}

	private static void send(HttpExchange exchange, FakeResponse response) throws IOException {
		try {
			Thread.sleep(response.delay().toMillis());
		}
		catch (InterruptedException ex) {
			return;
		}
		exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
		response.headers().forEach(exchange.getResponseHeaders()::set);
		exchange.sendResponseHeaders(response.status(), (response.body().length == 0) ? -1 : response.body().length);
		exchange.getResponseBody().write(response.body());
	}

	private static void skip(InputStream in, long count) throws IOException {
		byte[] buffer = new byte[16 * 1024];
		long left = count;
		while (left > 0) {
			int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
			if (read < 0) {
				throw new IOException("The file ends too early");
			}
			left -= read;
		}
	}

	private FakeResponse store(ReceivedRequest request, InputStream body) {
		if (request.header("Authorization").isPresent()) {
			this.offences.add("FLORA's storage was sent credentials, with " + request
					+ ": it is somebody else's, and must not see the API key");
			return refusal(400, "InvalidArgument");
		}
		Matcher boundary = BOUNDARY.matcher(request.header("Content-Type").orElse(""));
		if (!request.method().equals("POST") || !request.path().equals(PATH) || !boundary.matches()) {
			return refusal(404, "NoSuchBucket");
		}
		if (request.header("Content-Length").isEmpty()) {
			return refusal(411, "MissingContentLength");
		}
		try {
			return store(boundary.group(1), length(request), body);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Reads fields until the file, whose length follows from that of the body. */
	private FakeResponse store(String boundary, long length, InputStream body) throws IOException {
		Map<String, String> fields = new LinkedHashMap<>();
		String delimiter = "\r\n--" + boundary;
		long read = readUntil(body, "--" + boundary + "\r\n").length() + boundary.length() + 4L;
		while (true) {
			String head = readUntil(body, "\r\n\r\n");
			read += head.length() + 4L;
			Matcher name = NAME.matcher(head);
			if (!name.find()) {
				return refusal(400, "MalformedPOSTRequest");
			}
			if (name.group(1).equals("file")) {
				String end = delimiter + "--\r\n";
				long size = length - read - end.length();
				skip(body, size);
				boolean last = new String(body.readAllBytes(), StandardCharsets.ISO_8859_1).equals(end);
				return last ? stored(fields, size) : refusal(400, "MalformedPOSTRequest");
			}
			String value = readUntil(body, delimiter + "\r\n");
			read += value.length() + delimiter.length() + 2L;
			fields.put(name.group(1), value);
		}
	}

	private static String readUntil(InputStream in, String end) throws IOException {
		ByteArrayOutputStream text = new ByteArrayOutputStream();
		byte[] last = end.getBytes(StandardCharsets.ISO_8859_1);
		while (text.size() < MAX_FIELD) {
			int c = in.read();
			if (c < 0) {
				throw new IOException("The form ends too early");
			}
			text.write(c);
			if (c == last[last.length - 1] && text.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
				String all = text.toString(StandardCharsets.ISO_8859_1);
				return all.substring(0, all.length() - end.length());
			}
		}
		throw new IOException("A field is too long");
	}

	private FakeResponse stored(Map<String, String> fields, long size) {
		FakeAsset asset = this.assets.find(fields.getOrDefault("key", ""));
		Instant now = this.clock.now();
		if (asset == null || !asset.accepts(fields.getOrDefault("x-goog-signature", ""))) {
			return refusal(403, "SignatureDoesNotMatch");
		}
		if (asset.hasLapsed(now)) {
			return refusal(400, "ExpiredToken");
		}
		if (!asset.making().contentType().equals(fields.get("Content-Type"))) {
			return refusal(403, "AccessDenied");
		}
		asset.stored(size);
		return FakeResponse.of(204, "text/plain", "");
	}

	private static FakeResponse refusal(int status, String code) {
		return FakeResponse.of(status, "application/xml",
				"<?xml version='1.0'?><Error><Code>" + code + "</Code></Error>");
	}

	@Override
	public synchronized void close() {
		if (this.server != null) {
			this.server.stop(0);
		}
		if (this.threads != null) {
			this.threads.shutdownNow();
		}
	}

}
