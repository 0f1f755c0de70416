package ai.flora.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import ai.flora.spring.boot.test.FakeFlora;
import ai.flora.spring.boot.test.FakeFloraConfiguration;
import ai.flora.spring.boot.test.FakeRun;
import ai.flora.spring.boot.test.FloraOperation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that the sample refuses: of other pages, of the network, and too large ones.
 */
@Tag("exhaustive")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "flora.project-id=prj_1", "flora.retry.max-attempts=1", "sample.heartbeat=100ms" })
@Import(FakeFloraConfiguration.class)
@ExtendWith(OutputCaptureExtension.class)
class RefusalTests {

	private static final String FORM = "{\"type\":\"image\",\"prompt\":\"x\"}";

	private final HttpClient http = HttpClient.newHttpClient();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@Autowired
	private FakeFlora fake;

	@Autowired
	private RunStreams streams;

	@LocalServerPort
	private int port;

	@BeforeEach
	void reset() {
		this.fake.reset();
	}

	@AfterEach
	void end() {
		this.threads.shutdownNow();
	}

	@ParameterizedTest
	@ValueSource(strings = { "Sec-Fetch-Site: cross-site", "Sec-Fetch-Site: same-site", "Origin: http://evil.example",
			"Origin: http://localhost:1", "Origin: https://localhost", "Origin: null",
			"Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors",
			"Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate",
			"Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site", "Sec-Fetch-Site: ",
			"Sec-Fetch-Site: same-origin, cross-site", "Origin: ", "Origin: %%%", "Origin: http://[", "Origin: file://",
			"Origin: http://localhost", "Origin: OWN\r\nOrigin: http://evil.example",
			"Origin: http://evil.example\r\nOrigin: OWN", "Origin: OWN, http://evil.example",
			"Origin: OWN.evil.example", "Sec-Fetch-Site: same-origin\r\nOrigin: null" })
	void requestsOfAnotherPageAreRefused(String given) throws Exception {
		String headers = given.replace("OWN", "http://localhost:" + this.port);
		this.fake.run("run_1").isPending();
		for (String path : List.of("/api/runs/run_1/events", "/api/runs/run_1", "/api/generations", "/actuator/health",
				"/api/runs/x/../run_1/events")) {
			assertThat(raw("GET " + path, headers, "")).startsWith("HTTP/1.1 403").contains("own page");
		}
		assertThat(raw("POST /api/generations", headers + "\r\nContent-Type: application/json", FORM))
			.startsWith("HTTP/1.1 403");
		assertThat(this.fake.requests()).isEmpty();
	}

	@Test
	void requestsOfItsOwnPageAndOfProgramsAreServed() throws Exception {
		String own = "Sec-Fetch-Site: same-origin\r\nOrigin: http://localhost:" + this.port;
		for (String headers : List.of(own, "Sec-Fetch-Site: none", "Accept: */*")) {
			assertThat(raw("POST /api/generations", headers + "\r\nContent-Type: application/json", FORM))
				.startsWith("HTTP/1.1 202");
			assertThat(raw("GET /api/generations", headers, "")).startsWith("HTTP/1.1 200");
		}
	}

