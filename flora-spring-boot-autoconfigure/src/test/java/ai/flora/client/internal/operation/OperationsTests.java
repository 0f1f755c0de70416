package ai.flora.client.internal.operation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraRequest;
import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Operations} and {@link StartOperations}: which of them cost money, and
 * what their responses say of that.
 */
class OperationsTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.projectId("prj_1")
		.build();

	private final List<String> startedRuns = new ArrayList<>();

	/** What costs money ends with its client, and is never sent as what is free. */
	@Test
	void whatStartsRunsIsChargedAndEndsWithItsClient() {
		assertThat(List.of(StartOperations.generation("Start", REQUEST, "k"), StartOperations.quote(REQUEST, "k"),
				nodes()))
			.allSatisfy((operation) -> {
				assertThat(operation.charged()).isTrue();
				assertThat(operation.endsWithClient()).isTrue();
			});
		assertThat(exchange(FloraRequest.post("/projects").build(JsonNode.class))).satisfies((operation) -> {
			assertThat(operation.charged()).isFalse();
			assertThat(operation.endsWithClient()).isFalse();
		});
	}

	@Test
	void runsOfNodesAreTold() {
		nodes().reader()
			.apply(json(
					"""
							{"runs":[{"run_id":"run_1"},{"status":"skipped"},{"run_id":".."},{"run_id":""},{"run_id":"run_2"}]}"""));
		assertThat(this.startedRuns).containsExactly("run_1", "run_2");
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[]", "{\"runs\":{}}", "{\"runs\":[]}" })
	void nodesMayHaveStartedNothing(String response) {
		nodes().reader().apply(json(response));
		assertThat(this.startedRuns).isEmpty();
	}

	@Test
	void runIsReadAndDeletedFreeOfCharge() {
		assertThat(exchange(FloraRequest.get("/runs/run_1").build(JsonNode.class)).charged()).isFalse();
		assertThat(exchange(FloraRequest.delete("/runs/run_1").build(JsonNode.class)).charged()).isFalse();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> exchange(FloraRequest.post("/runs/run_1").build(JsonNode.class)));
	}

	@Test
	void quoteIsAPriceOrARun() {
		Operation<Quote> operation = StartOperations.quote(REQUEST, "k");
		assertThat(operation.reader().apply(json("{\"estimated_cost\":0.5}")).run()).isNull();
		assertThat(operation.reader().apply(json("{\"run_id\":\"run_1\",\"estimated_cost\":0.5}")).run()).isNotNull();
		assertThatExceptionOfType(AttemptFailedException.class)
			.isThrownBy(() -> operation.reader().apply(json("{\"credits\":5}")));
		assertThatExceptionOfType(AttemptFailedException.class)
			.isThrownBy(() -> operation.reader().apply(json("{\"run_id\":\"..\"}")));
	}

	private Operation<JsonNode> nodes() {
		return exchange(FloraRequest.post("/workspaces/{workspaceId}/projects/{projectId}/nodes/run")
			.variable("workspaceId", "ws_1")
			.variable("projectId", "prj_1")
			.body(Map.of("node_ids", List.of("n1")))
			.build(JsonNode.class));
	}

	private Operation<JsonNode> exchange(FloraRequest<JsonNode> request) {
		return Operations.exchange(request, this.startedRuns::addAll);
	}

	private static BufferedResponse json(String body) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.APPLICATION_JSON);
		return new BufferedResponse(200, headers, body.getBytes(StandardCharsets.UTF_8));
	}

}
