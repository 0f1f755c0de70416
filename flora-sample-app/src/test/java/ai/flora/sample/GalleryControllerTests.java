package ai.flora.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import ai.flora.spring.boot.test.WithFakeFlora;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * The gallery over HTTP.
 */
@Tag("exhaustive")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "flora.retry.max-attempts=1", "sample.heartbeat=100ms", "sample.late-costs=100ms",
				"server.tomcat.connection-timeout=1m" })
@WithFakeFlora
class GalleryControllerTests {

	private static final JsonMapper JSON = new JsonMapper();

	@Autowired
	private FakeFlora fake;

	@Autowired
	private Gallery gallery;

	@Autowired
	private GalleryStreams streams;

	@LocalServerPort
	private int port;

	@BeforeEach
	void empty() {
		this.gallery.clear();
	}

	@Test
	void runIsShownWithWhatWasAskedForAndWhatItCosts() {
		this.fake.nextRun().takes(Duration.ofSeconds(3));
		start("A harbour", "t2i-flux-2-pro");
		JsonNode card = awaitCard("A harbour", "completed");
		assertThat(card.path("request").path("prompt").asString()).isEqualTo("A harbour");
		assertThat(card.path("model").asString()).isEqualTo("t2i-flux-2-pro");
		assertThat(card.path("runId").asString()).startsWith("run_");
		assertThat(card.path("elapsedMillis").asLong()).isEqualTo(3000);
		assertThat(card.path("estimatedMillis").asLong()).isEqualTo(3000);
		assertThat(card.path("outputs").path(0).path("link").asString()).startsWith(this.fake.baseUrl().getScheme());
		assertThat(card.path("failure").isNull()).isTrue();
		assertThat(gallery().path("spent").toString()).isEqualTo("{\"known\":0.036,\"unknown\":0}");
	}

	@Test
	void runsThatGoOnAreShownNewestFirst() {
		this.fake.nextRun().neverEnds();
		this.fake.nextRun().completesWith(FakeRun.text("<b>Dusk</b>"));
		start("First", null);
		start("Second", null);
		JsonNode second = awaitCard("Second", "completed");
		assertThat(second.path("outputs").toString()).contains("\"text\":\"<b>Dusk</b>\"", "\"link\":null");
		JsonNode first = awaitCard("First", "pending", "running");
		assertThat(gallery().path("ids").valueStream().map(JsonNode::asString))
			.containsExactly(second.path("id").asString(), first.path("id").asString());
		assertThat(gallery().path("spent").toString()).isEqualTo("{\"known\":0.036,\"unknown\":1}");
	}

	@Test
	void failedRunHasItsAdvice() {
		this.fake.nextRun().failsWith("GENERATION_PROMPT_MODERATED", "The prompt was refused.");
		start("Something", null);
		JsonNode failure = awaitCard("Something", "failed").path("failure");
		assertThat(failure.path("advice").asString()).isEqualTo("CHANGE_INPUT");
		assertThat(failure.path("moderated").asBoolean()).isTrue();
		assertThat(failure.path("message").asString()).isEqualTo("The prompt was refused.");
	}

	@Test
	void waitingIsStoppedAndGoneOnWith() {
		FakeRun run = this.fake.nextRun().neverEnds();
		start("A harbour", null);
		String path = "/api/gallery/" + awaitCard("A harbour", "pending", "running").path("id").asString()
				+ "/following";
		assertThat(send("DELETE", path, null).getStatusCode().value()).isEqualTo(204);
		assertThat(awaitCard("A harbour", "left").path("runId").asString()).isEqualTo(run.runId());
		assertThat(gallery().path("spent").path("unknown").asInt()).isEqualTo(1);
		assertThat(send("DELETE", path, null).getStatusCode().value()).isEqualTo(204);
		assertThat(send("PUT", path, null).getStatusCode().value()).isEqualTo(204);
		awaitCard("A harbour", "pending", "running");
		assertThat(send("PUT", path, null).getStatusCode().value()).isEqualTo(204);
		assertThat(this.fake.startedRuns()).hasSize(1);
	}

	@Test
	void startThatFloraRefusesStaysWithItsReason() {
		this.fake.next(FloraOperation.CREATE).status(402);
		assertThat(start("A harbour", null).getStatusCode().value()).isEqualTo(502);
		JsonNode card = awaitCard("A harbour", "not_started");
		assertThat(card.path("problem").path("title").asString()).isEqualTo("FLORA refused this application");
		assertThat(card.path("problem").path("requestId").asString()).startsWith("req_");
		assertThat(card.toString()).doesNotContain(this.fake.apiKey());
		assertThat(gallery().path("spent").toString()).isEqualTo("{\"known\":0,\"unknown\":0}");
	}

