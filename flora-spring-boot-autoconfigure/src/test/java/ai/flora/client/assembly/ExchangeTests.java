package ai.flora.client.assembly;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraNotFoundException;
import ai.flora.client.FloraRequest;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraServerException;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.transport.RefusedPort;
import ai.flora.client.internal.transport.Transports;
import com.github.tomakehurst.wiremock.WireMockServer;
import io.micrometer.observation.tck.TestObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.patchRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Requests to any route, over real sockets.
 */
class ExchangeTests {

	private static final WireMockServer SERVER = new WireMockServer(options().dynamicPort().http2PlainDisabled(true));

	private static final String NODES = "/workspaces/{workspaceId}/projects/{projectId}/nodes/run";

	static {
		SERVER.start();
	}

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	@AfterAll
	static void stopServer() {
		SERVER.stop();
	}

	@BeforeEach
	void reset() {
		SERVER.resetAll();
	}

	@ParameterizedTest
	@EnumSource
	void exchangeReadsARoute(Transports transport) {
		SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"revision\":\"7\",\"surprise\":1}")));
		FloraRequest<Graph> request = FloraRequest.get("/projects/{projectId}/graph")
			.variable("projectId", "prj_\u00e9%2F")
			.query("limit", 5)
			.query("tag", List.of("a&b", "c+d"))
			.query("cursor", null)
			.options(RequestOptions.defaults().withHeader("X-Mine", "1"))
			.build(Graph.class);
		assertThat(client(transport).exchange(request)).isEqualTo(new Graph("7"));
		SERVER.verify(1,
				getRequestedFor(urlEqualTo("/api/v1/projects/prj_%C3%A9%252F/graph?limit=5&tag=a%26b&tag=c%2Bd"))
					.withHeader("Authorization", equalTo("Bearer " + Transports.KEY))
					.withHeader("X-Mine", equalTo("1")));
		assertThat(this.observations).hasObservationWithNameEqualTo("flora.client.requests")
			.that()
			.hasLowCardinalityKeyValue("operation", "other")
			.hasLowCardinalityKeyValue("outcome", "SUCCESS");
	}

	@Test
	void patchOverHttpUrlConnectionSaysWhatToDo() {
		FloraRequest<JsonNode> request = FloraRequest.patch("/canvas").build(JsonNode.class);
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client(Transports.SIMPLE).exchange(request))
			.withMessageContaining("cannot send PATCH")
			.withMessageContaining("spring.http.clients.imperative.factory");
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SIMPLE")
	void exchangeWritesTheBody(Transports transport) {
		SERVER.stubFor(any(anyUrl()).willReturn(okJson("{\"canvas_url\":\"https://flora.ai/c\"}")));
		FloraRequest<JsonNode> request = FloraRequest.patch("/projects/{projectId}/canvas")
			.variable("projectId", "prj_1")
			.body(Map.of("diagram", "flowchart LR"))
			.build(JsonNode.class);
		assertThat(client(transport).exchange(request).path("canvas_url").asString()).isEqualTo("https://flora.ai/c");
		SERVER.verify(1,
				patchRequestedFor(urlEqualTo("/api/v1/projects/prj_1/canvas"))
					.withHeader("Content-Type", equalTo("application/json"))
					.withRequestBody(equalToJson("{\"diagram\":\"flowchart LR\"}")));
	}

	@ParameterizedTest
	@EnumSource
	void exchangeWithoutABodySendsNone(Transports transport) {
		SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
		FloraRequest<JsonNode> request = FloraRequest.delete("/folders/{folderId}")
			.variable("folderId", "libfolder_1")
			.build(JsonNode.class);
		assertThat(client(transport).exchange(request).isNull()).isTrue();
		SERVER.verify(1, anyRequestedFor(urlEqualTo("/api/v1/folders/libfolder_1")).withRequestBody(absent()));
	}

	@Test
	void responseWithoutABodyThatIsNotReadAsJsonSaysSo() {
		SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(204)));
		FloraRequest<Graph> request = FloraRequest.delete("/folders/libfolder_1").build(Graph.class);
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> client(Transports.JDK).exchange(request))
			.withMessageStartingWith(
					"DELETE /folders/libfolder_1: FLORA's answer cannot be read: it is a 204 without a body")
			.withMessageContaining("JsonNode");
	}

	@Test
	void responseIsNotReadAsNothing() {
		for (Class<?> type : List.of(Void.class, void.class)) {
			assertThatIllegalArgumentException().isThrownBy(() -> FloraRequest.delete("/a").build(type))
				.withMessageContaining("JsonNode");
		}
	}

	@Test
	void changeWithoutAKeyIsSentOnce() {
		SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503).withHeader("retry-after-ms", "1")));
		FloraRequest.Builder feedback = FloraRequest.post("/feedback").body(Map.of("kind", "bug"));
		assertThatExceptionOfType(FloraServerException.class)
			.isThrownBy(() -> client(Transports.JDK).exchange(feedback.build(JsonNode.class)))
			.withMessageStartingWith("POST /feedback: ");
		SERVER.verify(1, anyRequestedFor(anyUrl()));
	}

	@Test
	void changeUnderAKeyIsSentAgainUnderTheSameOne() {
		SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(503).withHeader("retry-after-ms", "1")));
		FloraRequest<JsonNode> feedback = FloraRequest.post("/feedback")
			.body(Map.of("kind", "bug"))
			.idempotencyKey("bug-1")
			.build(JsonNode.class);
		assertThatExceptionOfType(FloraServerException.class)
			.isThrownBy(() -> client(Transports.JDK).exchange(feedback));
		SERVER.verify(3, postRequestedFor(anyUrl()).withHeader("Idempotency-Key", equalTo("bug-1")));
	}

	@Test
	void changeThatCannotHaveBeenSentIsTriedAgain() throws IOException {
		try (RefusedPort refused = new RefusedPort()) {
			FloraClient client = builder(Transports.JDK, refused.url()).build();
			assertThatExceptionOfType(FloraConnectionException.class)
				.isThrownBy(() -> client.exchange(FloraRequest.post("/feedback").build(JsonNode.class)))
				.withMessageContaining("after 3 attempts");
		}
	}

	@Test
	void refusalNamesTheRouteWithoutItsIds() {
		SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404)
			.withBody("{\"error\":{\"code\":\"not_found\",\"message\":\"No such project.\"}}")));
		FloraRequest<JsonNode> request = FloraRequest.get("/projects/{projectId}")
			.variable("projectId", "prj_secret")
			.build(JsonNode.class);
		assertThatExceptionOfType(FloraNotFoundException.class)
			.isThrownBy(() -> client(Transports.JDK).exchange(request))
			.withMessageStartingWith("GET /projects/{projectId}: FLORA answered 404 not_found (No such project.)");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>Welcome</html>", "", "null", "[1]" })
	void responseOfAnotherTypeCannotBeRead(String body) {
		SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withBody(body)));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> client(Transports.JDK).exchange(FloraRequest.get("/graph").build(Graph.class)));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "projects", "/", "//evil.example", "/projects/", "/../admin", "/a/../../b", "/a/./b",
			"/.hidden", "/a?x=1", "/a#b", "/%2e%2e/a", "/a\\b", "/a b", "http://evil.example/a", "/x{id}", "/{a}{b}",
			"/{a:.*}", "/{a", "/a;b", "/a@b", "/\u00e9" })
	void pathStaysBelowTheBaseUrl(String path) {
		assertThatIllegalArgumentException().isThrownBy(() -> FloraRequest.get(path))
			.withMessageContaining("is not a path below flora.base-url");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", ".", "..", "a/b", "a\\b", "../x", "a b", "a\u0000", "a\u00a0b", "\u202e" })
	void variableFillsOneSegment(String value) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FloraRequest.get("/projects/{projectId}").variable("projectId", value))
			.withMessageContaining("projectId");
	}

	@Test
	void variablesAreThoseOfThePath() {
		assertThatIllegalArgumentException().isThrownBy(() -> FloraRequest.get("/a/{b}").build(JsonNode.class))
			.withMessage("The path /a/{b} has the variables [b], but [] are given");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FloraRequest.get("/a").variable("b", "1").build(JsonNode.class));
	}

	@ParameterizedTest
	@CsvSource({ "/generate, create", "/runs/generation, create", "/GENERATE, create", "/gateway/generate, create",
			"/runs/technique, technique", "/runs/action, action", "/techniques/tech_1/runs, technique",
			"/projects/prj_1/actions/node_1/run, action" })
	void routeThatStartsARunIsRefusedHoweverItIsWritten(String route, String advice) {
		FloraClient client = client(Transports.JDK);
		String[] segments = route.substring(1).split("/");
		FloraRequest.Builder variables = FloraRequest.post("/{s0}" + ((segments.length > 1) ? "/{s1}" : "")
				+ ((segments.length > 2) ? "/{s2}" : "") + ((segments.length > 3) ? "/{s3}/{s4}" : ""));
		for (int i = 0; i < segments.length; i++) {
			variables.variable("s" + i, segments[i]);
		}
		for (FloraRequest.Builder request : List.of(FloraRequest.post(route), variables)) {
			assertThatIllegalArgumentException().isThrownBy(() -> client.exchange(request.build(JsonNode.class)))
				.withMessageContaining("costs money")
				.withMessageContaining(advice);
		}
		SERVER.verify(0, anyRequestedFor(anyUrl()));
	}

	@ParameterizedTest
	@CsvSource({ "PUT, generate", "PATCH, generate", "POST, generate;a=b", "POST, %67enerate", "POST, gener%2561te",
			"POST, generate%2F" })
	void routeThatStartsARunIsRefusedByWhateverMethodAndInAnyEncoding(String method, String segment) {
		FloraRequest.Builder request = switch (method) {
			case "PUT" -> FloraRequest.put("/{a}");
			case "PATCH" -> FloraRequest.patch("/{a}");
			default -> FloraRequest.post("/{a}");
		};
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client(Transports.JDK).exchange(request.variable("a", segment).build(JsonNode.class)))
			.withMessageStartingWith(method + " /")
			.withMessageContaining("costs money");
		SERVER.verify(0, anyRequestedFor(anyUrl()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/workspaces/ws_1/generate", "/workspaces/ws_1/runs/technique", "/runs/video", "/runs",
			"/workspaces/ws_1/techniques/tech_1/runs", "/workspaces/ws_1/projects/prj_1/actions/n_1/run" })
	void routeThatLooksLikeAStartIsRefused(String route) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client(Transports.JDK).exchange(FloraRequest.post(route).build(JsonNode.class)))
			.withMessageContaining("costs money");
		SERVER.verify(0, anyRequestedFor(anyUrl()));
	}

	@Test
	void listOfTheRunsOfATechniqueIsRead() {
		SERVER.stubFor(any(anyUrl()).willReturn(okJson("{}")));
		assertThatNoException().isThrownBy(() -> client(Transports.JDK)
			.exchange(FloraRequest.get("/techniques/tech_1/runs").build(JsonNode.class)));
	}

	@Test
	void bodyThatCannotBeWrittenIsRefused() {
		Map<String, Object> body = new HashMap<>();
		body.put("self", body);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> client(Transports.JDK).exchange(FloraRequest.post("/a").body(body).build(JsonNode.class)))
			.withMessageContaining("cannot be written as JSON");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"runs\":[{\"status\":\"started\",\"run_id\":\"run_1\"},{\"status\":\"skipped\"}]}",
			"{\"runs\":null}", "{}", "[]" })
	void nodesOfACanvasAreRun(String response) {
		SERVER.stubFor(any(anyUrl()).willReturn(okJson(response)));
		FloraRequest<JsonNode> run = FloraRequest.post(NODES)
			.variable("workspaceId", "ws_1")
			.variable("projectId", "prj_1")
			.body(Map.of("node_ids", List.of("n1", "n2")))
			.idempotencyKey("evening-1")
			.build(JsonNode.class);
		assertThatNoException().isThrownBy(() -> client(Transports.JDK).exchange(run));
		SERVER.verify(1, postRequestedFor(urlEqualTo("/api/v1/workspaces/ws_1/projects/prj_1/nodes/run"))
			.withHeader("Idempotency-Key", equalTo("evening-1")));
	}

	/** Nobody has seen a key keep nodes from being run, and charged, twice. */
	@ParameterizedTest
	@ValueSource(ints = { 408, 429, 500, 502, 503 })
	void nodesAreRunOnceAlsoUnderAKey(int status) {
		SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withHeader("retry-after-ms", "1")));
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> client(Transports.JDK).exchange(nodes("evening-1", JsonNode.class)));
		SERVER.verify(1, postRequestedFor(anyUrl()));
	}

	@Test
	void runsOfNodesAreNamedThoughTheResponseDoesNotFit() {
		SERVER.stubFor(any(anyUrl()).willReturn(okJson("""
				{"runs":[{"status":"started","run_id":"run_1"},{"status":"started","run_id":"run_2"}]}""")));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> client(Transports.JDK).exchange(nodes(null, Integer.class)))
			.withMessageContaining("does not fit Integer, but FLORA has started and charged run_1, run_2");
	}

	private static <T> FloraRequest<T> nodes(@Nullable String key, Class<T> type) {
		FloraRequest.Builder request = FloraRequest.post(NODES)
			.variable("workspaceId", "ws_1")
			.variable("projectId", "prj_1")
			.body(Map.of("node_ids", List.of("n1", "n2")));
		return ((key != null) ? request.idempotencyKey(key) : request).build(type);
	}

	@Test
	void requestDoesNotShowWhatIsInIt() {
		assertThat(FloraRequest.post("/a/{b}").variable("b", "hush").body("hush").build(JsonNode.class))
			.hasToString("POST /a/{b}");
		assertThatIllegalArgumentException().isThrownBy(() -> FloraRequest.get("/a").body("x"));
		assertThatIllegalArgumentException().isThrownBy(() -> FloraRequest.get("/a").idempotencyKey("x"));
		assertThatIllegalArgumentException().isThrownBy(() -> FloraRequest.post("/a").idempotencyKey("x y"));
		assertThatIllegalArgumentException().isThrownBy(() -> FloraRequest.get("/a").query("a=b", "x"));
	}

	private FloraClient client(Transports transport) {
		return builder(transport, SERVER.baseUrl() + "/api/v1").build();
	}

	private FloraClientBuilder builder(Transports transport, String baseUrl) {
		return transport.builder(baseUrl).observationRegistry(this.observations);
	}

	record Graph(String revision) {
	}

}
