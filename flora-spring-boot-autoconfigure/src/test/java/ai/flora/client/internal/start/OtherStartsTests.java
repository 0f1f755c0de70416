package ai.flora.client.internal.start;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import ai.flora.client.FloraException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraRequest;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.FloraTransport;
import ai.flora.client.internal.transport.OneAnswer;
import ai.flora.client.internal.transport.TestTransports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpResponse;

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
		.customize((builder) -> builder
			.requestInterceptor((request, body, execution) -> this.interceptor.intercept(request, body, execution)))
		.build(this.time);

	private final StartsUnderWay underWay = new StartsUnderWay(this.time);

	private final OutstandingStarts outstanding = new OutstandingStarts(this.transport.clock());

	private final OtherStarts others = new OtherStarts(this.transport,
			TestStarters.defaults(this.transport, new ClientDefaults("ws_1", "prj_1")), (request, deadline) -> {
			}, this.outstanding, this.underWay);

	private final PendingStart inDoubt = inDoubt();

	private ClientHttpRequestInterceptor interceptor = (request, body, execution) -> execution.execute(request, body);

	@Test
	void runMayBeThatOfNodesWhoseAnswerIsLost() {
		runNodes(null);
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 500, 502, 408 })
	void runMayBeThatOfNodesWhoseAnswerTellsNothing(int status) {
		this.flora.answer(status, "{}");
		runNodes(null);
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
	}

	@Test
	void runMayBeThatOfNodesWhoseKeyIsClaimed() {
		this.flora.answer(409, "{\"error\":{\"code\":\"idempotency_duplicate\",\"message\":\"No.\"}}");
		runNodes("key_1");
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "400,", "401,", "403,", "404,", "409,", "429,", "401, key_1" })
	void runIsNotThatOfRefusedNodes(int status, @Nullable String key) {
		this.flora.answer(status, "{}");
		runNodes(key);
		assertThat(isKnownToBeOfTheStartInDoubt()).isTrue();
	}

	@Test
	void runMayBeThatOfNodesWhoseLostAnswerAnInterceptorReplaces() {
		this.interceptor = replacing(HttpStatus.TOO_MANY_REQUESTS);
		runNodes(null);
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
	}

	@Test
	void runMayBeThatOfNodesWhoseLostAnswerAnInterceptorMakesASuccess() {
		this.interceptor = replacing(HttpStatus.OK);
		runNodes(null);
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
	}

	@Test
	void nodesAreRefusedThoughAnInterceptorMakesASuccessOfIt() {
		this.interceptor = replacing(HttpStatus.OK);
		this.flora.answer(402, "{\"error\":{\"code\":\"insufficient_credits\",\"message\":\"No.\"}}");
		assertThatExceptionOfType(FloraInsufficientCreditsException.class)
			.isThrownBy(() -> this.others.exchange(nodes(null)));
		assertThat(isKnownToBeOfTheStartInDoubt()).isTrue();
	}

	/** Puts a response of its own in place of an error or a lost response. */
	private static ClientHttpRequestInterceptor replacing(HttpStatus status) {
		return (request, body, execution) -> {
			try {
				ClientHttpResponse response = execution.execute(request, body);
				if (!response.getStatusCode().isError()) {
					return response;
				}
			}
			catch (IOException ex) {
				// FLORA may run the nodes.
			}
			return new MockClientHttpResponse("{}".getBytes(StandardCharsets.UTF_8), status);
		};
	}

	@Test
	void nodesThatWereNotSentAreSentAgain() {
		AtomicInteger attempts = new AtomicInteger();
		this.interceptor = (request, body, execution) -> {
			if (attempts.incrementAndGet() == 1) {
				throw new ConnectException("Connection refused");
			}
			return execution.execute(request, body);
		};
		this.flora.answer(200, "{\"runs\":[{\"run_id\":\"run_2\"}]}");
		this.others.exchange(nodes(null));
		assertThat(attempts).hasValue(2);
		assertThat(isKnownToBeOfTheStartInDoubt()).isTrue();
	}

	@Test
	void nodesThatWereNotSentAreNotSentAgainOnceTheClientEnds() {
		AtomicInteger attempts = new AtomicInteger();
		this.interceptor = (request, body, execution) -> {
			attempts.incrementAndGet();
			this.underWay.end();
			throw new ConnectException("Connection refused");
		};
		runNodes(null);
		assertThat(attempts).hasValue(1);
		assertThat(isKnownToBeOfTheStartInDoubt()).isTrue();
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
		assertThatExceptionOfType(FloraException.class).isThrownBy(() -> this.others.exchange(nodes(key)));
	}

	private static FloraRequest<JsonNode> nodes(@Nullable String key) {
		FloraRequest.Builder request = FloraRequest.post("/workspaces/ws_1/projects/prj_1/nodes/run")
			.body(Map.of("node_ids", List.of("n1")));
		if (key != null) {
			request.idempotencyKey(key);
		}
		return request.build(JsonNode.class);
	}

	private boolean isKnownToBeOfTheStartInDoubt() {
		Generation run = new Generation(
				Run.builder().runId("run_1").status(RunStatus.RUNNING).createdAt(this.time.flora()).build(), "ws_1",
				"prj_1", null, null);
		return this.outstanding.match(this.inDoubt, List.of(run)).only() != null;
	}

	private PendingStart inDoubt() {
		GenerationOrder order = new GenerationOrder(REQUEST);
		PendingStart start = new PendingStart(new SentOrder(order, order, "key_0"), order, "key_0", null,
				new CreationWindow(this.time.nanoTime(), null), StartMoment.now(this.time), () -> false);
		this.outstanding.add(start, this.time.nanoTime());
		this.outstanding.closeWindow(start, this.time.nanoTime() + Duration.ofMinutes(10).toNanos());
		return start;
	}

}