	@Test
	void startThatFloraRefusesForWhatTheCallerHasNotFilledStays() {
		this.fake.next(FloraOperation.CREATE)
			.status(400, "input_validation_error", List.of("project_id: must start with prj_"));
		assertThat(start("A harbour", null).getStatusCode().value()).isEqualTo(502);
		assertThat(awaitCard("A harbour", "not_started").path("problem").path("title").asString())
			.isEqualTo("FLORA failed");
	}

	@Test
	void startInDoubtStaysWithItsKeyAndMayHaveCost() {
		this.fake.next(FloraOperation.CREATE).resetAfterwards();
		assertThat(start("A harbour", null).getStatusCode().value()).isEqualTo(502);
		assertThat(awaitCard("A harbour", "unconfirmed").path("problem").path("idempotencyKey").asString())
			.isNotEmpty();
		assertThat(gallery().path("spent").toString()).isEqualTo("{\"known\":0,\"unknown\":1}");
	}

	@Test
	void startThatItsCallerHasToChangeIsNotShown() {
		assertThat(start(" ", null).getStatusCode().value()).isEqualTo(400);
		this.fake.next(FloraOperation.CREATE).status(400, "input_validation_error", List.of("model: is not known"));
		assertThat(start("A harbour", null).getStatusCode().value()).isEqualTo(400);
		assertThat(gallery().path("ids")).isEmpty();
	}

	@Test
	void costThatIsLateIsAdded() {
		this.fake.nextRun().takes(Duration.ofSeconds(3)).reportsCostLate(Duration.ofMinutes(1));
		start("A harbour", null);
		assertThat(awaitCard("A harbour", "completed").path("cost").isNull()).isTrue();
		assertThat(gallery().path("spent").toString()).isEqualTo("{\"known\":0,\"unknown\":1}");
		this.fake.clock().advance(Duration.ofMinutes(2));
		Awaitility.await().until(() -> gallery().path("spent").toString().equals("{\"known\":0.036,\"unknown\":0}"));
	}

