package ai.flora.spring.boot.test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The responses of {@link FakeFlora}, seen by a client that knows nothing of FLORA.
 */
class FakeFloraWireTests {

	private static final JsonMapper JSON = JsonMapper.builder().build();

	private final HttpClient http = HttpClient.newHttpClient();

	private final FakeFlora fake = FakeFlora.start();

	@AfterEach
	void stop() {
		this.fake.close();
	}

	@Test
	void fakeListensOnLoopback() {
		assertThat(this.fake.baseUrl().getHost()).isEqualTo("127.0.0.1");
		assertThat(this.fake.baseUrl().getPath()).isEqualTo("/api/v1");
		assertThat(this.fake.connectionDetails().getBaseUrl()).isEqualTo(this.fake.baseUrl());
		assertThat(this.fake.connectionDetails().getApiKey()).isEqualTo(this.fake.apiKey());
	}

	@Test
	void fakeSpeaksHttp1ToClientsThatWouldUpgrade() throws Exception {
		assertThat(read("/workspaces").version()).isEqualTo(HttpClient.Version.HTTP_1_1);
	}

	@Test
	void fakeWhenStartedWithKeyAcceptsThatOne() throws Exception {
		try (FakeFlora other = FakeFlora.start("another_key")) {
			URI uri = URI.create(other.baseUrl() + "/workspaces");
			assertThat(send(get(uri).header("Authorization", "Bearer another_key")).statusCode()).isEqualTo(200);
			assertThat(send(get(uri).header("Authorization", "Bearer " + this.fake.apiKey())).statusCode())
				.isEqualTo(401);
		}
	}

