package ai.flora.client.internal.start;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import ai.flora.client.internal.transport.RawServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A FLORA that starts runs, charges them, and loses its answers.
 */
class LossyFlora {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final Supplier<Instant> clock;

	private final RawServer server;

	private final Deque<Loss> losses = new ArrayDeque<>();

	private final List<StartedHere> runs = new ArrayList<>();

	private final List<StartedHere> alwaysListed = new ArrayList<>();

	private final Map<String, String> runOfKey = new HashMap<>();

	private final List<JsonNode> bodies = Collections.synchronizedList(new ArrayList<>());

	/** Reached once a start was processed whose answer hangs. */
	final CountDownLatch hanging = new CountDownLatch(1);

	/** Told of each start, and its run. */
	volatile BiConsumer<JsonNode, String> started = (body, runId) -> {
	};

	volatile Duration listLag = Duration.ZERO;

	/** Whether lists show nobody's runs but others'. */
	volatile boolean neverListed;

	LossyFlora(Supplier<Instant> clock) throws IOException {
		this.clock = clock;
		this.server = new RawServer(this::answer);
	}

	String url() {
		return this.server.url();
	}

	void close() throws IOException {
		this.server.close();
	}

	synchronized void lose(Loss... answers) {
		Collections.addAll(this.losses, answers);
	}

	/** Runs that were started, and charged. */
	synchronized List<String> charged() {
		return this.runs.stream().filter((run) -> !run.foreign()).map(StartedHere::runId).toList();
	}

	synchronized @Nullable String runOf(String key) {
		return this.runOfKey.get(key);
	}

	List<JsonNode> bodies() {
		return this.bodies;
	}

	List<String> requests(String method, String path) {
		return this.server.requests()
			.stream()
			.filter((request) -> request.startsWith(method + " /api/v1" + path))
			.toList();
	}

	synchronized String startForeign(String model) {
		return start(model, true);
	}

	private String start(String model, boolean foreign) {
		String runId = "run_" + (this.runs.size() + 1) + (foreign ? "_foreign" : "");
		this.runs.add(0, new StartedHere(runId, this.clock.get(), model, foreign));
		return runId;
	}

	private void answer(String request, RawServer raw, Socket socket) throws Exception {
		if (request.startsWith("POST")) {
			answerStart(request, raw, socket);
		}
		else if (request.contains("/generations")) {
			send(socket, 200, list());
		}
		else {
			send(socket, 200, "{\"workspaces\":[{\"workspace_id\":\"ws_looked_up\"}]}");
		}
	}

	private void answerStart(String request, RawServer raw, Socket socket) throws Exception {
		Loss loss;
		synchronized (this) {
			loss = Objects.requireNonNullElse(this.losses.poll(), Loss.NONE);
		}
		if (loss == Loss.BEFORE_PROCESSING) {
			return;
		}
		String key = request.replaceAll("(?is).*\r\nidempotency-key: *([^\r]*)\r\n.*", "$1");
		JsonNode body = MAPPER.readTree(request.substring(request.indexOf("\r\n\r\n") + 4));
		this.bodies.add(body);
		String runId;
		synchronized (this) {
			if (this.runOfKey.containsKey(key)) {
				send(socket, 409,
						"{\"error\":{\"code\":\"idempotency_duplicate\",\"message\":\"The key was used before\"}}");
				return;
			}
			runId = start(body.path("model").asString("default-model"), false);
			this.runOfKey.put(key, runId);
		}
		this.started.accept(body, runId);
		String answer = "{\"run_id\":\"" + runId
				+ "\",\"type\":\"generation\",\"charged_cost\":0.036,\"estimated_seconds\":25,"
				+ "\"model\":{\"model_id\":\"default-model\"},\"project_id\":\"prj_1\"}";
		switch (loss) {
			case BEFORE_ANSWER -> {
				// The connection is closed.
			}
			case AFTER_HEADERS -> RawServer.send(socket, head(201, answer));
			case MIDDLE_OF_BODY -> RawServer.send(socket, head(201, answer) + answer.substring(0, 20));
			case HANG -> {
				this.hanging.countDown();
				raw.hang();
			}
			case NONSENSE -> send(socket, 201, "<html>Created</html>");
			case GATEWAY -> send(socket, 504, "<html>Gateway timeout</html>");
			default -> send(socket, 201, answer);
		}
	}

	/** Lists a run that claims to be of another time, for ever. */
	synchronized void alwaysList(String runId, Instant createdAt) {
		this.alwaysListed.add(new StartedHere(runId, createdAt, "default-model", true));
	}

	private synchronized String list() {
		Instant newest = this.clock.get().minus(this.listLag);
		List<String> items = Stream
			.concat(this.alwaysListed.stream(),
					this.runs.stream()
						.filter((run) -> !run.createdAt().isAfter(newest) && (run.foreign() || !this.neverListed)))
			.limit(100)
			.map(StartedHere::json)
			.toList();
		return "{\"generations\":[" + String.join(",", items) + "],\"meta\":{\"next_cursor\":null}}";
	}

	private void send(Socket socket, int status, String body) throws IOException {
		RawServer.send(socket, head(status, body) + body);
	}

	private String head(int status, String body) {
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(this.clock.get().atOffset(ZoneOffset.UTC));
		return "HTTP/1.1 " + status + " X\nConnection: close\nContent-Type: application/json\nDate: " + date
				+ "\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\n\n";
	}

	/**
	 * What becomes of an answer to a start.
	 */
	enum Loss {

		NONE, BEFORE_PROCESSING, BEFORE_ANSWER, AFTER_HEADERS, MIDDLE_OF_BODY, HANG, NONSENSE, GATEWAY

	}

	private record StartedHere(String runId, Instant createdAt, String model, boolean foreign) {

		String json() {
			return "{\"run_id\":\"" + this.runId + "\",\"generation_id\":\"" + this.runId
					+ "\",\"workspace_id\":\"ws_1\",\"project_id\":\"prj_1\",\"status\":\"running\",\"progress\":0,"
					+ "\"created_at\":" + this.createdAt.toEpochMilli() + ",\"model\":{\"model_id\":\"" + this.model
					+ "\"}}";
		}

	}

}
