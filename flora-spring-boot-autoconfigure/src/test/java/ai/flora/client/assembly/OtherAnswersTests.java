package ai.flora.client.assembly;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraResponseException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RetrySettings;
import ai.flora.client.action.ActionRequest;
import ai.flora.client.technique.TechniqueRequest;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Responses about something else than was asked for: nothing is started with that, and
 * charged.
 */
class OtherAnswersTests {

	private final List<String> posts = new CopyOnWriteArrayList<>();

	private HttpServer server;

	private FloraClientBuilder builder;

	@BeforeEach
	void start() throws Exception {
		Map<String, String> answers = Map.of("GET /api/v1/techniques/tech_cheap",
				"{\"technique_id\":\"tech_dear\",\"name\":\"Dear\",\"run_cost\":9,\"inputs\":[{\"id\":\"mood\",\"name\":\"mood\",\"type\":\"text\"}]}",
				"POST /api/v1/runs/technique", "{\"run_id\":\"run_1\"}", "GET /api/v1/actions/resize",
				"{\"action_id\":\"crop\",\"inputs\":[{\"name\":\"image\",\"type\":\"text\"}]}",
				"POST /api/v1/runs/action", "{\"run_id\":\"run_1\"}", "GET /api/v1/projects",
				"{\"projects\":[],\"meta\":{\"next_cursor\":null}}", "POST /api/v1/projects",
				"{\"project_id\":\"prj_9\",\"name\":\"Somebody's\",\"workspace_id\":\"ws_9\"}", "POST /api/v1/generate",
				"{\"run_id\":\"run_1\"}");
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", (exchange) -> {
			String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
			String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
			if (request.startsWith("POST")) {
				this.posts.add(request + " " + sent);
			}
			byte[] body = answers.getOrDefault(request, "{}").getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().add("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		this.server.start();
		this.builder = new FloraClientBuilder().apiKey("sk_test_1")
			.workspaceId("ws_1")
			.retry(new RetrySettings(3, Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMinutes(5)))
			.baseUrl(URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/api/v1"));
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
	}

	@Test
	void anotherTechniqueIsNotStarted() {
		try (FloraClient client = this.builder.projectId("prj_1").build()) {
			assertThatExceptionOfType(FloraResponseException.class)
				.isThrownBy(
						() -> client.techniques().create(TechniqueRequest.of("tech_cheap").input("mood", "x").build()))
				.withMessageContaining("about another technique, tech_dear");
		}
		assertThat(this.posts).isEmpty();
	}

	@Test
	void actionIsNotFittedToAnother() {
		try (FloraClient client = this.builder.projectId("prj_1").build()) {
			assertThatExceptionOfType(FloraResponseException.class)
				.isThrownBy(() -> client.actions().create(ActionRequest.of("resize").input("image", "x").build()))
				.withMessageContaining("about another action, crop");
		}
		assertThat(this.posts).isEmpty();
	}

	@Test
	@Tag("exhaustive")
	void projectOfAnotherWorkspaceIsNotTaken() {
		try (FloraClient client = this.builder.projectName("Book").build()) {
			assertThatExceptionOfType(FloraResponseException.class)
				.isThrownBy(() -> client.generations().create(GenerationRequest.image("A harbour")))
				.withMessageContaining("about another project, prj_9");
		}
		assertThat(this.posts).noneMatch((post) -> post.contains("/generate"));
	}

}
