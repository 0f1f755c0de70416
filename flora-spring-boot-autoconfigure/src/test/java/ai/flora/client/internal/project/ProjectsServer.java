package ai.flora.client.internal.project;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import ai.flora.client.project.Project;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A FLORA that has projects, over real sockets.
 */
public final class ProjectsServer implements AutoCloseable {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final HttpServer server;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Supplier<Instant> clock;

	private final List<Project> projects = new ArrayList<>();

	private final Set<String> claimed = new TreeSet<>();

	/** Method, path and query of each request. */
	public final List<String> requests = new CopyOnWriteArrayList<>();

	public final List<String> keys = new CopyOnWriteArrayList<>();

	/** When each POST of a project came. */
	final List<Instant> times = new CopyOnWriteArrayList<>();

	public final List<String> bodies = new CopyOnWriteArrayList<>();

	/** Responses to a POST of a project that get lost, after it was made. */
	int lost;

	/** Lists that do not show yet what was made. */
	int laggingLists;

	/** Projects that lists do not show. */
	final Set<String> hidden = new TreeSet<>();

	/** {@code false} if FLORA's search finds nothing. */
	boolean searchable = true;

	/** FLORA's code of a 409 that each POST of a project gets. */
	@Nullable String conflict;

	/** The status of the next responses. */
	volatile int failing;

	/** Done before a POST is responded to. */
	volatile @Nullable Runnable beforePost;

	public ProjectsServer() {
		this(Instant::now);
	}

	ProjectsServer(Supplier<Instant> clock) {
		this.clock = clock;
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::serve);
		this.server.start();
	}

	public String url() {
		return "http://127.0.0.1:" + this.server.getAddress().getPort() + "/api/v1";
	}

	synchronized Project add(String name, @Nullable Instant createdAt) {
		Project project = Project.builder()
			.projectId("prj_" + (this.projects.size() + 1))
			.name(name)
			.workspaceId("ws_1")
			.origin("api")
			.createdAt(createdAt)
			.build();
		this.projects.add(project);
		return project;
	}

	synchronized List<Project> projects() {
		return List.copyOf(this.projects);
	}

	public void fail(int status) {
		this.failing = status;
	}

	public void beforePost(Runnable action) {
		this.beforePost = action;
	}

	public long count(String request) {
		return this.requests.stream().filter((made) -> made.startsWith(request)).count();
	}

	private void serve(HttpExchange exchange) throws IOException {
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		String url = exchange.getRequestURI().toString().substring("/api/v1".length());
		String request = exchange.getRequestMethod() + " " + url;
		this.requests.add(request);
		if (request.equals("POST /projects")) {
			this.bodies.add(body);
			Runnable before = this.beforePost;
			if (before != null) {
				before.run();
			}
		}
		Reply reply = reply(request, body, exchange.getRequestHeaders().getFirst("Idempotency-Key"));
		if (reply == null) {
			exchange.close();
			return;
		}
		byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
		exchange.getResponseHeaders().add("Content-Type", "application/json");
		exchange.sendResponseHeaders(reply.status(), bytes.length);
		exchange.getResponseBody().write(bytes);
		exchange.close();
	}

	private synchronized @Nullable Reply reply(String request, String body, @Nullable String key) {
		if (this.failing != 0) {
			return error(this.failing, "unknown_error");
		}
		if (request.equals("GET /workspaces")) {
			return new Reply(200, "{\"workspaces\":[{\"workspace_id\":\"ws_1\",\"name\":\"W\"}]}");
		}
		if (request.equals("POST /generate")) {
			return new Reply(201, "{\"run_id\":\"run_" + this.requests.size()
					+ "\",\"type\":\"generation\",\"project_id\":" + MAPPER.readTree(body).path("project_id") + "}");
		}
		if (request.startsWith("GET /generations")) {
			return new Reply(200, "{\"generations\":[],\"meta\":{\"next_cursor\":null}}");
		}
		if (request.startsWith("GET /projects?")) {
			return list(request);
		}
		if (request.startsWith("GET /projects/")) {
			String id = request.substring("GET /projects/".length());
			return this.projects.stream()
				.filter((project) -> project.projectId().equals(id))
				.findFirst()
				.map((project) -> new Reply(200, MAPPER.writeValueAsString(project)))
				.orElseGet(() -> error(404, "not_found"));
		}
		return request.equals("POST /projects") ? create(MAPPER.readTree(body), String.valueOf(key))
				: error(404, "not_found");
	}

	private @Nullable Reply create(JsonNode body, String key) {
		this.keys.add(key);
		this.times.add(this.clock.get());
		if (this.conflict != null) {
			return error(409, this.conflict);
		}
		if (!this.claimed.add(key)) {
			return error(409, "idempotency_duplicate");
		}
		Project made = add(body.path("name").asString(), this.clock.get());
		if (this.lost > 0) {
			this.lost--;
			return null;
		}
		return new Reply(201, MAPPER.writeValueAsString(made));
	}

	private Reply list(String request) {
		String search = parameter(request, "query");
		int from = Integer.parseInt(parameter(request, "cursor", "0"));
		int limit = Integer.parseInt(parameter(request, "limit", "20"));
		boolean lagging = !this.claimed.isEmpty() && this.laggingLists-- > 0;
		List<Project> found = this.projects.stream()
			.filter((project) -> search.isEmpty() || (this.searchable
					&& project.name().toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT))))
			.filter((project) -> !this.hidden.contains(project.projectId()))
			.filter((project) -> !lagging || project.createdAt() == null
					|| project.createdAt().isBefore(this.clock.get().minusSeconds(3600)))
			.sorted(Comparator.comparing(Project::projectId).reversed())
			.toList();
		List<Project> page = found.subList(Math.min(from, found.size()), Math.min(from + limit, found.size()));
		String next = (from + limit < found.size()) ? "\"" + (from + limit) + "\"" : "null";
		return new Reply(200, "{\"projects\":" + MAPPER.writeValueAsString(page) + ",\"meta\":{\"next_cursor\":" + next
				+ ",\"total_estimate\":" + found.size() + "}}");
	}

	private static String parameter(String request, String name) {
		return parameter(request, name, "");
	}

	private static String parameter(String request, String name, String fallback) {
		for (String part : request.substring(request.indexOf('?') + 1).split("&")) {
			if (part.startsWith(name + "=")) {
				return URLDecoder.decode(part.substring(name.length() + 1), StandardCharsets.UTF_8);
			}
		}
		return fallback;
	}

	private static Reply error(int status, String code) {
		return new Reply(status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"As told.\"}}");
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private record Reply(int status, String body) {
	}

}
