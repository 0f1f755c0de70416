package ai.flora.client.internal.start;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraRequest;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationRequest;
import ai.flora.client.Run;
import ai.flora.client.RunStatus;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.start.order.GenerationOrder;
import ai.flora.client.internal.time.Deadline;
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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

	private final OtherStarts others = others(new ClientDefaults("ws_1", "prj_1"));

	private PendingStart inDoubt = inDoubt();

	private ClientHttpRequestInterceptor interceptor = (request, body, execution) -> execution.execute(request, body);

	private BiConsumer<GenerationRequest, Deadline> check = (request, deadline) -> {
	};

	private OtherStarts others(ClientDefaults defaults) {
		return new OtherStarts(this.transport, TestStarters.defaults(this.transport, defaults),
				(request, deadline) -> this.check.accept(request, deadline), this.outstanding, this.underWay);
	}

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
		assertLaterRunsCanBeTold();
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

	/** It may have been thrown anywhere, so that FLORA may run the nodes. */
	@Test
	void runMayBeThatOfNodesWhoseCallEndsInAnError() {
		this.interceptor = (request, body, execution) -> {
			throw new ConnectException("Connection refused");
		};
		this.time.in(Duration.ofNanos(1), () -> {
			throw new StackOverflowError();
		});
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> this.others.exchange(nodes(null)));
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
		assertLaterRunsCanBeTold();
	}

	@Test
	void runThatBeginsLongAfterALostAnswerIsNotOfItsNodes() {
		runNodes(null);
		assertLaterRunsCanBeTold();
	}

	private void assertLaterRunsCanBeTold() {
		this.time.sleep(Duration.ofHours(1));
		this.inDoubt = inDoubt();
		assertThat(isKnownToBeOfTheStartInDoubt()).isTrue();
	}

	@Test
	void runThatFloraHasToldIsNotThatOfTheStartInDoubt() {
		this.flora.answer(200, "{\"runs\":[{\"run_id\":\"run_1\"}]}");
		JsonNode response = this.others.exchange(nodes(null));
		assertThat(response.at("/runs/0/run_id").asString()).isEqualTo("run_1");
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
	}

	@Test
	void clientThatEndsStillReadsAndChangesNothing() {
		this.flora.answer(200, "{\"name\":\"Harbours\"}");
		FloraRequest<JsonNode> change = FloraRequest.post("/folders").build(JsonNode.class);
		assertThat(this.others.exchange(change).at("/name").asString()).isEqualTo("Harbours");
		this.underWay.end();
		FloraRequest<JsonNode> read = FloraRequest.get("/folders/f_1").build(JsonNode.class);
		assertThat(this.others.exchange(read).at("/name").asString()).isEqualTo("Harbours");
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.others.exchange(change));
		assertThat(this.flora.requests()).isEqualTo(2);
	}

	@Test
	void quoteTellsThePriceAndLeavesNothingInDoubt() {
		this.flora.answer(200, "{\"estimated_cost\":0.05}");
		for (int i = 0; i < 2; i++) {
			assertThat(this.others.quote(REQUEST)).isNotNull()
				.satisfies((quote) -> assertThat(quote.estimatedCost()).isEqualByComparingTo("0.05"));
		}
		assertThat(isKnownToBeOfTheStartInDoubt()).isTrue();
	}

	/** It is charged, and must not be taken for what another start has made. */
	@Test
	void runThatAQuoteHasStartedIsNotThatOfTheStartInDoubt() {
		this.flora.answer(201, "{\"run_id\":\"run_1\",\"charged_cost\":0.4}");
		assertThat(this.others.quote(REQUEST)).isNotNull()
			.satisfies((quote) -> assertThat(quote.runId()).isEqualTo("run_1"));
		assertThat(isKnownToBeOfTheStartInDoubt()).isFalse();
		assertThat(this.others.quote(REQUEST)).isNull();
		assertThat(this.flora.requests()).isOne();
	}

	/** A FLORA that does not know quotes would start it. */
	@Test
	void quoteOfWhatTheClientRefusesToStartIsNotAskedFor() {
		this.check = (request, deadline) -> {
			throw new FloraRequestRefusedException("No such model");
		};
		assertThat(this.others.quote(REQUEST)).isNull();
		assertThat(this.flora.requests()).isZero();
		assertThat(this.others.quotesHaveEnded()).isFalse();
	}

	@Test
	void quoteWithoutAProjectSaysWhatToSet() {
		OtherStarts others = others(new ClientDefaults("ws_1", null));
		assertThatIllegalArgumentException().isThrownBy(() -> others.quote(GenerationRequest.image("A harbour")))
			.withMessageContaining("flora.project-id");
		assertThat(this.flora.requests()).isZero();
	}

	@Test
	void clientThatEndsAsksFloraNothingForAQuote() {
		OtherStarts others = others(new ClientDefaults(null, "prj_1"));
		this.underWay.end();
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> others.quote(GenerationRequest.image("A harbour")));
		assertThat(this.flora.requests()).isZero();
	}

	/** It may begin to end while the request is checked. */
	@Test
	void callerOfAQuoteIsToldThatTheClientEnds() {
		this.check = (request, deadline) -> this.underWay.end();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.others.quote(REQUEST));
		assertThat(this.flora.requests()).isZero();
	}

	/** Once FLORA has told a price, its quotes start nothing. */
	@Test
	void runMayBeThatOfAQuoteUntilFloraHasToldAPrice() {
		List<Boolean> known = new ArrayList<>();
		this.interceptor = (request, body, execution) -> {
			known.add(isKnownToBeOfTheStartInDoubt());
			return execution.execute(request, body);
		};
		this.flora.answer(200, "{\"estimated_cost\":0.05}");
		this.others.quote(REQUEST);
		this.others.quote(REQUEST);
		assertThat(known).containsExactly(false, true);
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
