package ai.flora.client.assembly;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraApiException.FieldError;
import ai.flora.client.FloraClient;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationQuery;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.transport.RefusedPort;
import ai.flora.client.internal.transport.Transports;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Starting a run, over real sockets.
 */
class CreateTests {

	private static final WireMockServer SERVER = new WireMockServer(options().dynamicPort().http2PlainDisabled(true));

	private static final String STARTED = """
			{"run_id":"run_1","type":"generation","charged_cost":0.036,"estimated_seconds":25,
			 "model":{"model_id":"t2i-flux-2-pro"},"technique":null,"action":null,"surprise":1,
			 "poll_url":"https://app.flora.ai/api/v1/runs/run_1","project_id":"prj_1"}""";

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	static {
		SERVER.start();
	}

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
	void createSendsFieldsOfTheApiAndOneKey(Transports transport) {
		answer(aResponse().withStatus(201).withBody(STARTED));
		GenerationRequest request = GenerationRequest.video("A \u00e9 harbour")
			.toBuilder()
			.model("t2v-1")
			.param("duration", 5)
			.callbackUrl(URI.create("https://hooks.example.org/flora"))
			.build();
		StartedRun started = client(transport).create(request, RequestOptions.defaults().withHeader("X-Mine", "1"));
		assertThat(started.runId()).isEqualTo("run_1");
		assertThat(started.quotedCost()).isEqualByComparingTo("0.036");
		assertThat(started.estimate()).hasValueSatisfying((estimate) -> assertThat(estimate).hasSeconds(25));
		assertThat(started.modelId()).contains("t2i-flux-2-pro");
		SERVER.verify(1, postRequestedFor(urlEqualTo("/api/v1/generate")).withRequestBody(equalToJson("""
				{"type":"video","prompt":"A \u00e9 harbour","workspace_id":"ws_1","project_id":"prj_1","model":"t2v-1",
				 "params":{"duration":5},"callback_url":"https://hooks.example.org/flora"}"""))
			.withHeader("Content-Type", matching("application/json"))
			.withHeader("Content-Length", matching("\\d+"))
			.withHeader("X-Mine", matching("1"))
			.withHeader("Idempotency-Key", matching("[0-9a-f-]{36}")));
	}

	@Test
	void createWhenLittleIsGivenSendsNothingElse() {
		answer(aResponse().withStatus(200).withBody("{\"run_id\":\"run_1\"}"));
		StartedRun started = client(Transports.JDK).create(REQUEST);
		assertThat(started.estimate()).isEmpty();
		SERVER.verify(1, postRequestedFor(anyUrl()).withRequestBody(equalToJson(
				"{\"type\":\"image\",\"prompt\":\"A harbour\",\"workspace_id\":\"ws_1\",\"project_id\":\"prj_1\"}")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "run 1", "run\\u0000", ".." })
	void createWhenAnswerNamesAnImpossibleRunIsUnconfirmed(String runId) {
		answer(aResponse().withStatus(201).withBody("{\"run_id\":\"" + runId + "\"}"));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> client(Transports.JDK).create(REQUEST, RequestOptions.defaults().withMaxAttempts(1)))
			.havingCause()
			.withMessageContaining("it names no run");
	}

	@ParameterizedTest
	@EnumSource
	void createWhenRefusedIsNotTriedAgain(Transports transport) {
		for (String row : new String[] { "400 input_validation_error Validation", "401 invalid_api_key Authentication",
				"402 insufficient_credits InsufficientCredits", "403 paid_plan_required PermissionDenied",
				"404 not_found NotFound", "409 conflict Conflict", "422 idempotency_conflict Conflict",
				"422 other Validation" }) {
			SERVER.resetAll();
			String[] cells = row.split(" ");
			answer(refusal(Integer.parseInt(cells[0]), cells[1]));
			assertThatExceptionOfType(FloraApiException.class).isThrownBy(() -> client(transport).create(REQUEST))
				.satisfies((ex) -> {
					assertThat(ex.getClass().getSimpleName()).as(row).isEqualTo("Flora" + cells[2] + "Exception");
					if (transport == Transports.SIMPLE && ex.status() == 401) {
						// HttpURLConnection keeps the body to itself.
						return;
					}
					assertThat(ex.fieldErrors()).containsExactly(new FieldError("model", "is not known"));
					assertThat(ex).hasMessageContaining("Start of an image")
						.hasMessageContaining("model: is not known");
				});
			SERVER.verify(1, postRequestedFor(anyUrl()));
		}
	}

