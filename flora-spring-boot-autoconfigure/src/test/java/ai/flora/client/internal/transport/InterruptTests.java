package ai.flora.client.internal.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraInterruptedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Callers that are interrupted while they wait. A read timeout below the deadline makes
 * the JDK's client run on the calling thread.
 */
@Tag("exhaustive")
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class InterruptTests {

	private final CountDownLatch reached = new CountDownLatch(1);

	private RawServer server;

	@AfterEach
	void closeServer() throws IOException {
		if (this.server != null) {
			this.server.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "JDK,100,600", "JDK,600,100", "APACHE,100,600", "APACHE,600,100" })
	void retrieveWhenInterruptedBeforeHeadersReturnsAtOnce(Transports transport, int read, int call) throws Exception {
		assertWakesUp(transport, read, call, (raw, socket) -> {
			this.reached.countDown();
			raw.hang();
		});
	}

	@ParameterizedTest
	@CsvSource({ "JDK,100,600", "JDK,600,100", "APACHE,100,600", "APACHE,600,100" })
	void retrieveWhenInterruptedInSilentBodyReturnsAtOnce(Transports transport, int read, int call) throws Exception {
		assertWakesUp(transport, read, call, (raw, socket) -> {
			RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Length: 1000000\n\n{");
			this.reached.countDown();
			raw.hang();
		});
	}

	@ParameterizedTest
	@CsvSource({ "JDK,100,600", "JDK,600,100", "APACHE,100,600", "APACHE,600,100" })
	void retrieveWhenInterruptedInSlowBodyReturnsAtOnce(Transports transport, int read, int call) throws Exception {
		assertWakesUp(transport, read, call, (raw, socket) -> {
			RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Length: 1000000\n\n{");
			this.reached.countDown();
			raw.trickle(socket);
		});
	}

	@ParameterizedTest
	@CsvSource({ "JDK,100,600", "JDK,600,100", "APACHE,100,600", "APACHE,600,100" })
	void retrieveWhenInterruptedInErrorBodyReturnsAtOnce(Transports transport, int read, int call) throws Exception {
		assertWakesUp(transport, read, call, (raw, socket) -> {
			RawServer.send(socket, "HTTP/1.1 503 No\nContent-Length: 1000\n\n{");
			this.reached.countDown();
			raw.hang();
		});
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenInterruptedBetweenAttemptsReturnsAtOnce(Transports transport) throws Exception {
		assertWakesUp(transport, 100, 600, (raw, socket) -> {
			RawServer.send(socket, "HTTP/1.1 503 No\nRetry-After: 200\nContent-Length: 0\n\n");
			this.reached.countDown();
		});
		assertThat(this.server.requests()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenInterruptedBeforeSendsNothing(Transports transport) throws IOException {
		FloraGenerationsClient client = client(transport, 100, 600, (raw, socket) -> raw.hang());
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(FloraInterruptedException.class).isThrownBy(() -> client.retrieve("run_1"));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.server.requests()).isEmpty();
	}

	private void assertWakesUp(Transports transport, int read, int call, RawServer.Script script) throws Exception {
		FloraGenerationsClient client = client(transport, read, call, script);
		FutureTask<Boolean> waiting = new FutureTask<>(() -> {
			assertThatExceptionOfType(FloraException.class).isThrownBy(() -> client.retrieve("run_1"))
				.isExactlyInstanceOf(FloraInterruptedException.class)
				.withMessageContaining("run_1");
			return Thread.currentThread().isInterrupted();
		});
		Thread thread = new Thread(waiting);
		thread.start();
		this.reached.await();
		// The client needs a moment to get from the answer's head to its body.
		thread.join(150);
		thread.interrupt();
		assertThat(waiting.get(1, TimeUnit.MINUTES)).as("interrupt flag").isTrue();
	}

	private FloraGenerationsClient client(Transports transport, int read, int call, RawServer.Script script)
			throws IOException {
		this.server = new RawServer(script);
		return transport.builder(this.server.url())
			.readTimeout(Duration.ofSeconds(read))
			.callTimeout(Duration.ofSeconds(call))
			.build()
			.generations();
	}

}
