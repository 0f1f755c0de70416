package ai.flora.client.internal.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;

import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link HttpExchange}: how much of a response is read, and when its caller
 * gets it.
 */
class HttpExchangeTests {

	private static final int MAX_ERROR_BODY = 64 * 1024;

	private final PendingResponse pending = new PendingResponse(
			Deadline.in(Duration.ofMinutes(1), new VirtualTiming()));

	/** Whether the caller had its response when the exchange was about to end. */
	private @Nullable Boolean earlyResponse;

	private @Nullable HttpHeaders sent;

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void headersOfTheCallReplaceOthers() {
		send(() -> response(200, 2), Map.of("X-Team", "ours"));
		assertThat(this.sent).isNotNull()
			.satisfies((headers) -> assertThat(headers.get("X-Team")).containsExactly("ours"));
	}

	@Test
	void largestResponseIsRead() {
		send(() -> response(200, 100), Map.of());
		assertThat(this.pending.get().body()).hasSize(100);
		assertThat(this.earlyResponse).isFalse();
	}

	@Test
	void responseThatIsTooLargeIsUnreadable() {
		send(() -> response(200, 101), Map.of());
		assertFailed(new Failure.Unreadable("it is too large", true));
	}

	/** To read on to the end, as some transports do, may take long. */
	@ParameterizedTest
	@ValueSource(ints = { MAX_ERROR_BODY, MAX_ERROR_BODY + 1 })
	void longErrorIsHandedOverBeforeItsRestIsRead(int length) {
		send(() -> response(503, length), Map.of());
		assertThat(this.pending.get().status()).isEqualTo(503);
		assertThat(this.pending.get().body()).hasSize(MAX_ERROR_BODY);
		assertThat(this.earlyResponse).isTrue();
	}

	@Test
	void errorIsHandedOverOnceItsExchangeIsOver() {
		send(() -> response(503, MAX_ERROR_BODY - 1), Map.of());
		assertThat(this.pending.get().body()).hasSize(MAX_ERROR_BODY - 1);
		assertThat(this.earlyResponse).isFalse();
	}

	@Test
	void statusIsKnownThoughTheBodyOfAnErrorBreaksOff() {
		send(() -> new MockClientHttpResponse(broken(() -> {
		}), HttpStatusCode.valueOf(402)), Map.of());
		assertThat(this.pending.get().status()).isEqualTo(402);
		assertThat(this.pending.get().body()).isEmpty();
	}

	@Test
	void errorWhoseReaderIsInterruptedIsNone() {
		send(() -> new MockClientHttpResponse(broken(() -> Thread.currentThread().interrupt()),
				HttpStatusCode.valueOf(402)), Map.of());
		assertThat(this.pending.isFailed()).isTrue();
	}

	/** An application may have to end after one; a stack that was too deep is over. */
	@Test
	void errorOfTheVirtualMachineReachesCallerAndThread() {
		Error error = new NoClassDefFoundError("x");
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(() -> send(() -> {
			throw error;
		}, Map.of()));
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(this.pending::get).isSameAs(error);
	}

	@Test
	void stackOverflowReachesTheCallerAlone() {
		assertThatNoException().isThrownBy(() -> send(() -> {
			throw new StackOverflowError();
		}, Map.of()));
		assertThatExceptionOfType(StackOverflowError.class).isThrownBy(this.pending::get);
	}

	@Test
	void interimResponseIsNoResponse() {
		send(() -> response(103, 0), Map.of());
		assertThat(this.pending.isFailed()).isTrue();
	}

	private void assertFailed(Failure failure) {
		assertThatExceptionOfType(AttemptFailedException.class).isThrownBy(this.pending::get)
			.satisfies((thrown) -> assertThat(thrown.failure()).isEqualTo(failure));
	}

	private void send(Response response, Map<String, String> headers) {
		RestClient client = RestClient.builder()
			.baseUrl("http://localhost")
			.defaultHeader("X-Team", "theirs")
			.requestFactory((uri, method) -> new MockClientHttpRequest(HttpMethod.GET, "/x") {

				@Override
				protected ClientHttpResponse executeInternal() throws IOException {
					HttpExchangeTests.this.sent = getHeaders();
					return response.get();
				}

			})
			.build();
		Operation<String> operation = new Operation<>("test", "Test", (rest) -> rest.get().uri("/x"), (read) -> "");
		new HttpExchange(new Connection(client, true, false, false, Duration.ofMinutes(1)), 100).send(operation,
				headers, new SendPermit(), this.pending);
	}

	private ClientHttpResponse response(int status, int length) {
		return new MockClientHttpResponse(new byte[length], HttpStatusCode.valueOf(status)) {

			@Override
			public void close() {
				HttpExchangeTests.this.earlyResponse = HttpExchangeTests.this.pending.isDone();
			}

		};
	}

	private static InputStream broken(Runnable before) {
		return new ByteArrayInputStream(new byte[0]) {

			@Override
			public int readNBytes(byte[] bytes, int offset, int length) {
				before.run();
				throw HttpExchangeTests.<RuntimeException>sneaky(new IOException("Reset"));
			}

		};
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
		throw (T) thrown;
	}

	private interface Response {

		ClientHttpResponse get() throws IOException;

	}

}
