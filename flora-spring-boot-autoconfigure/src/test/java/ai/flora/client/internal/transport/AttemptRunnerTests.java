package ai.flora.client.internal.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

import ai.flora.client.internal.operation.Operation;
import ai.flora.client.internal.response.AttemptFailedException;
import ai.flora.client.internal.response.BufferedResponse;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.response.RetryAfter;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.VirtualTiming;
import io.micrometer.observation.Observation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AttemptRunner}: on which thread an attempt is made, and what ends it.
 */
class AttemptRunnerTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final VirtualTiming timing = new VirtualTiming();

	private final ServerClock clock = new ServerClock(this.timing);

	private final Deque<Exchange> exchanges = new ArrayDeque<>();

	private final List<Duration> pauses = new ArrayList<>();

	private final SendPermit permit = new SendPermit();

	private int handedOver;

	private Executor executor = Runnable::run;

	@AfterEach
	void clearInterrupt() {
		Thread.interrupted();
	}

	@Test
	void attemptThatTheTransportEndsInTimeIsMadeOnTheCallingThread() {
		this.exchanges.add(() -> response(200));
		assertThat(run(runner(true, MINUTE), MINUTE, false).status()).isEqualTo(200);
		assertThat(this.handedOver).isZero();
	}

	@Test
	void attemptThatMayOutlastItsDeadlineIsHandedOver() {
		this.exchanges.add(() -> response(200));
		assertThat(run(runner(true, MINUTE), MINUTE.minusNanos(1), false).status()).isEqualTo(200);
		assertThat(this.handedOver).isOne();
	}

	@Test
	void attemptOnATransportThatObeysNoDeadlineIsHandedOver() {
		this.exchanges.add(() -> response(200));
		run(runner(false, MINUTE), MINUTE, false);
		assertThat(this.handedOver).isOne();
	}

	/** To close the client must not have to wait for it. */
	@Test
	void attemptThatEndsWithItsClientIsHandedOver() {
		this.exchanges.add(() -> response(200));
		run(runner(true, MINUTE), MINUTE, true);
		assertThat(this.handedOver).isOne();
	}

	@Test
	void closingWakesWhoeverWaits() {
		AttemptRunner[] runner = new AttemptRunner[1];
		this.exchanges.add(() -> {
			runner[0].close();
			return response(200);
		});
		runner[0] = runner(false, MINUTE);
		assertFails(runner[0], Failure.Closed.class);
	}

	@Test
	void attemptOfAClosedClientSendsNothing() {
		this.timing.close();
		assertFails(runner(true, MINUTE), Failure.Closed.class);
		assertThat(this.permit.takeBack()).isFalse();
	}

	@Test
	void attemptAfterTheDeadlineSendsNothing() {
		AttemptRunner runner = runner(true, MINUTE);
		assertThatExceptionOfType(AttemptFailedException.class).isThrownBy(() -> run(runner, Duration.ZERO, false))
			.satisfies((thrown) -> assertThat(thrown.failure()).isInstanceOf(Failure.DeadlinePassed.class));
	}

	@Test
	void attemptOfAnInterruptedThreadSendsNothing() {
		Thread.currentThread().interrupt();
		assertFails(runner(true, MINUTE), Failure.Interrupted.class);
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void exchangeThatAnInterruptEndsOnTheCallingThreadIsInterrupted() {
		this.exchanges.add(() -> {
			Thread.currentThread().interrupt();
			throw new IOException("Closed by interrupt");
		});
		assertFails(runner(true, MINUTE), Failure.Interrupted.class);
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void responseThatWasReadIsReturnedThoughItsThreadIsInterrupted() {
		this.exchanges.add(() -> new MockClientHttpResponse(new byte[0], HttpStatusCode.valueOf(201)) {

			@Override
			public void close() {
				Thread.currentThread().interrupt();
			}

		});
		assertThat(run(runner(true, MINUTE), MINUTE, false).status()).isEqualTo(201);
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
	}

	@Test
	void callerOfAnExchangeThatWasHandedOverIsWokenByAnInterrupt() {
		this.executor = (task) -> Thread.currentThread().interrupt();
		assertFails(runner(false, MINUTE), Failure.Interrupted.class);
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(this.permit.use()).as("use of the permit").isNull();
	}

	@Test
	void exchangeThatFailsIsNotInterrupted() {
		this.exchanges.add(() -> {
			throw new IOException("Reset");
		});
		assertFails(runner(true, MINUTE), Failure.NoResponse.class);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void wholeClientLearnsThatFloraWantsItToWait() {
		this.exchanges.add(() -> {
			MockClientHttpResponse response = response(429);
			response.getHeaders().set("Retry-After", "7");
			return response;
		});
		this.exchanges.add(() -> response(429));
		this.exchanges.add(() -> response(503));
		AttemptRunner runner = runner(true, MINUTE);
		for (int i = 0; i < 3; i++) {
			runner.learn(run(runner, MINUTE, false), this.timing.nanoTime(), this.timing);
		}
		assertThat(this.pauses).containsExactly(Duration.ofSeconds(7), RetryAfter.WHEN_RATE_LIMITED);
	}

	@Test
	void clockLearnsFromEachResponse() {
		this.exchanges.add(() -> {
			MockClientHttpResponse response = response(503);
			response.getHeaders().setDate(this.timing.now().toEpochMilli());
			return response;
		});
		AttemptRunner runner = runner(true, MINUTE);
		runner.learn(run(runner, MINUTE, false), this.timing.nanoTime(), this.timing);
		assertThat(this.clock.isKnown()).isTrue();
	}

	private void assertFails(AttemptRunner runner, Class<? extends Failure> type) {
		assertThatExceptionOfType(AttemptFailedException.class).isThrownBy(() -> run(runner, MINUTE, false))
			.satisfies((thrown) -> assertThat(thrown.failure()).isInstanceOf(type));
	}

	private BufferedResponse run(AttemptRunner runner, Duration timeout, boolean endsWithClient) {
		Operation<String> operation = new Operation<>("test", "Test", null, (client) -> client.get().uri("/x"),
				(response) -> "", false, endsWithClient);
		return runner.run(operation, Map.of(), Deadline.in(timeout, this.timing), Observation.NOOP, this.permit);
	}

	private AttemptRunner runner(boolean obeysDeadlines, Duration readTimeout) {
		RestClient client = RestClient.builder()
			.baseUrl("http://localhost")
			.requestFactory((uri, method) -> request())
			.build();
		Connection connection = new Connection(client, obeysDeadlines, true, false, readTimeout);
		return new AttemptRunner(connection, new HttpExchange(connection, 1000), (task) -> {
			this.handedOver++;
			this.executor.execute(task);
		}, this.clock, this.pauses::add);
	}

	private MockClientHttpRequest request() {
		return new MockClientHttpRequest(HttpMethod.GET, "/x") {

			@Override
			protected ClientHttpResponse executeInternal() throws IOException {
				return Objects.requireNonNull(AttemptRunnerTests.this.exchanges.poll(), "Sent").respond();
			}

		};
	}

	private static MockClientHttpResponse response(int status) {
		return new MockClientHttpResponse(new byte[0], HttpStatusCode.valueOf(status));
	}

	private interface Exchange {

		ClientHttpResponse respond() throws IOException;

	}

}
