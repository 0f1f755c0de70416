package ai.flora.client.internal.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.util.Objects;

import ai.flora.client.FloraException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.response.TestFailures;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link SendPermit}: a start is sent again freely only if nothing has left.
 */
class SendPermitTests {

	private static final IOException HANDSHAKE = new IOException(new SSLHandshakeException("No"));

	private final SendPermit permit = new SendPermit();

	private final Sending sending = Objects.requireNonNull(this.permit.use());

	@Test
	void watchedRequestHasLeftOnceItsBodyIsRead() throws IOException {
		this.sending.watch();
		assertThat(this.sending.isUnsent()).isTrue();
		this.sending.begin();
		assertThat(this.sending.isUnsent()).isFalse();
		this.sending.failed(new IOException("Reset"));
		assertThat(this.permit.takeBack()).isTrue();
	}

	@Test
	void requestThatIsNotWatchedMayHaveLeft() {
		assertThat(this.sending.isUnsent()).isFalse();
		assertThat(this.permit.takeBack()).isTrue();
	}

	@Test
	void bodyThatWasReadBeforeTheHandshakeFailedHasNotLeft() throws IOException {
		this.sending.watch();
		this.sending.begin();
		this.sending.failed(HANDSHAKE);
		assertThat(this.permit.takeBack()).isFalse();
	}

