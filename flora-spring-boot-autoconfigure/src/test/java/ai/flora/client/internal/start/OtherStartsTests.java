package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import ai.flora.client.FloraException;
import ai.flora.client.FloraRequest;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.OneAnswer;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.VirtualTiming;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link OtherStarts}: whether a run that began meanwhile can be told from
 * theirs.
 */
class OtherStartsTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour")
		.toBuilder()
		.workspaceId("ws_1")
		.projectId("prj_1")
		.build();

	private final VirtualTiming time = new VirtualTiming();

	private final OneAnswer flora = new OneAnswer();

	private final FloraTransport transport = TestTransports
		.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(1))
		.build(this.time);

	private final OutstandingStarts outstanding = new OutstandingStarts(this.transport.clock());

	private final OtherStarts others = new OtherStarts(this.transport,
			TestStarters.defaults(this.transport, new ClientDefaults("ws_1", "prj_1")), (request, deadline) -> {
			}, this.outstanding, new StartsUnderWay(this.time));

	private final PendingStart inDoubt = inDoubt();

	@Test
	void runMayBeThatOfNodesWhoseAnswerIsLost() {
		runNodes(null);
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 502, 408, 409 })
	void runMayBeThatOfNodesWhoseAnswerTellsNothing(int status) {
		this.flora.answer(status, "{}");
		runNodes(null);
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "400, true", "401, true", "403, true", "404, true", "429, true", "401, false" })
	void runIsNotThatOfRefusedNodesUnlessTheyWereSentBefore(int status, boolean once) {
		this.flora.answer(status, "{}");
		runNodes(once ? null : "key_1");
		assertThat(isKnownToBeOfTheStartInDoubt()).isEqualTo(once);
	}

	@Test
	void runMayBeThatOfAQuoteWhoseAnswerIsLost() {
		assertThat(this.others.quote(REQUEST)).isNull();
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
	}

	@Test
	void runIsNotThatOfAQuoteThatIsRefusedOrNotSent() {
		this.flora.answer(422, """
				{"error": {"code": "input_validation_error", "message": "Unknown field", "param": "quote",
				"fields": [{"field": "quote", "message": "Unrecognized"}]}}
				""");
		assertThat(this.others.quote(REQUEST)).isNull();
		assertThat(this.others.quotesHaveEnded()).isTrue();
		assertThat(isKnownToBeOfTheStartInDoubt()).isTrue();
		assertThat(this.others.quote(REQUEST)).isNull();
		assertThat(isKnownToBeOfTheStartInDoubt()).isTrue();
	}

	private void runNodes(@Nullable String key) {
		FloraRequest.Builder request = FloraRequest.post("/workspaces/ws_1/projects/prj_1/nodes/run")
			.body(Map.of("node_ids", List.of("n1")));
		if (key != null) {
			request.idempotencyKey(key);
		}
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> this.others.exchange(request.build(JsonNode.class)));
	}

	private boolean isKnownToBeOfTheStartInDoubt() {
		Generation run = new Generation(
				Run.builder().runId("run_1").status(RunStatus.RUNNING).createdAt(this.time.flora()).build(), "ws_1",
				"prj_1", null, null);
		return this.outstanding.match(this.inDoubt, List.of(run)).only() != null;
	}

	private PendingStart inDoubt() {
		GenerationOrder order = new GenerationOrder(REQUEST);
		PendingStart start = new PendingStart(order, order, "key_0", null,
				new CreationWindow(this.time.nanoTime(), null), StartMoment.now(this.time), () -> false);
		this.outstanding.add(start, this.time.nanoTime());
		this.outstanding.closeWindow(start, this.time.nanoTime() + Duration.ofMinutes(10).toNanos());
		return start;
	}

}
