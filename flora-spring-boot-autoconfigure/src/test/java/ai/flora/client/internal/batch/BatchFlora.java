package ai.flora.client.internal.batch;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.flora.client.internal.transport.RawServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A FLORA for batches, whose runs end at once, and which remembers when it was asked to
 * start which.
 */
class BatchFlora implements AutoCloseable {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final Supplier<Instant> clock;

	private final RawServer server;

	private final List<Start> starts = new CopyOnWriteArrayList<>();

	private final Map<String, Start> runs = new LinkedHashMap<>();

	private final Map<String, Instant> createdAt = new HashMap<>();

	private final Map<String, String> runOfKey = new HashMap<>();

	private int inFlight;

	private int mostInFlight;

	/** Responds to a start; may wait. */
	volatile Function<Start, Reply> reply = (start) -> Reply.STARTED;

	/** Responds to another request. */
	volatile Function<String, Reply> otherReply = (path) -> Reply.STARTED;

	/** Why the run of a prompt fails. */
	volatile Function<String, @Nullable String> failure = (prompt) -> null;

	volatile String models = "{\"models\":[]}";

	BatchFlora() throws IOException {
		this(Instant::now);
	}

	BatchFlora(Supplier<Instant> clock) throws IOException {
		this.clock = clock;
		this.server = new RawServer(this::answer);
	}

	String url() {
		return this.server.url();
	}

	/** All posts of starts, in their order. */
	List<Start> starts() {
		return List.copyOf(this.starts);
	}

	/** The runs that were charged, and the starts that led to them. */
	synchronized Map<String, Start> runs() {
		return new LinkedHashMap<>(this.runs);
	}

	synchronized int inFlight() {
		return this.inFlight;
	}

	synchronized int mostInFlight() {
		return this.mostInFlight;
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	private void answer(String request, RawServer raw, Socket socket) throws Exception {
		String path = request.split(" ")[1].replaceFirst("/api/v1", "");
		if (request.startsWith("POST /api/v1/generate")) {
			start(request, socket);
			return;
		}
		Reply reply = this.otherReply.apply(path);
		if (reply.processed() && reply.status() == 0) {
			send(socket, 200, read(path), Map.of());
		}
		else {
			send(reply, "", socket);
		}
	}

	private String read(String path) {
		if (path.startsWith("/runs/")) {
			return run(path.substring("/runs/".length())).toString();
		}
		if (path.startsWith("/generations")) {
			return list(path);
		}
		return path.startsWith("/models") ? this.models : "{\"workspaces\":[{\"workspace_id\":\"ws_1\"}]}";
	}

	private void start(String request, Socket socket) throws IOException {
		JsonNode body = MAPPER.readTree(request.substring(request.indexOf("\r\n\r\n") + 4));
		String key = request.replaceAll("(?is).*\r\nidempotency-key: *([^\r]*)\r\n.*", "$1");
		Start start = new Start(body.path("prompt").asString(), body.path("model").asString(""),
				body.path("workspace_id").asString(), body.path("project_id").asString(), key, this.clock.get());
		synchronized (this) {
			this.inFlight++;
			this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
			this.starts.add(start);
		}
		try {
			Reply reply = this.reply.apply(start);
			String runId = reply.processed() ? process(start) : "";
			if (runId == null && !reply.broken() && reply.status() == 0) {
				reply = new Reply(false, 409, "idempotency_duplicate", Map.of(), false);
			}
			// The client may send the next request as soon as it has the response.
			synchronized (this) {
				this.inFlight--;
			}
			send(reply,
					"{\"run_id\":\"" + runId + "\",\"type\":\"generation\",\"project_id\":\"" + start.project() + "\"}",
					socket);
		}
		catch (Error | RuntimeException ex) {
			synchronized (this) {
				this.inFlight--;
			}
			throw ex;
		}
	}

	private synchronized @Nullable String process(Start start) {
		String runId = "run_" + (this.runs.size() + 1);
		if (this.runOfKey.putIfAbsent(start.key(), runId) != null) {
			return null;
		}
		this.runs.put(runId, start);
		this.createdAt.put(runId, this.clock.get());
		return runId;
	}

	private synchronized ObjectNode run(String runId) {
		Start start = this.runs.get(runId);
		String code = this.failure.apply(start.prompt());
		ObjectNode run = MAPPER.createObjectNode()
			.put("run_id", runId)
			.put("generation_id", runId)
			.put("workspace_id", "ws_1")
			.put("project_id", start.project())
			.put("status", (code != null) ? "failed" : "completed")
			.put("charged_cost", (code != null) ? 0 : 0.5)
			.put("created_at", this.createdAt.get(runId).toEpochMilli());
		if (code != null) {
			run.put("error_code", code).put("error_message", "It has failed.");
		}
		run.putObject("model").put("model_id", start.model().isEmpty() ? "the-default" : start.model());
		run.putArray("outputs").addObject().put("output_id", "output_1").put("type", "text").put("url", start.prompt());
		return run;
	}

	private synchronized String list(String path) {
		List<String> newestFirst = new ArrayList<>(this.runs.keySet());
		Collections.reverse(newestFirst);
		ObjectNode list = MAPPER.createObjectNode();
		ArrayNode items = list.putArray("generations");
		newestFirst.stream()
			.map(this::run)
			.filter((run) -> !path.contains("project_id=")
					|| path.contains("project_id=" + run.path("project_id").asString()))
			.limit(100)
			.forEach(items::add);
		list.putObject("meta").putNull("next_cursor");
		return list.toString();
	}

	private void send(Reply reply, String started, Socket socket) throws IOException {
		if (reply.broken()) {
			return;
		}
		if (reply.status() == 0) {
			send(socket, 201, started, reply.headers());
		}
		else if (reply.code() == null) {
			send(socket, reply.status(), "<html>A gateway</html>", reply.headers());
		}
		else {
			send(socket, reply.status(),
					"{\"error\":{\"code\":\"" + reply.code() + "\",\"message\":\"As the test says\"}}",
					reply.headers());
		}
	}

	private void send(Socket socket, int status, String body, Map<String, String> headers) throws IOException {
		String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(this.clock.get().atOffset(ZoneOffset.UTC));
		StringBuilder head = new StringBuilder(
				"HTTP/1.1 " + status + " X\nConnection: close\nContent-Type: application/json\nDate: " + date
						+ "\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\n");
		headers.forEach((name, value) -> head.append(name).append(": ").append(value).append('\n'));
		RawServer.send(socket, head + "\n" + body);
	}

	/**
	 * A post of a start.
	 *
	 * @param at when it came
	 */
	record Start(String prompt, String model, String workspace, String project, String key, Instant at) {
	}

	/**
	 * The response to a request.
	 *
	 * @param processed whether a run is started
	 * @param status status of the response; 0 for the proper one
	 * @param code FLORA's code; {@code null} for a gateway's page
	 * @param broken whether the connection is closed instead
	 */
	record Reply(boolean processed, int status, @Nullable String code, Map<String, String> headers, boolean broken) {

		static final Reply STARTED = new Reply(true, 0, null, Map.of(), false);

		/** Started and charged, and nobody is told. */
		static final Reply LOST = new Reply(true, 0, null, Map.of(), true);

		static final Reply RESET = new Reply(false, 0, null, Map.of(), true);

		static Reply error(int status, @Nullable String code) {
			return new Reply(false, status, code, Map.of(), false);
		}

		static Reply rateLimited(int millis) {
			return new Reply(false, 429, "rate_limited", Map.of("retry-after-ms", String.valueOf(millis)), false);
		}

	}

}