	/** The transport has repeated the request: the first one may have arrived. */
	@Test
	void bodyThatWasReadTwiceMayHaveLeftBeforeTheHandshakeFailed() throws IOException {
		this.sending.watch();
		this.sending.begin();
		this.sending.begin();
		this.sending.failed(HANDSHAKE);
		assertThat(this.permit.takeBack()).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "201, 429, true", "408, 429, true", "503, 500, true", "500, 500, false", "429, 429, false",
			"400, 429, false", "302, 400, false" })
	void requestThatWasExecutedOnceHasTakenEffectUnlessItsResponseRefusedIt(int status, int told, boolean used) {
		this.sending.responded(status);
		assertThat(this.permit.otherSendingMayCount(TestFailures.errorResponse(told, null))).isEqualTo(used);
	}

	@Test
	void failureOfAnExecutionWithoutAResponseTellsOfThatOneAlone() {
		Failure lost = new Failure.NoResponse(new IOException("Reset"), false);
		assertThat(this.permit.otherSendingMayCount(lost)).isFalse();
		assertThat(this.permit.otherSendingMayCount(TestFailures.errorResponse(429, null))).isTrue();
		Objects.requireNonNull(this.permit.use());
		assertThat(this.permit.otherSendingMayCount(lost)).isTrue();
	}

	@Test
	void requestThatAnInterceptorRepeatedMayHaveTakenEffectBefore() {
		Sending second = Objects.requireNonNull(this.permit.use());
		second.responded(500);
		assertThat(this.permit.otherSendingMayCount(TestFailures.errorResponse(500, null))).isTrue();
		this.sending.responded(429);
		assertThat(this.permit.otherSendingMayCount(TestFailures.errorResponse(500, null))).isFalse();
	}

	@Test
	void requestThatWasNotSentBeforeItWasRepeatedHasNotTakenEffect() {
		this.sending.watch();
		Objects.requireNonNull(this.permit.use()).responded(429);
		assertThat(this.permit.otherSendingMayCount(TestFailures.errorResponse(429, null))).isFalse();
	}

	@Test
	void requestThatTheTransportRepeatedMayHaveTakenEffectBefore() throws IOException {
		this.sending.watch();
		this.sending.begin();
		this.sending.begin();
		this.sending.responded(429);
		assertThat(this.permit.otherSendingMayCount(TestFailures.errorResponse(429, null))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "0, true", "201, true", "408, true", "500, true", "504, true", "302, false", "401, false",
			"429, false" })
	void requestThatCostsMoneyIsNotRepeatedIfItMayHaveTakenEffect(int status, boolean refused) {
		SendPermit permit = new SendPermit(null, true);
		Objects.requireNonNull(permit.use()).responded(status);
		if (refused) {
			assertThatExceptionOfType(FloraException.class).isThrownBy(permit::use)
				.withMessageContaining("must not repeat");
		}
		else {
			assertThat(permit.use()).isNotNull();
		}
	}

	@Test
	void requestThatCostsMoneyLeavesOnceThoughItIsExecutedTwiceAtATime() throws IOException {
		SendPermit permit = new SendPermit(null, true);
		Sending first = Objects.requireNonNull(permit.use());
		first.watch();
		Sending second = Objects.requireNonNull(permit.use());
		second.watch();
		first.begin();
		assertThatIOException().isThrownBy(second::begin);
		assertThat(second.isUnsent()).isTrue();
	}

	/** The first time may have made a run, whatever the second one got. */
	@Test
	void requestThatCostsMoneyIsNotRepeatedIfTheTransportHasRepeatedIt() throws IOException {
		SendPermit permit = new SendPermit(null, true);
		Sending sending = Objects.requireNonNull(permit.use());
		sending.watch();
		sending.begin();
		sending.begin();
		sending.responded(429);
		assertThatExceptionOfType(FloraException.class).isThrownBy(permit::use);
		assertThat(permit.takeBack()).isTrue();
	}

	@Test
	void requestThatWasRefusedAndThenNotSentHasNotLeft() {
		this.sending.responded(401);
		assertThat(this.permit.takeBack()).isTrue();
		SendPermit permit = new SendPermit(null, true);
		Objects.requireNonNull(permit.use()).responded(401);
		Objects.requireNonNull(permit.use()).watch();
		assertThat(permit.takeBack()).isFalse();
	}

	@Test
	void whatARequestThatCostsMoneyHasMetCountsWhateverItsAttemptEndsIn() {
		IOException reset = new IOException("Reset");
		Failure fallback = new Failure.Unreadable("no JSON", false);
		Failure thrown = new Failure.Unexpected(new IllegalStateException());
		SendPermit permit = new SendPermit(null, true);
		assertThat(permit.met(fallback)).isSameAs(fallback);
		Sending sending = Objects.requireNonNull(permit.use());
		sending.failed(reset);
		assertThat(permit.met(fallback)).isEqualTo(new Failure.NoResponse(reset, false));
		assertThat(permit.met(TestFailures.errorResponse(429, null))).isEqualTo(new Failure.NoResponse(reset, false));
		assertThat(permit.met(thrown)).isSameAs(thrown);
		sending.responded(201);
		assertThat(permit.met(fallback)).isSameAs(fallback);
		assertThat(permit.met(TestFailures.errorResponse(429, null))).isSameAs(Failure.Unreadable.REPLACED);
		sending.refused(new BufferedResponse(402, new HttpHeaders(), new byte[0]));
		assertThat(permit.met(thrown).status()).isEqualTo(402);
		this.sending.refused(new BufferedResponse(402, new HttpHeaders(), new byte[0]));
		assertThat(this.permit.met(thrown)).as("free").isSameAs(thrown);
	}

	@Test
	void successOfAnAttemptThatCostsMoneyCountsOnlyIfItsRequestHasMetOne() {
		IOException refused = new ConnectException("Connection refused");
		SendPermit permit = new SendPermit(null, true);
		assertThat(permit.metBehindSuccess()).as("sent by nobody").isNull();
		Sending sending = Objects.requireNonNull(permit.use());
		sending.failed(refused);
		assertThat(permit.metBehindSuccess()).isEqualTo(new Failure.NoResponse(refused, false));
		sending = Objects.requireNonNull(permit.use());
		sending.responded(402);
		sending.refused(new BufferedResponse(402, new HttpHeaders(), new byte[0]));
		assertThat(permit.metBehindSuccess()).extracting(Failure::status).isEqualTo(402);
		sending = Objects.requireNonNull(permit.use());
		assertThat(permit.metBehindSuccess()).as("not answered yet").isInstanceOf(Failure.NoResponse.class);
		sending.responded(201);
		assertThat(permit.metBehindSuccess()).isNull();
		this.sending.failed(refused);
		assertThat(this.permit.metBehindSuccess()).as("free").isNull();
	}

	@Test
	void nothingLeavesAfterThePermitWasTakenBack() {
		this.sending.watch();
		assertThat(this.permit.takeBack()).isFalse();
		assertThatIOException().isThrownBy(this.sending::begin);
		assertThat(this.permit.use()).isNull();
	}

	@Test
	void abortionEndsEachExchangeOnce() {
		int[] ended = new int[2];
		this.sending.abortBy(() -> ended[0]++);
		this.permit.abort();
		this.permit.abort();
		this.sending.abortBy(() -> ended[1]++);
		assertThat(ended).containsExactly(1, 1);
	}

}
