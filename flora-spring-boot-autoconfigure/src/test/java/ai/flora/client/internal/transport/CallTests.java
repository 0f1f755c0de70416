package ai.flora.client.internal.transport;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraServerException;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.time.VirtualTiming;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Call}: whether and when it is sent again, by the clock.
 */
class CallTests {

	private static final IOException RESET = new IOException("Connection reset");

	private static final Operation<Integer> OPERATION = new Operation<>("test", "Test",
			(client) -> client.post().uri("/x"), BufferedResponse::status);

	private final VirtualTiming timing = new VirtualTiming() {

		@Override
		public void sleep(Duration duration) {
			if (CallTests.this.interrupted) {
				throw CallTests.<RuntimeException>sneaky(new InterruptedException());
			}
			super.sleep(duration);
		}

	};

	private final Deque<Object> responses = new ArrayDeque<>();

	private boolean interrupted;

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void freeCallIsSentAgainSoon() {
		this.responses.add(RESET);
		this.responses.add(200);
		assertThat(transport().call(OPERATION, RequestOptions.defaults())).isEqualTo(200);
		assertThat(this.timing.sleeps()).singleElement().matches((delay) -> delay.toMillis() <= 5);
	}

	@Test
	void callWithoutKeyIsSentOnceIfItMayHaveLeft() {
		this.responses.add(RESET);
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> transport().callOnce(OPERATION, RequestOptions.defaults()));
		assertThat(this.timing.sleeps()).isEmpty();
	}

	@Test
	void callWithoutKeyIsSentAgainIfItHasNotLeft() {
		this.responses.add(new ConnectException("Connection refused"));
		this.responses.add(200);
		assertThat(transport().callOnce(OPERATION, RequestOptions.defaults())).isEqualTo(200);
	}

	/** Of two requests with one key that arrive together, FLORA may carry out both. */
	@ParameterizedTest
	@ValueSource(ints = { 0, 408, 504 })
	void callUnderKeyIsNotSentAgainWhileFloraMayBeAtIt(int status) {
		this.responses.add((status == 0) ? RESET : status);
		this.responses.add(200);
		assertThat(transport().callUnderKey(OPERATION, RequestOptions.defaults())).isEqualTo(200);
		assertThat(this.timing.sleeps()).containsExactly(Call.AFTER_UNANSWERED);
	}

	@Test
	void callUnderKeyIsNotSentAgainWhileFloraMayBeAtOneThatAnInterceptorRepeated() {
		this.responses.add(RESET);
		this.responses.add(500);
		this.responses.add(200);
		FloraTransport transport = transports()
			.customize((builder) -> builder.requestInterceptor((request, body, execution) -> {
				try {
					return execution.execute(request, body);
				}
				catch (IOException ex) {
					return execution.execute(request, body);
				}
			}))
			.build(this.timing);
		assertThat(transport.callUnderKey(OPERATION, RequestOptions.defaults())).isEqualTo(200);
		assertThat(this.timing.sleeps()).containsExactly(Call.AFTER_UNANSWERED);
	}

	@Test
	void callUnderKeyIsSentAgainSoonIfFloraIsDoneWithIt() {
		this.responses.add(new ConnectException("Connection refused"));
		this.responses.add(500);
		this.responses.add(200);
		assertThat(transport().callUnderKey(OPERATION, RequestOptions.defaults())).isEqualTo(200);
		assertThat(this.timing.sleeps()).hasSize(2).allMatch((delay) -> delay.toMillis() <= 5);
	}

	/** A wait that ends with the deadline leaves no time for another attempt. */
	@ParameterizedTest
	@ValueSource(longs = { 0, 1 })
	void callUnderKeyEndsIfThereIsNoTimeForTheWait(long more) {
		this.responses.add(504);
		this.responses.add(200);
		Duration timeout = Call.AFTER_UNANSWERED.plusNanos(more);
		RequestOptions options = RequestOptions.defaults().withTimeout(timeout);
		if (more == 0) {
			assertThatExceptionOfType(FloraServerException.class)
				.isThrownBy(() -> transport().callUnderKey(OPERATION, options));
			assertThat(this.timing.sleeps()).isEmpty();
		}
		else {
			assertThat(transport().callUnderKey(OPERATION, options)).isEqualTo(200);
		}
	}

	@Test
	void callUnderKeyThatWasRefusedIsNotSentAgain() {
		this.responses.add(422);
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> transport().callUnderKey(OPERATION, RequestOptions.defaults()));
		assertThat(this.timing.sleeps()).isEmpty();
	}

	@Test
	void waitThatIsInterruptedEndsTheCallAndKeepsTheFlag() {
		this.responses.add(RESET);
		this.interrupted = true;
		assertThatExceptionOfType(FloraInterruptedException.class)
			.isThrownBy(() -> transport().call(OPERATION, RequestOptions.defaults()));
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	private FloraTransport transport() {
		return transports().build(this.timing);
	}

	private TestTransports transports() {
		return TestTransports.of("http://localhost", () -> (uri, method) -> request(), Duration.ofHours(1)).attempts(3);
	}

	private ClientHttpRequest request() {
		return new MockClientHttpRequest(HttpMethod.POST, "/x") {

			@Override
			protected ClientHttpResponse executeInternal() throws IOException {
				Object response = Objects.requireNonNull(CallTests.this.responses.poll(), "Sent once more");
				if (response instanceof IOException failure) {
					throw failure;
				}
				return new MockClientHttpResponse(new byte[0], HttpStatusCode.valueOf((Integer) response));
			}

		};
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
		throw (T) thrown;
	}

}