	@ParameterizedTest
	@EnumSource
	void createWhenRateLimitedTriesAgainWithTheSameKey(Transports transport) {
		SERVER.stubFor(post(anyUrl()).inScenario("one")
			.willReturn(refusal(429, "rate_limited").withHeader("retry-after-ms", "1"))
			.willSetStateTo("up"));
		SERVER.stubFor(post(anyUrl()).inScenario("one")
			.whenScenarioStateIs("up")
			.willReturn(aResponse().withStatus(201).withBody(STARTED)));
		assertThat(client(transport).create(REQUEST).runId()).isEqualTo("run_1");
		List<LoggedRequest> requests = SERVER.findAll(postRequestedFor(anyUrl()));
		assertThat(requests).extracting((request) -> request.getHeader("Idempotency-Key")).hasSize(2);
		assertThat(requests.get(0).getHeader("Idempotency-Key"))
			.isEqualTo(requests.get(1).getHeader("Idempotency-Key"));
	}

	@Tag("exhaustive")
	@Test
	void createWhenFloraItselfFailsAndThereIsNoListIsNotSentAgain() {
		answer(refusal(503, "service_unavailable"));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> client(Transports.JDK).create(REQUEST))
			.withCauseInstanceOf(FloraServerException.class);
		SERVER.verify(1, postRequestedFor(anyUrl()));
		SERVER.verify(1, getRequestedFor(urlPathEqualTo("/api/v1/generations")));
	}

	@ParameterizedTest
	@EnumSource
	void createWhenNotConnectedHasStartedNothing(Transports transport) throws IOException {
		try (RefusedPort refused = new RefusedPort()) {
			FloraClient flora = transport.builder(refused.url()).projectId("prj_1").workspaceId("ws_1").build();
			FloraGenerationsClient client = flora.generations();
			assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.create(REQUEST))
				.isExactlyInstanceOf(FloraConnectionException.class)
				.withMessageContaining("after 3 attempts");
		}
	}

	@Test
	void createWhenProjectIsMissingSendsNothing() {
		FloraClient flora = Transports.JDK.builder(SERVER.baseUrl() + "/api/v1").projectId(" ").build();
		FloraGenerationsClient client = flora.generations();
		assertThatIllegalArgumentException().isThrownBy(() -> client.create(REQUEST))
			.withMessageContaining("flora.project-id")
			.withMessageContaining("GenerationRequest.Builder.projectId");
		assertThat(SERVER.getAllServeEvents()).isEmpty();
	}

	@Test
	void createWhenWorkspaceIsUnsetLooksItUpOnce() {
		answer(aResponse().withStatus(201).withBody(STARTED));
		SERVER.stubFor(get("/api/v1/workspaces").willReturn(okJson("{\"workspaces\":[{\"workspace_id\":\"ws_9\"}]}")));
		FloraClient flora = Transports.JDK.builder(SERVER.baseUrl() + "/api/v1").projectId("prj_1").build();
		FloraGenerationsClient client = flora.generations();
		client.create(REQUEST);
		client.create(REQUEST);
		SERVER.verify(1, getRequestedFor(anyUrl()));
		SERVER.verify(2, postRequestedFor(anyUrl()).withRequestBody(equalToJson(
				"{\"type\":\"image\",\"prompt\":\"A harbour\",\"workspace_id\":\"ws_9\",\"project_id\":\"prj_1\"}")));
	}

	@Test
	void createWhenKeyAndIdsArePastedSendsThemTrimmed() {
		answer(aResponse().withStatus(201).withBody(STARTED));
		FloraGenerationsClient client = Transports.JDK.builder(SERVER.baseUrl() + "/api/v1")
			.apiKey(() -> "\"" + Transports.KEY + "\"\n")
			.workspaceId("\"ws_1\"")
			.projectId(" prj_0 ")
			.build()
			.generations();
		client.create(REQUEST.toBuilder().projectId("'prj_1'").build());
		SERVER.verify(postRequestedFor(anyUrl()).withHeader("Authorization", equalTo("Bearer " + Transports.KEY))
			.withRequestBody(equalToJson(
					"{\"type\":\"image\",\"prompt\":\"A harbour\",\"workspace_id\":\"ws_1\",\"project_id\":\"prj_1\"}")));
		SERVER.stubFor(get(anyUrl()).willReturn(okJson("{\"generations\":[]}")));
		client.list(GenerationQuery.all().withProjectId("prj_2 ").withWorkspaceId("\tws_2"));
		SERVER.verify(getRequestedFor(urlEqualTo("/api/v1/generations?workspace_id=ws_2&project_id=prj_2&limit=100")));
	}

	@Test
	void createWhenKeyCoversSeveralWorkspacesStartsNothing() {
		SERVER.stubFor(get("/api/v1/workspaces")
			.willReturn(okJson("{\"workspaces\":[{\"workspace_id\":\"ws_1\"},{\"workspace_id\":\"ws_2\"}]}")));
		FloraClient flora = Transports.JDK.builder(SERVER.baseUrl() + "/api/v1").projectId("prj_1").build();
		FloraGenerationsClient client = flora.generations();
		assertThatIllegalArgumentException().isThrownBy(() -> client.create(REQUEST))
			.withMessageContaining("flora.workspace-id")
			.withMessageContaining("GenerationRequest.Builder.workspaceId");
		SERVER.verify(0, postRequestedFor(anyUrl()));
	}

	@Test
	void createWhenWorkspaceOfTheKeyIsImpossibleStartsNothing() {
		SERVER.stubFor(get("/api/v1/workspaces").willReturn(okJson("{\"workspaces\":[{\"workspace_id\":\"ws 1\"}]}")));
		FloraClient flora = Transports.JDK.builder(SERVER.baseUrl() + "/api/v1").projectId("prj_1").build();
		FloraGenerationsClient client = flora.generations();
		assertThatIllegalArgumentException().isThrownBy(() -> client.create(REQUEST))
			.withMessageContaining("flora.workspace-id");
		SERVER.verify(0, postRequestedFor(anyUrl()));
	}

	@Test
	void createWhenParamCannotBeWrittenSendsNothing() {
		GenerationRequest request = REQUEST.toBuilder().param("self", new Unwritable()).build();
		assertThatIllegalArgumentException().isThrownBy(() -> client(Transports.JDK).create(request))
			.withMessageContaining("cannot be written as JSON");
		assertThat(SERVER.getAllServeEvents()).isEmpty();
	}

	@Test
	void createWhenParamHoldsItselfSendsNothing() {
		Map<String, Object> endless = new HashMap<>();
		endless.put("self", endless);
		GenerationRequest request = REQUEST.toBuilder().param("self", endless).build();
		assertThatIllegalArgumentException().isThrownBy(() -> client(Transports.JDK).create(request))
			.withMessageContaining("cannot be written as JSON");
		assertThat(SERVER.getAllServeEvents()).isEmpty();
	}

	private static void answer(ResponseDefinitionBuilder answer) {
		SERVER.stubFor(post(anyUrl()).willReturn(answer));
	}

	private static ResponseDefinitionBuilder refusal(int status, String code) {
		return aResponse().withStatus(status)
			.withBody("{\"error\":{\"code\":\"" + code
					+ "\",\"message\":\"No.\",\"fields\":[{\"field\":\"model\",\"message\":\"is not known\"}]}}");
	}

	private static FloraGenerationsClient client(Transports transport) {
		return transport.builder(SERVER.baseUrl() + "/api/v1")
			.workspaceId("ws_1")
			.projectId("prj_1")
			.build()
			.generations();
	}

	static class Unwritable {

		public Object getValue() {
			throw new IllegalStateException("no");
		}

	}

}