	@Test
	void outputsAreDownloadedAsWhatTheyAre() {
		this.fake.nextRun().takes(Duration.ofSeconds(3));
		start("A harbour", null);
		ResponseEntity<byte[]> picture = download("A harbour", 0);
		assertThat(picture.getHeaders().getContentType()).isEqualTo(MediaType.IMAGE_PNG);
		assertThat(picture.getHeaders().getContentDisposition().isAttachment()).isTrue();
		assertThat(picture.getHeaders().getContentDisposition().getFilename())
			.isEqualTo(this.fake.startedRuns().get(0).runId() + "-output_1.png");
		assertThat(picture.getHeaders().get("X-Content-Type-Options")).containsExactly("nosniff");
		assertThat(picture.getBody()).startsWith((byte) 0x89, (byte) 'P', (byte) 'N', (byte) 'G');
		this.fake.nextRun().completesWith(FakeRun.text("<script>alert(1)</script>"));
		start("A poem", null);
		ResponseEntity<byte[]> text = download("A poem", 0);
		assertThat(String.valueOf(text.getHeaders().getContentType())).startsWith("text/plain");
		assertThat(text.getHeaders().getContentDisposition().getFilename()).endsWith(".txt");
		assertThat(new String(Objects.requireNonNull(text.getBody()), StandardCharsets.UTF_8))
			.isEqualTo("<script>alert(1)</script>");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://10.0.0.1/a.png", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd" })
	void outputThatLeadsInsideIsNotDownloaded(String url) {
		this.fake.nextRun().completesWith(FakeRun.image(url));
		start("A harbour", null);
		ResponseEntity<byte[]> response = download("A harbour", 0);
		assertThat(response.getStatusCode().value()).isGreaterThanOrEqualTo(400);
		assertThat(response.getHeaders().getContentDisposition().isAttachment()).isFalse();
	}

	/** Only half of it comes, and the storage host has no name for it to go on by. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void downloadThatBreaksOffDoesNotPassForTheWhole(boolean reset) throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		byte[] half = Arrays.copyOf(new byte[] { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' }, 300_000);
		try (HeldPort held = new HeldPort()) {
			try (ServerSocket storage = new ServerSocket(held.port(), 50, InetAddress.getLoopbackAddress())) {
				Thread host = new Thread(() -> serveHalf(storage, half, begun, reset));
				host.setDaemon(true);
				host.start();
				this.fake.nextRun()
					.completesWith(FakeRun.image("http://127.0.0.1:" + storage.getLocalPort() + "/harbour.png"));
				start("A harbour", null);
				String id = awaitCard("A harbour", "completed").path("id").asString();
				HttpResponse<InputStream> response = HttpClient.newHttpClient()
					.send(HttpRequest.newBuilder(URI.create(url() + "/api/gallery/" + id + "/outputs/0")).build(),
							BodyHandlers.ofInputStream());
				assertThat(response.statusCode()).isEqualTo(200);
				assertThat(response.headers().firstValue("Content-Type")).contains("image/png");
				assertThat(response.headers().firstValue("Content-Length")).isEmpty();
				try (InputStream body = response.body()) {
					assertThat(body.read()).isEqualTo(0x89);
					begun.countDown();
					assertThatIOException().isThrownBy(() -> body.transferTo(OutputStream.nullOutputStream()));
				}
			}
			// And the next one begins anew.
			assertThat(download("A harbour", 0).getStatusCode().value()).isEqualTo(502);
		}
	}

	private static void serveHalf(ServerSocket storage, byte[] half, CountDownLatch begun, boolean reset) {
		while (!storage.isClosed()) {
			try (Socket socket = storage.accept()) {
				BufferedReader request = new BufferedReader(new InputStreamReader(socket.getInputStream()));
				while (!String.valueOf(request.readLine()).isEmpty()) {
					// The next header.
				}
				socket.getOutputStream()
					.write(("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: " + 2 * half.length
							+ "\r\n\r\n")
						.getBytes(StandardCharsets.UTF_8));
				socket.getOutputStream().write(half);
				begun.await();
				socket.setSoLinger(reset, 0);
			}
			catch (InterruptedException | IOException ex) {
				// The client has left, or the test has ended.
			}
		}
	}

	/**
	 * Whatever comes from outside: one card that cannot be told would stop all others.
	 */
	@Test
	void partsOfCharactersStopNothing() {
		this.fake.nextRun().completesWith(FakeRun.text("x".repeat(9_999) + "\uD83D\uDE00 and more"));
		start("A harbour", null);
		JsonNode text = awaitCard("A harbour", "completed").path("outputs").path(0);
		assertThat(text.path("cut").asBoolean()).isTrue();
		assertThat(text.path("text").asString()).startsWith("xxx").hasSizeBetween(9_999, 10_001);
		send("POST", "/api/generations", "{\"type\":\"image\",\"prompt\":\"Half \\ud83d\"}");
		this.fake.nextRun().completesWith(FakeRun.text("Dusk"));
		start("Another one", null);
		awaitCard("Another one", "completed");
	}

	@Test
	void callerWhoPrefersThatIsNotKeptWaiting() {
		this.fake.next(FloraOperation.CREATE).delay(Duration.ofSeconds(10));
		this.fake.nextRun().completesWith(FakeRun.text("Dusk"));
		ResponseEntity<String> response = startAsync(new GenerationForm("text", "A harbour", null, null, null));
		assertThat(response.getStatusCode().value()).isEqualTo(202);
		assertThat(response.getBody()).isNull();
		assertThat(awaitCard("A harbour", "starting", "completed").path("state").asString()).isEqualTo("starting");
		awaitCard("A harbour", "completed");
		ResponseEntity<String> quick = startAsync(new GenerationForm("text", "Another one", null, null, null));
		assertThat(quick.getStatusCode().value()).isEqualTo(202);
	}

	@Test
	void callerWhoIsNotKeptWaitingIsToldWhatToChange() {
		this.fake.next(FloraOperation.CREATE).status(400, "input_validation_error", List.of("model: is not known"));
		ResponseEntity<String> response = startAsync(new GenerationForm("image", "A harbour", null, null, null));
		assertThat(response.getStatusCode().value()).isEqualTo(400);
		assertThat(response.getBody()).contains("\"field\":\"model\"");
		assertThat(gallery().path("ids")).isEmpty();
	}

	@Test
	void whatNobodyWasToldToChangeIsShown() {
		this.fake.next(FloraOperation.ASSETS_RETRIEVE).delay(Duration.ofSeconds(10));
		ResponseEntity<String> response = startAsync(
				new GenerationForm("image", "A harbour", "i2i-flux-kontext", null, "asset_unknown"));
		assertThat(response.getStatusCode().value()).isEqualTo(202);
		awaitCard("A harbour", "starting");
		JsonNode card = awaitCard("A harbour", "not_started");
		assertThat(card.path("problem").path("title").asString()).isEqualTo("This cannot be generated");
		assertThat(card.path("problem").path("errors").path(0).path("field").asString()).isEqualTo("image");
	}

	private ResponseEntity<String> startAsync(GenerationForm form) {
		return RestClient.create(url())
			.post()
			.uri("/api/generations")
			.header("Prefer", "respond-async")
			.contentType(MediaType.APPLICATION_JSON)
			.body(JSON.writeValueAsString(form))
			.retrieve()
			.onStatus((status) -> true, (sent, received) -> {
			})
			.toEntity(String.class);
	}

	/** It takes nothing of what it is told. */
	@Test
	void pageThatHangsKeepsNoOtherFromBeingTold() throws Exception {
		try (Socket hanging = new Socket()) {
			hanging.setReceiveBufferSize(4096);
			hanging.connect(new InetSocketAddress("127.0.0.1", this.port));
			hanging.getOutputStream()
				.write("GET /api/gallery/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
			Awaitility.await().until(() -> this.streams.count() == 1);
			BlockingQueue<String> told = new LinkedBlockingQueue<>();
			HttpResponse<Stream<String>> other = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create(url() + "/api/gallery/events")).build(),
						BodyHandlers.ofLines());
			try (Stream<String> lines = other.body()) {
				CompletableFuture.runAsync(() -> lines.forEach(told::add));
				Awaitility.await().until(() -> this.streams.count() == 2);
				GenerationForm large = new GenerationForm("image", "x", null, Map.of("a", "x".repeat(200_000)), null);
				// More than the buffers of both ends hold.
				for (int i = 0; i < 100; i++) {
					this.gallery.add("large " + i, large);
				}
				for (int i = 0; i < 3; i++) {
					this.gallery.add("news " + i, new GenerationForm("image", "News " + i, null, null, null));
					String news = "\"News " + i + "\"";
					Awaitility.await().until(() -> told.stream().anyMatch((line) -> line.contains(news)));
				}
				assertThat(this.streams.count()).as("the one that hangs was not given up meanwhile").isEqualTo(2);
			}
		}
		Awaitility.await().until(() -> this.streams.count() == 0);
	}

