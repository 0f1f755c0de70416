package ai.flora.client.internal.start;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.start.VirtualFlora.Reply;
import ai.flora.client.internal.transport.TestTransports;
import ai.flora.client.internal.transport.VirtualTiming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.HttpStatus;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Starts beside an interceptor of the application that repeats requests, in virtual time:
 * the last response does not tell of a run that an earlier execution has made.
 */
class RepeatingInterceptorTests {

	private static final GenerationRequest REQUEST = GenerationRequest.image("A harbour");

	private static final GenerationRequest ORDER = REQUEST.toBuilder().idempotencyKey("order-4711").build();

	private static final RequestOptions ONCE = RequestOptions.defaults().withMaxAttempts(1);

	private final VirtualTiming time = new VirtualTiming();

	private final VirtualFlora flora = new VirtualFlora(this.time);

	private final RunStarter starter = TestStarters
		.of(TestTransports.of("https://app.flora.ai/api/v1", () -> this.flora, Duration.ofSeconds(2))
			.callTimeout(Duration.ofMinutes(2))
			.customize((builder) -> builder.requestInterceptor((request, body, execution) -> {
				try {
					return execution.execute(request, body);
				}
				catch (IOException ex) {
					return (this.inPlaceOfALostOne != null) ? this.inPlaceOfALostOne : execution.execute(request, body);
				}
			}))
			.build(this.time), new ClientDefaults("ws_1", "prj_1"), null);

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

	@Test
	void startThatWasRefusedTwiceIsRefused() {
		this.flora.answer(List.of(Reply.NOT_CONNECTED, Reply.RATE_LIMITED));
		AcceptedStart start = this.starter.start(REQUEST, RequestOptions.defaults());
		assertThat(this.flora.charged()).containsExactly(start.run().runId());
	}

}
