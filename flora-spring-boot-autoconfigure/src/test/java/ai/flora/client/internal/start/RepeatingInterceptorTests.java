package ai.flora.client.internal.start;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInsufficientCreditsException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraServerException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.start.order.ClientDefaults;
import ai.flora.client.internal.time.VirtualTiming;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.Transports;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.StreamingHttpOutputMessage;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.InterceptingClientHttpRequestFactory;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts beside an interceptor of the application that repeats requests or replaces
 * responses, in virtual time: FLORA carries out one request of each attempt, and what
 * became of that one counts.
 */
class RepeatingInterceptorTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final GenerationRequest ORDER = REQUEST.toBuilder().idempotencyKey("order-4711").build();

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final List<Duration> pauses = new ArrayList<>();

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final RunStarter starter = starter((request, body, execution) -> {
		try {
			return execution.execute(request, body);
		}
		catch (IOException ex) {
			return (this.inPlaceOfALostOne != null) ? this.inPlaceOfALostOne : execution.execute(request, body);
		}
	});

	private ClientHttpResponse inPlaceOfALostOne;

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMITED", "INVALID", "UNAUTHORIZED", "FAILED", "SWALLOWED", "LOST_BEFORE",
			"NOT_CONNECTED" })
	void startWhoseResponseWasLostIsInDoubtWhateverTheNextResponseSays(Reply reply) {
		this.flora.answer(List.of(Reply.LOST_AFTER, reply));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(REQUEST, ONCE));
		assertThat(this.flora.charged()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "RATE_LIMITED", "SWALLOWED", "LOST_BEFORE", "NOT_CONNECTED", "NORMAL" })
	void startWhoseResponseWasLostIsAskedForUnderItsKey(Reply reply) {
		this.flora.answer(List.of(Reply.LOST_AFTER, reply));
		AcceptedStart start = this.starter.start(REQUEST, RequestOptions.defaults());
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
		assertThat(this.flora.keys).containsOnly(this.flora.keys.get(0));
	}

	/** The question waits, for FLORA may still be at the execution that was lost. */
	@Test
	void startThatFloraMayBeAtIsNotAskedForAtOnce() {
		this.flora.answer(List.of(Reply.LOST_BEFORE, Reply.RATE_LIMITED));
		this.starter.start(REQUEST, RequestOptions.defaults());
		assertThat(Duration.between(this.flora.posts.get(1), this.flora.posts.get(2)))
			.isGreaterThanOrEqualTo(StartWaits.AFTER_UNANSWERED);
	}

	@Test
	void claimOfTheCallersKeyIsOfTheStartThatWasSentBefore() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(ORDER, ONCE));
	}

	@Test
	void responseOfAnInterceptorInPlaceOfALostOneIsNoProof() {
		this.inPlaceOfALostOne = new MockClientHttpResponse(new byte[0], HttpStatus.TOO_MANY_REQUESTS);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(REQUEST, ONCE));
	}

	/** FLORA would run both, if it were sent the second one so soon. */
	@Test
	void startIsNotRepeatedWhileFloraIsAtIt() {
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		AcceptedStart start = this.starter.start(REQUEST, RequestOptions.defaults());
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
	}

	@ParameterizedTest
	@EnumSource(names = { "NORMAL", "RATE_LIMITED", "NO_CREDITS" })
	void startIsNotRepeatedAfterFlorasFailureWithARun(Reply reply) {
		RunStarter starter = starter((request, body, execution) -> {
			ClientHttpResponse response = execution.execute(request, body);
			return response.getStatusCode().is5xxServerError() ? execution.execute(request, body) : response;
		});
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN, reply));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()))
			.withCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void startIsRepeatedAfterARefusal() {
		RunStarter starter = starter((request, body, execution) -> {
			ClientHttpResponse response = execution.execute(request, body);
			return (response.getStatusCode() == HttpStatus.UNAUTHORIZED) ? execution.execute(request, body) : response;
		});
		this.flora.answer(List.of(Reply.UNAUTHORIZED, Reply.NORMAL));
		AcceptedStart start = starter.start(REQUEST, ONCE);
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
	}

	@Test
	void fallbackInPlaceOfALostResponseDoesNotHideThatFloraMayBeAtTheStart() {
		this.inPlaceOfALostOne = new MockClientHttpResponse("{}".getBytes(StandardCharsets.UTF_8), HttpStatus.OK);
		this.flora.answer(List.of(Reply.SLOW_THEN_DONE));
		AcceptedStart start = this.starter.start(REQUEST, RequestOptions.defaults());
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
	}

	/** Such as the response that was the last good one. */
	@Test
	void runOfAFallbackInPlaceOfALostResponseIsNotTheStarts() {
		this.inPlaceOfALostOne = new MockClientHttpResponse("{\"run_id\":\"run_0\"}".getBytes(StandardCharsets.UTF_8),
				HttpStatus.CREATED);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		AcceptedStart start = this.starter.start(REQUEST, RequestOptions.defaults());
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
	}

	/** It is sent again, without a question. */
	@Test
	void fallbackInPlaceOfAConnectionDoesNotHideThatThereWasNone() {
		this.inPlaceOfALostOne = new MockClientHttpResponse("{\"run_id\":\"run_0\"}".getBytes(StandardCharsets.UTF_8),
				HttpStatus.CREATED);
		this.flora.answer(List.of(Reply.NOT_CONNECTED));
		AcceptedStart start = this.starter.start(REQUEST, RequestOptions.defaults());
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
		assertThat(this.flora.requests).containsExactly("POST /generate", "POST /generate");
	}

	@Test
	void failureOfFlorasThatAnInterceptorHidesIsTold() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> hiding().start(REQUEST, RequestOptions.defaults()))
			.withCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.requests).containsExactly("POST /generate", "GET /generations");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void refusalThatAnInterceptorHidesIsOne(CapturedOutput output) {
		this.flora.answer(List.of(Reply.NO_CREDITS));
		assertThatExceptionOfType(FloraInsufficientCreditsException.class)
			.isThrownBy(() -> hiding().start(REQUEST, RequestOptions.defaults()));
		assertThat(this.flora.posts).hasSize(1);
		assertThat(output).contains("IllegalStateException: Failed: 402");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whatAnInterceptorFailsOfIsLoggedThoughItIsAnIoException(CapturedOutput output) {
		this.flora.answer(List.of(Reply.NO_CREDITS));
		RunStarter starter = starter((request, body, execution) -> {
			execution.execute(request, body).close();
			throw new IOException("The vault of tokens is sealed");
		});
		assertThatExceptionOfType(FloraInsufficientCreditsException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()));
		assertThat(output).contains("The vault of tokens is sealed");
	}

	/** What a gateway responds with may repeat the request. */
	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whatAnInterceptorFailsOfIsLoggedWithoutTheKey(CapturedOutput output) {
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> quoting(HttpStatus.FORBIDDEN).start(REQUEST, RequestOptions.defaults()));
		assertThat(output).contains("You sent Bearer ******").doesNotContain(Transports.KEY);
	}

	@Test
	void exceptionThatAnInterceptorFailsWithIsACauseWithoutTheKey() {
		StringWriter text = new StringWriter();
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> quoting(HttpStatus.OK).start(REQUEST, ONCE))
			.satisfies((ex) -> ex.printStackTrace(new PrintWriter(text)));
		assertThat(text.toString()).contains("You sent Bearer ******").doesNotContain(Transports.KEY);
	}

	private RunStarter quoting(HttpStatus status) {
		ClientHttpRequestInterceptor echo = (request, body, execution) -> new MockClientHttpResponse(
				("You sent " + request.getHeaders().getFirst("Authorization")).getBytes(StandardCharsets.UTF_8),
				status);
		return starter(() -> new InterceptingClientHttpRequestFactory(this.flora, List.of(echo)),
				(request, body, execution) -> {
					byte[] page = execution.execute(request, body).getBody().readAllBytes();
					throw new IllegalStateException(new String(page, StandardCharsets.UTF_8));
				});
	}

	/** It is an ordinary retry, after the wait that FLORA asks for. */
	@Test
	void wishToWaitThatAnInterceptorHidesIsGranted() {
		this.flora.retryAfter = "7";
		this.flora.answer(List.of(Reply.RATE_LIMITED));
		hiding().start(REQUEST, RequestOptions.defaults());
		assertThat(Duration.between(this.flora.posts.get(0), this.flora.posts.get(1)))
			.isGreaterThanOrEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void refusalCountsThoughItsRepetitionFoundNoConnection() {
		this.flora.answer(List.of(Reply.UNAUTHORIZED, Reply.NOT_CONNECTED));
		assertThatExceptionOfType(FloraAuthenticationException.class)
			.isThrownBy(() -> repeatingRefusals().start(REQUEST, ONCE));
	}

	@Test
	void wishToWaitIsGrantedThoughARepetitionFoundNoConnection() {
		this.flora.retryAfter = "7";
		this.flora.answer(List.of(Reply.RATE_LIMITED, Reply.NOT_CONNECTED));
		repeatingRefusals().start(REQUEST, RequestOptions.defaults());
		assertThat(Duration.between(this.flora.posts.get(0), this.flora.posts.get(2)))
			.isGreaterThanOrEqualTo(Duration.ofSeconds(7));
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(7));
	}

	/** The usual interceptor for a new token lets pass what the network does. */
	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void startWhoseRepetitionFoundNoConnectionIsTriedAgain(CapturedOutput output) {
		RunStarter starter = starter((request, body, execution) -> {
			ClientHttpResponse response = execution.execute(request, body);
			if (response.getStatusCode() != HttpStatus.UNAUTHORIZED) {
				return response;
			}
			response.close();
			return execution.execute(request, body);
		});
		this.flora.answer(List.of(Reply.UNAUTHORIZED, Reply.NOT_CONNECTED));
		AcceptedStart start = starter.start(REQUEST, RequestOptions.defaults());
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
		assertThat(output).doesNotContain("failed by itself");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void refusalCountsThoughAnInterceptorFailsOfItsRepetition(CapturedOutput output) {
		RunStarter starter = starter((request, body, execution) -> {
			execution.execute(request, body).close();
			try {
				return execution.execute(request, body);
			}
			catch (IOException ex) {
				throw new IllegalStateException("The vault of tokens is sealed");
			}
		});
		this.flora.answer(List.of(Reply.UNAUTHORIZED, Reply.NOT_CONNECTED));
		assertThatExceptionOfType(FloraAuthenticationException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()));
		assertThat(output).contains("The vault of tokens is sealed");
	}

	/** As one does that fetches a new token, and has the first response in reserve. */
	private RunStarter repeatingRefusals() {
		return starter((request, body, execution) -> {
			ClientHttpResponse first = execution.execute(request, body);
			if (!first.getStatusCode().is4xxClientError()) {
				return first;
			}
			try {
				return execution.execute(request, body);
			}
			catch (IOException ex) {
				return first;
			}
		});
	}

	/** All that the client does waits, such as batches. */
	@Test
	void wholeClientLearnsThatFloraWantsItToWaitThoughAnInterceptorHidesIt() {
		this.flora.retryAfter = "7";
		this.flora.answer(List.of(Reply.RATE_LIMITED));
		hiding().start(REQUEST, RequestOptions.defaults());
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(7));
	}

	@Test
	void callIsObservedWithTheErrorThatAnInterceptorHides() {
		this.flora.answer(List.of(Reply.NO_CREDITS));
		assertThatExceptionOfType(FloraInsufficientCreditsException.class)
			.isThrownBy(() -> hiding().start(REQUEST, RequestOptions.defaults()));
		assertObserved("CLIENT_ERROR", "402", "insufficient_credits");
	}

	@ParameterizedTest
	@ValueSource(ints = { 201, 502 })
	void callIsObservedWithTheErrorThatAnInterceptorReplaces(int status) {
		this.flora.answer(List.of(Reply.NO_CREDITS));
		RunStarter starter = starter((request, body, execution) -> {
			execution.execute(request, body).close();
			return new MockClientHttpResponse("{\"run_id\":\"run_0\"}".getBytes(StandardCharsets.UTF_8),
					HttpStatusCode.valueOf(status));
		});
		assertThatExceptionOfType(FloraInsufficientCreditsException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()));
		assertObserved("CLIENT_ERROR", "402", "insufficient_credits");
	}

	@Test
	void callIsObservedAsLostThoughAnInterceptorResponds() {
		this.inPlaceOfALostOne = new MockClientHttpResponse("{}".getBytes(StandardCharsets.UTF_8), HttpStatus.OK);
		this.flora.answer(List.of(Reply.LOST_AFTER));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> this.starter.start(REQUEST, ONCE));
		assertObserved("CONNECTION_ERROR", "none", "none");
	}

	private void assertObserved(String outcome, String status, String code) {
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasObservationWithNameEqualTo("flora.client.requests")
			.that()
			.hasLowCardinalityKeyValue("outcome", outcome)
			.hasLowCardinalityKeyValue("status", status)
			.hasLowCardinalityKeyValue("error.code", code);
	}

	@Test
	void startThatWasRefusedTwiceIsRefused() {
		this.flora.answer(List.of(Reply.NOT_CONNECTED, Reply.RATE_LIMITED));
		AcceptedStart start = this.starter.start(REQUEST, RequestOptions.defaults());
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
	}

	@Test
	void failureOfFlorasIsWhatAnInterceptorMakesReadable() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> decoding().start(REQUEST, RequestOptions.defaults()))
			.withCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void refusalIsWhatAnInterceptorMakesReadable() {
		this.flora.answer(List.of(Reply.NO_CREDITS));
		assertThatExceptionOfType(FloraInsufficientCreditsException.class)
			.isThrownBy(() -> decoding().start(REQUEST, RequestOptions.defaults()))
			.satisfies((ex) -> assertThat(ex.errorCode()).isEqualTo("insufficient_credits"));
	}

	/**
	 * All errors look alike; or it has read them, and forgotten that others read, too.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "{\"title\":\"Upstream failed\"}", "" })
	void failureOfFlorasIsToldThoughAnInterceptorReplacesItsBody(String body) {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> rewriting(body).start(REQUEST, RequestOptions.defaults()))
			.withCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.charged()).hasSize(1);
	}

	@Test
	void claimOfTheKeyIsOneThoughAnInterceptorReplacesItsBody() {
		this.flora.answer(List.of(Reply.LOST_AFTER));
		AcceptedStart start = rewriting("{}").start(REQUEST, RequestOptions.defaults());
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
	}

	@Test
	void wishToWaitIsGrantedThoughAnInterceptorDropsIt() {
		this.flora.retryAfter = "40";
		this.flora.answer(List.of(Reply.RATE_LIMITED));
		rewriting("{}").start(REQUEST, RequestOptions.defaults());
		assertThat(Duration.between(this.flora.posts.get(0), this.flora.posts.get(1)))
			.isGreaterThanOrEqualTo(Duration.ofSeconds(40));
	}

	@Test
	void wishToWaitIsGrantedThoughOnlyAnInterceptorCanReadTheError() {
		this.flora.retryAfter = "40";
		this.flora.answer(List.of(Reply.RATE_LIMITED));
		decoding().start(REQUEST, RequestOptions.defaults());
		assertThat(Duration.between(this.flora.posts.get(0), this.flora.posts.get(1)))
			.isGreaterThanOrEqualTo(Duration.ofSeconds(40));
	}

	/** Its repetition is refused, since FLORA may have made a run. */
	@Test
	void failureOfFlorasIsToldThoughAnInterceptorRepeatsItAndThenGivesUp() {
		this.flora.answer(List.of(Reply.FAILED_WITH_RUN));
		RunStarter starter = starter((request, body, execution) -> {
			ClientHttpResponse response = execution.execute(request, body);
			try {
				return response.getStatusCode().isError() ? execution.execute(request, body) : response;
			}
			catch (FloraException ex) {
				return new MockClientHttpResponse(new byte[0], response.getStatusCode());
			}
		});
		assertThatExceptionOfType(FloraStartUnconfirmedException.class)
			.isThrownBy(() -> starter.start(REQUEST, RequestOptions.defaults()))
			.withCauseInstanceOf(FloraServerException.class);
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** Lists show too late that FLORA has made the run of the first request. */
	@ParameterizedTest
	@EnumSource(names = { "FAILED", "UNAUTHORIZED", "RATE_LIMITED" })
	void startThatTheHttpClientRepeatedIsInDoubtWhateverTheLastResponseSays(Reply reply) {
		this.flora.listLag = Duration.ofSeconds(20);
		this.flora.answer(List.of(Reply.LOST_AFTER, reply));
		RunStarter starter = starter(() -> this::repeating,
				(request, body, execution) -> execution.execute(request, body));
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(() -> starter.start(REQUEST, ONCE));
		assertThat(this.flora.posts).hasSize(2);
		assertThat(this.flora.charged()).hasSize(1);
	}

	/** FLORA would run both: it has failed at the second request, and is at the first. */
	@Test
	void startThatTheHttpClientRepeatedIsNotAskedForAtOnceAfterFlorasFailure() {
		this.flora.answer(List.of(Reply.GATEWAY_IMPATIENT, Reply.FAILED));
		RunStarter starter = starter(() -> this::repeating,
				(request, body, execution) -> execution.execute(request, body));
		AcceptedStart start = starter.start(REQUEST, RequestOptions.defaults());
		this.time.sleep(Duration.ofSeconds(10));
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
	}

	/** FLORA was reached, and has responded. */
	@Test
	void messageTellsOfTheInterceptorThatHasReplacedASuccess() {
		RunStarter starter = starter((request, body, execution) -> {
			execution.execute(request, body).close();
			return new MockClientHttpResponse(new byte[0], HttpStatus.BAD_GATEWAY);
		});
		assertThatExceptionOfType(FloraStartUnconfirmedException.class).isThrownBy(() -> starter.start(REQUEST, ONCE))
			.withMessageContaining("an interceptor of this application put another answer in its place")
			.withMessageNotContaining("baseUrl")
			.withCauseInstanceOf(FloraResponseException.class);
	}

	/** A starter beside an interceptor that gives errors a body of its own. */
	private RunStarter rewriting(String page) {
		return starter((request, body, execution) -> {
			ClientHttpResponse response = execution.execute(request, body);
			return response.getStatusCode().isError()
					? new MockClientHttpResponse(page.getBytes(StandardCharsets.UTF_8), response.getStatusCode())
					: response;
		});
	}

	/** An HTTP client that sends a request once more if FLORA does not respond. */
	private ClientHttpRequest repeating(URI uri, HttpMethod method) {
		return new RepeatedRequest(() -> (MockClientHttpRequest) this.flora.createRequest(uri, method), uri, method);
	}

	/** Responses come in a coding that an interceptor knows, such as a compression. */
	private RunStarter decoding() {
		ClientHttpRequestInterceptor encoding = (request, body, execution) -> {
			ClientHttpResponse response = execution.execute(request, body);
			MockClientHttpResponse encoded = changed(response, Base64.getEncoder()::encode);
			encoded.getHeaders().addAll(response.getHeaders());
			return encoded;
		};
		return starter(() -> new InterceptingClientHttpRequestFactory(this.flora, List.of(encoding)),
				(request, body, execution) -> changed(execution.execute(request, body), Base64.getDecoder()::decode));
	}

	private static MockClientHttpResponse changed(ClientHttpResponse response, UnaryOperator<byte[]> change)
			throws IOException {
		byte[] changed = change.apply(response.getBody().readAllBytes());
		return new MockClientHttpResponse(changed, response.getStatusCode());
	}

	/** A starter beside an interceptor that turns errors into exceptions of its own. */
	private RunStarter hiding() {
		return starter((request, body, execution) -> {
			ClientHttpResponse response = execution.execute(request, body);
			if (response.getStatusCode().isError()) {
				throw new IllegalStateException("Failed: " + response.getStatusCode());
			}
			return response;
		});
	}

	private RunStarter starter(ClientHttpRequestInterceptor interceptor) {
		return starter(() -> this.flora, interceptor);
	}

	private RunStarter starter(Supplier<ClientHttpRequestFactory> factory, ClientHttpRequestInterceptor interceptor) {
		return TestStarters.of(TestTransports.of("https://app.flora.ai/api/v1", factory, Duration.ofSeconds(2))
			.callTimeout(Duration.ofMinutes(2))
			.customize((builder) -> builder.requestInterceptor(interceptor))
			.observations(this.registry)
			.rateLimited(this.pauses::add)
			.build(this.time), new ClientDefaults("ws_1", "prj_1"), null);
	}

	private static final class RepeatedRequest extends MockClientHttpRequest implements StreamingHttpOutputMessage {

		private final Supplier<MockClientHttpRequest> requests;

		private Body body = (out) -> {
		};

		RepeatedRequest(Supplier<MockClientHttpRequest> requests, URI uri, HttpMethod method) {
			super(method, uri);
			this.requests = requests;
		}

		@Override
		public void setBody(Body body) {
			this.body = body;
		}

		@Override
		protected ClientHttpResponse executeInternal() throws IOException {
			try {
				ClientHttpResponse response = send();
				return (response.getStatusCode().value() == 524) ? send() : response;
			}
			catch (IOException ex) {
				return send();
			}
		}

		private ClientHttpResponse send() throws IOException {
			MockClientHttpRequest request = this.requests.get();
			request.getHeaders().addAll(getHeaders());
			this.body.writeTo(request.getBody());
			return request.execute();
		}

	}

}
