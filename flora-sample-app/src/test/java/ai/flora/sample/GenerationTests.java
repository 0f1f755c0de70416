package ai.flora.sample;

import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeFloraConfiguration;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starting, listing and watching runs over HTTP.
 */
@Tag("exhaustive")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "flora.project-id=prj_1", "flora.retry.max-attempts=1", "sample.heartbeat=100ms" })
@Import(FakeFloraConfiguration.class)
class GenerationTests {

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	private FakeFlora fake;

	@Autowired
	private RunStreams streams;

	@Autowired
	private Gallery gallery;

	@LocalServerPort
	private int port;

	@BeforeEach
	void reset() {
		this.fake.reset();
	}

	@Test
	void generationIsStartedAndFollowed() throws Exception {
		this.fake.nextRun().completesWith(FakeRun.text("Dusk"));
		HttpResponse<String> response = post("""
				{"type":"image","prompt":"A harbour","model":"t2i-flux-2-pro","params":{"seed":7}}""");
		assertThat(response.statusCode()).isEqualTo(202);
		FakeRun run = this.fake.startedRuns().get(0);
		assertThat(response.body()).isEqualTo("{\"runId\":\"" + run.runId() + "\"}");
		assertThat(response.headers().firstValue("Location")).contains("/api/runs/" + run.runId());
		assertThat(run.request()).hasValueSatisfying((request) -> {
			assertThat(request.prompt()).isEqualTo("A harbour");
			assertThat(request.model()).isEqualTo("t2i-flux-2-pro");
			assertThat(request.params()).containsEntry("seed", 7);
		});
		Awaitility.await().until(() -> !this.fake.requests(FloraOperation.RETRIEVE).isEmpty());
	}

	@Test
	void generationThatIsSentAgainUnderItsKeyIsStartedOnce() throws Exception {
		String key = UUID.randomUUID().toString();
		HttpResponse<String> first = post(key, form("x"));
		HttpResponse<String> second = post(key, form("x"));
		assertThat(second.statusCode()).isEqualTo(202);
		assertThat(second.body()).isEqualTo(first.body()).contains(this.fake.startedRuns().get(0).runId());
		assertThat(this.fake.startedRuns()).hasSize(1);
		assertProblem(post(key, form("y")), 422);
		assertProblem(post("my key", form("x")), 400);
		assertThat(this.fake.requests(FloraOperation.CREATE)).hasSize(1);
	}