	@Test
	void fakeWhenClosedRefusesConnections() throws IOException {
		try (HeldPort held = new HeldPort()) {
			FakeFlora other = FakeFlora.start("sk_other", held.port());
			HttpRequest.Builder request = get(URI.create(other.baseUrl() + "/workspaces"));
			other.close();
			assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> send(request));
		}
	}

	@Test
	void responsesHaveRequestIdsOfTheirOwn() throws Exception {
		List<String> ids = List.of(requestId(read("/workspaces")), requestId(read("/workspaces")),
				requestId(read("/runs/run_none")), requestId(read("/nothing")));
		assertThat(ids).doesNotHaveDuplicates().allMatch((id) -> id.matches("req_\\w+"));
	}

	@Test
	void workspacesAreListed() throws Exception {
		JsonNode workspaces = json(read("/workspaces")).get("workspaces");
		assertThat(workspaces).hasSize(1);
		assertThat(workspaces.get(0).propertyNames()).containsExactly("workspace_id", "name", "role", "created_at");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/generations?", "/technique-runs?", "/techniques?", "/projects?workspace_id=ws_1&",
			"/assets?" })
	void pageOfAListIsChecked(String list) throws Exception {
		assertThat(read(list + "limit=1").statusCode()).isEqualTo(200);
		assertThat(read(list + "limit=100").statusCode()).isEqualTo(200);
		for (String wrong : List.of("limit=0", "limit=101", "limit=abc", "limit=", "limit=1.5", "cursor=abc", "cursor",
				"cursor=3", "cursor=%20")) {
			assertError(read(list + wrong), 400, "input_validation_error");
		}
	}

	@Test
	void cursorIsOfItsListAlone() throws Exception {
		String cursor = json(read("/techniques?limit=1")).get("meta").get("next_cursor").asString();
		assertThat(json(read("/techniques?cursor=" + cursor)).get("techniques")).hasSize(1);
		for (String list : List.of("/generations?", "/technique-runs?", "/projects?workspace_id=ws_1&", "/assets?")) {
			assertError(read(list + "cursor=" + cursor), 400, "input_validation_error");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/runs/run_none", "/nothing", "/runs", "/runs/", "/runs/run_1/outputs", "" })
	void responseWhenThereIsNoSuchThingIsNotFound(String path) throws Exception {
		this.fake.run("run_1").isPending();
		assertError(read(path), 404, "not_found");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "/", "/api", "/api/v2/runs/run_1", "/xxxxxx/runs/run_1", "/runs/run_1", "/api/v1x/runs/run_1" })
	void responseWhenOutsideTheApiIsNotFound(String path) throws Exception {
		this.fake.run("run_1").isPending();
		assertError(send(get(this.fake.baseUrl().resolve(path)).header("Authorization", "Bearer " + key())), 404,
				"not_found");
		assertThat(this.fake.requests()).singleElement()
			.extracting(ReceivedRequest::operation)
			.isEqualTo(FloraOperation.OTHER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/__admin/mappings", "/__admin/requests" })
	void adminOfWireMockIsClosed(String path) throws Exception {
		assertThat(send(get(this.fake.baseUrl().resolve(path))).statusCode()).isEqualTo(401);
	}

	@Test
	void responseWhenMethodIsAnotherIsNotFound() throws Exception {
		this.fake.run("run_1").isPending();
		assertError(send(authorized("/runs/run_1").DELETE()), 404, "not_found");
		assertThat(this.fake.requests()).singleElement().hasToString("DELETE /runs/run_1");
	}

	@Test
	void keyWhenNotSentIsUnauthorized() throws Exception {
		assertError(send(get(uri("/workspaces"))), 401, "unauthorized");
	}

	@ParameterizedTest
	@ValueSource(strings = { "Bearer sk_other", "Bearer", "Basic dXNlcjpwYXNz", "{key}", "Basic {key}", "Bearer x{key}",
			"Bearer {key}x" })
	void keyWhenWrongIsInvalid(String authorization) throws Exception {
		assertError(send(get(uri("/workspaces")).header("Authorization", authorization.replace("{key}", key()))), 401,
				"invalid_api_key");
	}

	@Test
	void runWhenNotEndedHasNeitherEndNorOutputs() throws Exception {
		this.fake.run("run_1").isPending().thenIsRunning(40);
		assertThat(json(read("/runs/run_1")).propertyNames()).containsExactlyInAnyOrder("run_id", "status", "progress",
				"created_at", "poll_url");
		JsonNode running = json(read("/runs/run_1"));
		assertThat(running.propertyNames()).containsExactlyInAnyOrder("run_id", "status", "progress", "created_at",
				"started_at", "poll_url");
		assertThat(running.get("progress").intValue()).isEqualTo(40);
		assertThat(running.get("created_at").isNumber()).isTrue();
	}

	@Test
	void runWhenCompletedHasOutputsInFlorasTypes() throws Exception {
		this.fake.run("run_1")
			.completesWith(FakeRun.image("https://media.flora.ai/1"), FakeRun.video("https://media.flora.ai/2"),
					FakeRun.audio("https://media.flora.ai/3"), FakeRun.text("Dämmerung"),
					FakeRun.document("https://media.flora.ai/5"));
		JsonNode outputs = json(read("/runs/run_1")).get("outputs");
		assertThat(outputs.findValuesAsString("type")).containsExactly("imageUrl", "videoUrl", "audioUrl", "text",
				"documentUrl");
		assertThat(outputs.findValuesAsString("output_id")).containsExactly("output_1", "output_2", "output_3",
				"output_4", "output_5");
		assertThat(outputs.get(3).get("url").asString()).isEqualTo("Dämmerung");
	}

	@Test
	void runWhenFailedHasCodeAndNoOutputs() throws Exception {
		this.fake.run("run_1").isPending().thenFailsWith("model_timeout", "Too slow.");
		read("/runs/run_1");
		JsonNode failed = json(read("/runs/run_1"));
		assertThat(failed.get("status").asString()).isEqualTo("failed");
		assertThat(failed.get("error_code").asString()).isEqualTo("model_timeout");
		assertThat(failed.get("error_message").asString()).isEqualTo("Too slow.");
		assertThat(failed.has("completed_at")).isTrue();
		assertThat(failed.has("outputs")).isFalse();
	}

	@Test
	void runWhenScriptedAsTextAnswersItAsItIs() throws Exception {
		this.fake.run("run_1").isPending().thenAnswers("{\"status\":\"paused\"}");
		read("/runs/run_1");
		assertThat(read("/runs/run_1").body()).isEqualTo("{\"status\":\"paused\"}");
	}

	@ParameterizedTest
	@CsvSource({ "run_a+b,run_a+b", "run_a+b,run_a%2Bb", "run_a/b,run_a%2Fb", "run_ä,run_%C3%A4", "run_a%b,run_a%25b" })
	void runWhenIdIsEncodedIsFound(String id, String segment) throws Exception {
		this.fake.run(id).isPending();
		assertThat(json(read("/runs/" + segment)).get("run_id").asString()).isEqualTo(id);
	}

	@Test
	void runWhenReplacedStartsAgain() throws Exception {
		this.fake.run("run_1").completesWith();
		read("/runs/run_1");
		this.fake.run("run_1").isPending();
		assertThat(status(read("/runs/run_1"))).isEqualTo("pending");
	}

	@ParameterizedTest
	@CsvSource({ "400,input_validation_error", "401,invalid_api_key", "402,insufficient_credits", "403,forbidden",
			"404,not_found", "409,conflict", "422,idempotency_conflict", "429,rate_limited", "500,internal_error",
			"503,service_unavailable", "502,unknown_error" })
	void faultWhenGivenAStatusAloneHasItsUsualCode(int status, String code) throws Exception {
		this.fake.nextRequest().status(status);
		assertError(read("/workspaces"), status, code);
		assertThat(read("/workspaces").statusCode()).isEqualTo(200);
	}

	@Test
	void faultWhenGivenHeadersSendsEachOnce() throws Exception {
		this.fake.nextRequest()
			.status(503, "overloaded", Map.of("retry-after-ms", "20", "Request-Id", "req_mine", "X-Other", "1"));
		HttpResponse<String> response = read("/workspaces");
		assertError(response, 503, "overloaded");
		assertThat(response.headers().allValues("retry-after-ms")).containsExactly("20");
		assertThat(response.headers().allValues("request-id")).containsExactly("req_mine");
	}

	@Test
	void faultWhenRateLimitedMaySayHowLongToWait() throws Exception {
		this.fake.nextRequest().rateLimited(Duration.ofSeconds(7));
		HttpResponse<String> response = read("/workspaces");
		assertError(response, 429, "rate_limited");
		assertThat(response.headers().allValues("retry-after")).containsExactly("7");
		this.fake.nextRequest().rateLimited();
		assertThat(read("/workspaces").headers().firstValue("retry-after")).isEmpty();
	}

	@Test
	void faultWhenMalformedIsNoJson() throws Exception {
		this.fake.nextRequest().malformed();
		HttpResponse<String> response = read("/workspaces");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().allValues("content-type")).containsExactly("application/json");
		assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> json(response));
	}

	@Test
	void faultWhenHtmlIsPageOfOneType() throws Exception {
		this.fake.nextRequest().html(502);
		HttpResponse<String> response = read("/workspaces");
		assertThat(response.statusCode()).isEqualTo(502);
		assertThat(response.headers().allValues("content-type")).singleElement().asString().startsWith("text/html");
		assertThat(response.body()).startsWith("<html>");
	}

	@Test
	void faultWhenResetBreaksTheConnection() {
		// The JDK's client asks again by itself when the first connection breaks.
		this.fake.nextRequest().times(10).reset();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> read("/workspaces"));
	}

	@Test
	void faultWhenDelayedAnswersLateButRight() throws Exception {
		this.fake.run("run_1").isPending();
		this.fake.next(FloraOperation.RETRIEVE).delay(Duration.ofMillis(300));
		long start = System.nanoTime();
		HttpResponse<String> response = read("/runs/run_1");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(290));
		assertThat(status(response)).isEqualTo("pending");
	}

	@Test
	void faultDoesNotUseUpAStateOfTheRun() throws Exception {
		this.fake.run("run_1").isPending().thenCompletesWith();
		this.fake.nextRequest().times(3).status(503);
		read("/runs/run_1");
		read("/runs/run_1");
		read("/runs/run_1");
		assertThat(status(read("/runs/run_1"))).isEqualTo("pending");
		assertThat(status(read("/runs/run_1"))).isEqualTo("completed");
	}

	@Test
	void faultsFollowEachOtherInTheOrderOfTheirScripts() throws Exception {
		this.fake.nextRequest().times(2).status(503);
		this.fake.nextRequest().status(500);
		List<Integer> seen = List.of(read("/workspaces").statusCode(), read("/workspaces").statusCode(),
				read("/workspaces").statusCode(), read("/workspaces").statusCode());
		assertThat(seen).containsExactly(503, 503, 500, 200);
	}

	@Test
	void faultWhenAskedConcurrentlyHappensExactlyAsOftenAsScripted() {
		this.fake.next(FloraOperation.WORKSPACES).times(13).status(503);
		List<CompletableFuture<HttpResponse<String>>> responses = IntStream.range(0, 60)
			.mapToObj((i) -> this.http.sendAsync(authorized("/workspaces").build(), BodyHandlers.ofString()))
			.toList();
		assertThat(responses.stream().map(CompletableFuture::join).filter((response) -> response.statusCode() == 503))
			.hasSize(13);
		assertThat(this.fake.requests(FloraOperation.WORKSPACES)).hasSize(60);
	}

	@Test
	void faultWhenForAnotherOperationWaitsForThatOne() throws Exception {
		this.fake.run("run_1").isPending();
		this.fake.next(FloraOperation.WORKSPACES).status(503);
		assertThat(read("/runs/run_1").statusCode()).isEqualTo(200);
		assertThat(read("/workspaces").statusCode()).isEqualTo(503);
	}

	@Test
	void faultWhenToHappenLessThanOnceIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.fake.nextRequest().times(0));
	}

	@Test
	void requestsKeepOrderQueryAndHeaders() throws Exception {
		read("/runs/run%20a?cursor=c1");
		send(authorized("/workspaces").header("X-Trace", "t1"));
		assertThat(this.fake.requests()).extracting(ReceivedRequest::operation)
			.containsExactly(FloraOperation.RETRIEVE, FloraOperation.WORKSPACES);
		ReceivedRequest first = this.fake.requests().get(0);
		assertThat(first.method()).isEqualTo("GET");
		assertThat(first.path()).isEqualTo("/runs/run%20a?cursor=c1");
		assertThat(first.header("AUTHORIZATION")).hasValue("Bearer " + key());
		assertThat(first).asString().doesNotContain(key());
		assertThat(this.fake.requests(FloraOperation.WORKSPACES)).singleElement()
			.satisfies((request) -> assertThat(request.header("x-trace")).hasValue("t1"))
			.satisfies((request) -> assertThat(request.header("x-none")).isEmpty());
	}

	@Test
	void resetForgetsRunsAndFaults() throws Exception {
		this.fake.run("run_1").isPending();
		this.fake.nextRequest().times(5).status(503);
		this.fake.reset();
		assertError(read("/runs/run_1"), 404, "not_found");
	}

	private void assertError(HttpResponse<String> response, int status, String code) {
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.headers().allValues("content-type")).containsExactly("application/json");
		assertThat(requestId(response)).startsWith("req_");
		JsonNode body = json(response);
		assertThat(body.propertyNames()).containsExactly("error");
		assertThat(body.get("error").get("code").asString()).isEqualTo(code);
		assertThat(body.get("error").get("message").asString()).isNotBlank();
	}

	private HttpResponse<String> read(String path) throws IOException, InterruptedException {
		return send(authorized(path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder authorized(String path) {
		return get(uri(path)).header("Authorization", "Bearer " + key());
	}

	private static HttpRequest.Builder get(URI uri) {
		return HttpRequest.newBuilder(uri);
	}

	private URI uri(String path) {
		return URI.create(this.fake.baseUrl() + path);
	}

	private String key() {
		return this.fake.apiKey();
	}

	private static String requestId(HttpResponse<String> response) {
		return response.headers().firstValue("request-id").orElseThrow();
	}

	private static String status(HttpResponse<String> response) {
		return json(response).get("status").asString();
	}

	private static JsonNode json(HttpResponse<String> response) {
		return JSON.readTree(response.body());
	}

}