	@Test
	void outputThatIsNotThereIsNotFound() {
		this.fake.nextRun().completesWith(FakeRun.text("Dusk"));
		start("A harbour", null);
		assertThat(download("A harbour", 1).getStatusCode().value()).isEqualTo(404);
		assertThat(download("A harbour", -1).getStatusCode().value()).isEqualTo(404);
		assertThat(send("GET", "/api/gallery/unknown/outputs/0", null).getStatusCode().value()).isEqualTo(404);
	}

	private ResponseEntity<byte[]> download(String prompt, int number) {
		String id = awaitCard(prompt, "completed").path("id").asString();
		return RestClient.create(url())
			.get()
			.uri("/api/gallery/{id}/outputs/{number}", id, number)
			.retrieve()
			.onStatus((status) -> true, (sent, received) -> {
			})
			.toEntity(byte[].class);
	}

	@Test
	void pagesAreToldOfEachChange() throws Exception {
		BlockingQueue<JsonNode> told = new LinkedBlockingQueue<>();
		Thread page = new Thread(
				() -> RestClient.create(url()).get().uri("/api/gallery/events").exchange((request, response) -> {
					try (BufferedReader reader = new BufferedReader(new InputStreamReader(response.getBody()))) {
						reader.lines()
							.filter((line) -> line.startsWith("data:"))
							.limit(4)
							.forEach((line) -> told.add(JSON.readTree(line.substring(5))));
					}
					return "";
				}));
		page.setDaemon(true);
		page.start();
		assertThat(Objects.requireNonNull(told.poll(1, TimeUnit.MINUTES)).path("ids")).isEmpty();
		this.fake.nextRun().completesWith(FakeRun.text("Dusk"));
		start("A harbour", null);
		String state = "";
		while (!state.equals("completed")) {
			JsonNode changes = Objects.requireNonNull(told.poll(1, TimeUnit.MINUTES));
			state = changes.path("runs").path(0).path("state").asString();
		}
		Awaitility.await().until(() -> this.streams.count() <= 1);
	}

	@Test
	void whatIsNotShownCannotBeAskedFor() {
		assertThat(send("PUT", "/api/gallery/unknown/following", null).getStatusCode().value()).isEqualTo(404);
		assertThat(send("DELETE", "/api/gallery/unknown/following", null).getStatusCode().value()).isEqualTo(404);
	}

	private ResponseEntity<String> start(String prompt, @Nullable String model) {
		return send("POST", "/api/generations",
				JSON.writeValueAsString(new GenerationForm("image", prompt, model, null, null)));
	}

	private JsonNode awaitCard(String prompt, String... states) {
		return Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> gallery().path("runs")
				.valueStream()
				.filter((card) -> card.path("request").path("prompt").asString().equals(prompt))
				.filter((card) -> List.of(states).contains(card.path("state").asString()))
				.findFirst()
				.orElse(null), Objects::nonNull);
	}

	private JsonNode gallery() {
		return JSON.readTree(send("GET", "/api/gallery", null).getBody());
	}

	private ResponseEntity<String> send(String method, String path, @Nullable String body) {
		RestClient.RequestBodySpec request = RestClient.create(url()).method(HttpMethod.valueOf(method)).uri(path);
		if (body != null) {
			request.contentType(MediaType.APPLICATION_JSON).body(body);
		}
		return request.retrieve().onStatus((status) -> true, (sent, received) -> {
		}).toEntity(String.class);
	}

	private String url() {
		return "http://localhost:" + this.port;
	}

}