	/**
	 * A sample that was started anew cannot tell whether it has made the start before.
	 */
	@Test
	void generationThatIsSentAgainToAnotherGalleryIsRefused() throws Exception {
		String key = UUID.randomUUID().toString();
		HttpRequest.Builder request = HttpRequest.newBuilder(uri("/api/generations"))
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(form("x")));
		assertProblem(send(request.copy().header("If-Match", "\"another\"")), 412);
		assertThat(this.fake.startedRuns()).isEmpty();
		assertThat(send(request.copy().header("If-Match", "\"" + this.gallery.name() + "\"")).statusCode())
			.isEqualTo(202);
	}

	@Test
	void generationThatWasNotStartedIsNotStartedByAskingAgain() throws Exception {
		String key = UUID.randomUUID().toString();
		this.fake.next(FloraOperation.CREATE).status(402, "insufficient_credits");
		HttpResponse<String> first = post(key, form("x"));
		assertProblem(first, 502);
		HttpResponse<String> second = post(key, form("x"));
		assertProblem(second, 502);
		assertThat(second.body()).isEqualTo(first.body());
		assertThat(this.fake.startedRuns()).isEmpty();
		assertThat(post(UUID.randomUUID().toString(), form("x")).statusCode()).isEqualTo(202);
	}

	/** They mend it, and send it again. */
	@Test
	void generationThatItsCallerHasToChangeDoesNotTakeItsKey() throws Exception {
		String key = UUID.randomUUID().toString();
		assertProblem(post(key, form(" ")), 400);
		assertThat(post(key, form("x")).statusCode()).isEqualTo(202);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"type\":\"image\"}|prompt", "{\"type\":\"image\",\"prompt\":\" \"}|prompt",
					"{\"type\":\"poem\",\"prompt\":\"x\"}|type", "{\"prompt\":\"x\"}|type",
					"{\"type\":\"text\",\"prompt\":\"x\",\"model\":\"a b\"}|model",
					"{\"type\":\"text\",\"prompt\":\"x\",\"model\":\"a\\u3000b\"}|model" })
	void generationWhenFormIsWrongIsBadRequest(String body, String field) throws Exception {
		HttpResponse<String> response = post(body);
		assertProblem(response, 400);
		assertThat(response.body()).contains("\"field\":\"" + field + "\"");
		assertThat(this.fake.requests(FloraOperation.CREATE)).isEmpty();
	}

	@Test
	void generationWhenSeveralFieldsAreWrongNamesThemAll() throws Exception {
		HttpResponse<String> response = post("{\"type\":\"poem\",\"model\":\"a b\"}");
		assertProblem(response, 400);
		assertThat(response.body()).contains("\"title\":\"This cannot be generated\"",
				"{\"field\":\"type\",\"message\":\"must be image, video, audio or text\"}",
				"{\"field\":\"prompt\",\"message\":\"must not be empty\"}",
				"{\"field\":\"model\",\"message\":\"must be an identifier, without spaces\"}");
	}

	@Test
	void generationWhenTypeIsInCapitalsIsStarted() throws Exception {
		assertThat(post("{\"type\":\"Text\",\"prompt\":\"x\"}").statusCode()).isEqualTo(202);
	}

	@Test
	void generationWhenPromptIsTooLongIsBadRequest() throws Exception {
		assertThat(post(form("x".repeat(4000))).statusCode()).isEqualTo(202);
		assertThat(post(form("\uD83D\uDE00".repeat(4000))).statusCode()).isEqualTo(202);
		HttpResponse<String> response = post(form("x".repeat(4001)));
		assertProblem(response, 400);
		assertThat(response.body()).contains("4000 characters");
	}

	@Test
	void generationWhenBodyIsNotJsonIsRefused() throws Exception {
		assertProblem(send(HttpRequest.newBuilder(uri("/api/generations"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString("type=image&prompt=x"))), 415);
		assertProblem(send(HttpRequest.newBuilder(uri("/api/generations"))
			.header("Content-Type", "text/plain")
			.POST(HttpRequest.BodyPublishers.ofString(form("x")))), 415);
		assertProblem(post("{"), 400);
		assertThat(this.fake.requests(FloraOperation.CREATE)).isEmpty();
	}

	@Test
	void generationWhenFloraRefusesCallersFieldIsBadRequest() throws Exception {
		this.fake.next(FloraOperation.CREATE).status(400, "input_validation_error", List.of("model: is not known"));
		HttpResponse<String> response = post(form("x"));
		assertProblem(response, 400);
		assertThat(response.body()).contains("\"field\":\"model\",\"message\":\"is not known\"");
	}

	@Test
	void generationWhenFloraRefusesOtherFieldIsBadGateway() throws Exception {
		this.fake.next(FloraOperation.CREATE)
			.status(400, "input_validation_error", List.of("project_id: must start with prj_"));
		assertProblem(post(form("x")), 502);
	}

	/** Neither a project nor a list is a run that its caller could have named. */
	@Test
	void whatFloraDoesNotKnowIsTheOperatorsAffairUnlessItIsARun() throws Exception {
		this.fake.nextRequest().always().status(404, "not_found");
		HttpResponse<String> start = post(form("x"));
		assertProblem(start, 502);
		assertThat(start.body()).contains("operator").doesNotContain("No such run");
		assertProblem(send(HttpRequest.newBuilder(uri("/api/generations"))), 502);
		assertThat(send(HttpRequest.newBuilder(uri("/api/runs/run_1"))).statusCode()).isEqualTo(404);
		assertThat(send(HttpRequest.newBuilder(uri("/api/runs/run_1/events"))).statusCode()).isEqualTo(404);
	}

	@Test
	void generationWhenUnconfirmedTellsItsKey() throws Exception {
		this.fake.next(FloraOperation.CREATE).resetAfterwards();
		this.fake.next(FloraOperation.LIST).always().status(503);
		HttpResponse<String> response = post(form("x"));
		assertProblem(response, 502);
		String key = this.fake.requests(FloraOperation.CREATE).get(0).header("Idempotency-Key").orElseThrow();
		assertThat(response.body()).contains("\"idempotencyKey\":\"" + key + "\"");
		assertThat(this.fake.startedRuns()).hasSize(1);
	}

	@Test
	void generationsAreListedNewestFirst() throws Exception {
		post(form("first"));
		post(form("second"));
		String body = send(HttpRequest.newBuilder(uri("/api/generations?cursor="))).body();
		List<FakeRun> started = this.fake.startedRuns();
		assertThat(body).contains("{\"items\":[", "\"run_id\":\"" + started.get(0).runId(), "\"project_id\":\"prj_1\"")
			.doesNotContain("next_cursor");
		assertThat(body.indexOf(started.get(1).runId())).isLessThan(body.indexOf(started.get(0).runId()));
	}

	@Test
	void eventsShowEachChangeAndTheEndLast() throws Exception {
		this.fake.run("run_1").isPending().thenIsRunning(40).thenCompletesWith(FakeRun.text("Dusk"));
		HttpResponse<Stream<String>> response = this.http.send(
				HttpRequest.newBuilder(uri("/api/runs/run_1/events")).timeout(Duration.ofMinutes(2)).build(),
				BodyHandlers.ofLines());
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		List<String> data = response.body().filter((line) -> line.startsWith("data:")).toList();
		assertThat(data).hasSize(3);
		assertThat(data.get(0)).contains("\"run_id\":\"run_1\"", "\"status\":\"pending\"");
		assertThat(data.get(1)).contains("\"status\":\"running\"", "\"progress\":40");
		assertThat(data.get(2)).contains("\"status\":\"completed\"", "\"url\":\"Dusk\"");
		Awaitility.await().until(() -> this.streams.count() == 0);
	}

	@Test
	void eventsWhenRunFailsEndWithItsFailure() throws Exception {
		this.fake.run("run_1").failsWith("GENERATION_PROMPT_MODERATED", "No.");
		String body = send(HttpRequest.newBuilder(uri("/api/runs/run_1/events"))).body();
		assertThat(body).contains("\"error_code\":\"GENERATION_PROMPT_MODERATED\"").doesNotContain("event:lost");
	}

	@Test
	void eventsWhenRunCannotBeReadAnyMoreSayThatItIsLost() throws Exception {
		this.fake.next(FloraOperation.RETRIEVE).always().status(410, "gone");
		post(form("x"));
		String runId = this.fake.startedRuns().get(0).runId();
		assertThat(send(HttpRequest.newBuilder(uri("/api/runs/" + runId + "/events"))).body()).contains("event:lost");
	}

	@Test
	void eventsWhenIdIsImpossibleAreBadRequest() throws Exception {
		assertThat(send(HttpRequest.newBuilder(uri("/api/runs/run%20x/events"))).statusCode()).isEqualTo(400);
	}

	@Test
	void eventsWhenBrowserLeavesAreForgotten() throws Exception {
		this.fake.run("run_1").isPending();
		HttpResponse<InputStream> response = this.http
			.send(HttpRequest.newBuilder(uri("/api/runs/run_1/events")).build(), BodyHandlers.ofInputStream());
		Awaitility.await().until(() -> this.streams.count() == 1);
		response.body().close();
		Awaitility.await().until(() -> this.streams.count() == 0);
	}

	@Test
	void eventsWhenTooManyAreOpenAreRefused() throws Exception {
		List<HttpResponse<InputStream>> open = new ArrayList<>();
		for (int i = 0; i < RunStreams.MAX_OPEN; i++) {
			this.fake.run("run_" + i).isPending();
			open.add(this.http.send(HttpRequest.newBuilder(uri("/api/runs/run_" + i + "/events")).build(),
					BodyHandlers.ofInputStream()));
		}
		assertProblem(send(HttpRequest.newBuilder(uri("/api/runs/run_0/events"))), 503);
		for (HttpResponse<InputStream> response : open) {
			response.body().close();
		}
		Awaitility.await().until(() -> this.streams.count() == 0);
	}

	@Test
	void pageOfAnotherSiteIsRefused() throws Exception {
		try (Socket socket = new Socket("127.0.0.1", this.port)) {
			socket.getOutputStream()
				.write("GET / HTTP/1.1\r\nHost: evil.example:8080\r\nConnection: close\r\n\r\n".getBytes());
			assertThat(new String(socket.getInputStream().readAllBytes())).startsWith("HTTP/1.1 403");
		}
	}

	@Test
	void shutdownDoesNotWaitForBrowsers() throws Exception {
		ConfigurableApplicationContext application = SpringApplication.run(SampleApplication.class, "--server.port=0",
				"--spring.lifecycle.timeout-per-shutdown-phase=10m", "--flora.base-url=" + this.fake.baseUrl(),
				"--flora.api-key=" + this.fake.apiKey());
		this.fake.run("run_1").isPending();
		URI events = URI.create("http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port")
				+ "/api/runs/run_1/events");
		HttpResponse<InputStream> response = this.http.send(HttpRequest.newBuilder(events).build(),
				BodyHandlers.ofInputStream());
		CompletableFuture.runAsync(application::close).get(1, TimeUnit.MINUTES);
		response.body().readAllBytes();
	}

	private static String form(String prompt) {
		return "{\"type\":\"image\",\"prompt\":\"" + prompt + "\"}";
	}

	private static void assertProblem(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
	}

	private HttpResponse<String> post(String key, String body) throws Exception {
		return send(HttpRequest.newBuilder(uri("/api/generations"))
			.header("Content-Type", "application/json")
			.header("Idempotency-Key", key)
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private HttpResponse<String> post(String body) throws Exception {
		return send(HttpRequest.newBuilder(uri("/api/generations"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body)));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
		return this.http.send(request.timeout(Duration.ofMinutes(2)).build(), BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

}