	@Test
	void linkOfAnotherSiteLeadsToThePage() throws Exception {
		assertThat(raw("GET /", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate", ""))
			.startsWith("HTTP/1.1 200");
		assertThat(raw("GET /", "Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors", ""))
			.startsWith("HTTP/1.1 403");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/api/generations", "/actuator/health", "/flora/webhook/../../api/generations",
			"/flora/webhook;x/..;/../api/generations", "/flora/webhooks" })
	void requestForAnotherHostNameSaysWhatToSet(String path) throws Exception {
		String request = "GET " + path + " HTTP/1.1\r\nHost: evil.example:8080\r\nConnection: close\r\n\r\n";
		assertThat(raw(request)).startsWith("HTTP/1.1 403").contains("SAMPLE_HOSTS=evil.example");
		assertThat(this.fake.requests()).isEmpty();
	}

	@Test
	void deliveryMayComeToAnyHostName() throws Exception {
		String request = "POST /flora/webhook HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\n"
				+ "Connection: close\r\n\r\n{}";
		assertThat(raw(request)).startsWith("HTTP/1.1 404");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "\"\"", "/hook/", "'/hook'" })
	void pathOfTheWebhooksOpensNothingElse(String path) throws Exception {
		try (ConfigurableApplicationContext application = start("--flora.webhook.path=" + path)) {
			int own = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			for (String asked : List.of("/", "/api/generations", "/actuator/health", "/hooks", "//api/generations")) {
				assertThat(raw(own, "GET " + asked + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"))
					.as(asked)
					.startsWith("HTTP/1.1 403");
			}
			String delivery = path.contains("hook") ? "/hook/token" : "/flora/webhook/token";
			assertThat(raw(own,
					"POST " + delivery
							+ " HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"))
				.startsWith("HTTP/1.1 404");
		}
	}

	@Test
	void inventedIdIsReadOnceAndNotFollowed() throws Exception {
		this.fake.next(FloraOperation.RETRIEVE).always().status(404, "not_found");
		assertThat(get("/api/runs/run_invented/events").statusCode()).isEqualTo(404);
		assertThat(this.fake.requests()).hasSize(1);
		assertThat(this.streams.count()).isZero();
	}

	@Test
	void endedRunOfSomebodyElseIsToldAtOnce() throws Exception {
		this.fake.run("run_1").completesWith(FakeRun.text("Dusk"));
		assertThat(get("/api/runs/run_1/events").body()).contains("event:run", "\"status\":\"completed\"");
		assertThat(this.fake.requests()).hasSize(1);
		assertThat(this.streams.count()).isZero();
	}

	@Test
	void limitOfStreamsIsExactWhenManyComeTogether(CapturedOutput output) throws Exception {
		List<CompletableFuture<HttpResponse<InputStream>>> asked = new ArrayList<>();
		for (int i = 0; i < RunStreams.MAX_OPEN + 60; i++) {
			this.fake.run("run_" + i).isPending();
			asked.add(this.http.sendAsync(request("/api/runs/run_" + i + "/events").build(),
					BodyHandlers.ofInputStream()));
		}
		List<HttpResponse<InputStream>> responses = asked.stream().map(CompletableFuture::join).toList();
		assertThat(responses).filteredOn((response) -> response.statusCode() == 200).hasSize(RunStreams.MAX_OPEN);
		assertThat(responses).filteredOn((response) -> response.statusCode() == 503).hasSize(60);
		assertThat(this.streams.count()).isEqualTo(RunStreams.MAX_OPEN);
		for (HttpResponse<InputStream> response : responses) {
			response.body().close();
		}
		Awaitility.await().until(() -> this.streams.count() == 0);
		HttpResponse<InputStream> again = this.http.send(request("/api/runs/run_0/events").build(),
				BodyHandlers.ofInputStream());
		assertThat(again.statusCode()).isEqualTo(200);
		again.body().close();
		Awaitility.await().until(() -> this.streams.count() == 0);
		assertThat(output).doesNotContain("is no longer followed");
	}

	@Test
	void bodyThatIsTooLargeIsRefused() throws Exception {
		String large = "{\"type\":\"image\",\"prompt\":\"x\",\"params\":{\"a\":\"" + "x".repeat(15_000_000) + "\"}}";
		assertTooLarge(HttpRequest.BodyPublishers.ofString(large));
		assertTooLarge(HttpRequest.BodyPublishers.ofString(large.substring(0, 65_537)));
		// Without a length: in chunks.
		byte[] bytes = large.getBytes(StandardCharsets.UTF_8);
		assertTooLarge(HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(bytes)));
		assertThat(this.fake.requests()).isEmpty();
	}

	private void assertTooLarge(HttpRequest.BodyPublisher body) throws Exception {
		HttpResponse<String> response = this.http.send(
				request("/api/generations").header("Content-Type", "application/json").POST(body).build(),
				BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(response.body()).contains("64 KB");
	}

	@Test
	void bodyThatDoesNotEndTimesOut() throws Exception {
		try (ConfigurableApplicationContext application = start("--sample.body-timeout=300ms",
				"--server.tomcat.connection-timeout=1s")) {
			int own = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			List<CompletableFuture<String>> responses = new ArrayList<>();
			for (String path : List.of("POST /api/generations", "POST /flora/webhook", "POST /nothing",
					"GET /api/generations")) {
				for (boolean drips : List.of(false, true)) {
					responses.add(sendSlowly(own, path, "Content-Length: 100", "{", drips ? " " : ""));
					responses.add(sendSlowly(own, path, "Transfer-Encoding: chunked", "1\r\n{\r\n",
							drips ? "1\r\n \r\n" : ""));
				}
			}
			for (CompletableFuture<String> response : responses) {
				assertThat(response.get(1, TimeUnit.MINUTES)).startsWith("HTTP/1.1 408");
			}
		}
		assertThat(this.fake.requests()).isEmpty();
	}

	/** Each on threads of its own: the server lets each of them wait for a second. */
	private CompletableFuture<String> sendSlowly(int port, String path, String framing, String start, String drop) {
		return CompletableFuture.supplyAsync(() -> {
			try (Socket socket = new Socket("127.0.0.1", port)) {
				send(socket, path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + framing
						+ "\r\n\r\n" + start);
				CompletableFuture<String> response = CompletableFuture.supplyAsync(() -> readAll(socket), this.threads);
				while (!drop.isEmpty() && !response.isDone()) {
					drip(socket, drop);
				}
				return response.get(1, TimeUnit.MINUTES);
			}
			catch (Exception ex) {
				throw new CompletionException(ex);
			}
		}, this.threads);
	}

	private static void drip(Socket socket, String text) throws InterruptedException {
		try {
			send(socket, text);
			TimeUnit.MILLISECONDS.sleep(100);
		}
		catch (IOException ex) {
			// It was closed, as it should be.
			TimeUnit.MILLISECONDS.sleep(100);
		}
	}

	@Test
	void sampleThatIsOpenToTheNetworkSaysThatOthersSpend(CapturedOutput output) {
		start("--server.address=0.0.0.0", "--sample.hosts=sample.example").close();
		assertThat(output.getOut().lines().filter((line) -> line.contains("open to the network"))).singleElement()
			.satisfies((line) -> assertThat(line).contains("WARN", "0.0.0.0", "spends", "sample.example"));
	}

	@Test
	void sampleOnLoopbackWarnsOfNothing(CapturedOutput output) {
		start("--server.address=127.0.0.1").close();
		assertThat(output.getOut()).doesNotContain("open to the network");
	}

	private ConfigurableApplicationContext start(String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.addAll(List.of("--server.port=0", "--flora.base-url=" + this.fake.baseUrl(),
				"--flora.api-key=" + this.fake.apiKey()));
		return SpringApplication.run(SampleApplication.class, all.toArray(String[]::new));
	}

	private HttpResponse<String> get(String path) throws Exception {
		return this.http.send(request(path).build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
			.timeout(Duration.ofMinutes(2));
	}

	private String raw(String line, String headers, String body) throws IOException {
		return raw(line + " HTTP/1.1\r\nHost: localhost:" + this.port + "\r\n" + headers + "\r\nContent-Length: "
				+ body.length() + "\r\nConnection: close\r\n\r\n" + body);
	}

	private String raw(String request) throws IOException {
		return raw(this.port, request);
	}

	private static String raw(int port, String request) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			send(socket, request);
			return readAll(socket);
		}
	}

	private static void send(Socket socket, String text) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write(text.getBytes(StandardCharsets.UTF_8));
		out.flush();
	}

	private static String readAll(Socket socket) {
		StringBuilder text = new StringBuilder();
		try {
			InputStream in = socket.getInputStream();
			for (int read = in.read(); read >= 0; read = in.read()) {
				text.append((char) read);
			}
		}
		catch (IOException ex) {
			text.append(" (").append(ex.getMessage()).append(")");
		}
		return text.toString();
	}

}
