package ai.flora.client.assembly;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.RequestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a mock server cannot do badly enough.
 */
class WireFaultTests {

	private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";

	private static final RequestOptions SHORT = RequestOptions.defaults().withTimeout(Duration.ofMillis(400));

	private final AtomicInteger connections = new AtomicInteger();

	private final CountDownLatch reached = new CountDownLatch(1);

	private final CountDownLatch end = new CountDownLatch(1);

	private ServerSocket server;

	@BeforeEach
	void listen() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
	}

	@AfterEach
	void close() throws IOException {
		this.end.countDown();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void refusedIsAConnectionException(Transport transport) throws IOException {
		this.server.close();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> client(transport).retrieve("run_1"))
			.withMessageContaining("after 3 attempts");
	}

	@ParameterizedTest
	@EnumSource
	void resetBeforeAnAnswerIsAConnectionException(Transport transport) {
		serve((socket) -> socket.setSoLinger(true, 0));
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> client(transport).retrieve("run_1"));
		assertThat(this.connections).hasValueGreaterThanOrEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource
	void halfAnAnswerIsAConnectionExceptionAfterThreeAttempts(Transport transport) {
		serve((socket) -> write(socket, HEAD + "Content-Length: 1000\r\n\r\n{\"run_id\":"));
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> client(transport).retrieve("run_1"));
		assertThat(this.connections).hasValue(3);
	}

	@ParameterizedTest
	@EnumSource
	void hangingServerEndsAtTheDeadline(Transport transport) {
		serve((socket) -> this.end.await());
		assertTimely(() -> assertThatExceptionOfType(FloraTimeoutException.class)
			.isThrownBy(() -> client(transport).retrieve("run_1", SHORT)));
	}

	@ParameterizedTest
	@EnumSource
	void trickleEndsAtTheDeadline(Transport transport) {
		serve((socket) -> trickle(socket, 1, 50));
		assertTimely(() -> assertThatExceptionOfType(FloraTimeoutException.class)
			.isThrownBy(() -> client(transport).retrieve("run_1", SHORT)));
	}

	@ParameterizedTest
	@EnumSource
	void endlessAnswerIsRefusedAtTheLimit(Transport transport) {
		serve((socket) -> trickle(socket, 64 * 1024, 0));
		FloraGenerationsClient client = transport.builder(baseUrl()).maxResponseSize(1024 * 1024).build();
		assertTimely(() -> assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> client.retrieve("run_1")));
		assertThat(this.connections).hasValue(1);
	}

	@ParameterizedTest
	@EnumSource
	void readTimeoutIsATimeoutException(Transport transport) {
		serve((socket) -> this.end.await());
		FloraGenerationsClient client = transport.builder(baseUrl()).readTimeout(Duration.ofMillis(200)).build();
		assertTimely(
				() -> assertThatExceptionOfType(FloraTimeoutException.class).isThrownBy(() -> client.retrieve("run_1"))
					.withMessageContaining("after 3 attempts"));
	}

	@ParameterizedTest
	@EnumSource
	void interruptBeforeAnAnswerEndsTheCall(Transport transport) throws Exception {
		serve((socket) -> {
			this.reached.countDown();
			this.end.await();
		});
		assertInterruptible(transport);
	}

	@ParameterizedTest
	@EnumSource
	void interruptWithinTheBodyEndsTheCall(Transport transport) throws Exception {
		serve((socket) -> {
			write(socket, HEAD + "Content-Length: 1000\r\n\r\n{\"run_id\":");
			this.reached.countDown();
			this.end.await();
		});
		assertInterruptible(transport);
	}

	private void assertInterruptible(Transport transport) throws Exception {
		FloraGenerationsClient client = client(transport);
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		Thread caller = new Thread(() -> {
			try {
				client.retrieve("run_1");
				flag.complete(null);
			}
			catch (FloraInterruptedException ex) {
				flag.complete(Thread.currentThread().isInterrupted());
			}
			catch (RuntimeException ex) {
				flag.completeExceptionally(ex);
			}
		});
		caller.start();
		assertThat(this.reached.await(10, TimeUnit.SECONDS)).isTrue();
		caller.interrupt();
		assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
	}

	private static void assertTimely(Runnable call) {
		long start = System.nanoTime();
		call.run();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
	}

	private FloraGenerationsClient client(Transport transport) {
		return transport.builder(baseUrl()).build();
	}

	private URI baseUrl() {
		return URI.create("http://127.0.0.1:" + this.server.getLocalPort() + "/api/v1");
	}

	private void serve(Behaviour behaviour) {
		Thread acceptor = new Thread(() -> {
			while (!this.server.isClosed()) {
				try {
					Socket socket = this.server.accept();
					this.connections.incrementAndGet();
					Thread server = new Thread(() -> answer(socket, behaviour));
					server.setDaemon(true);
					server.start();
				}
				catch (IOException ex) {
					return;
				}
			}
		});
		acceptor.setDaemon(true);
		acceptor.start();
	}

	private static void answer(Socket socket, Behaviour behaviour) {
		try (socket) {
			int matched = 0;
			while (matched < 4) {
				int next = socket.getInputStream().read();
				if (next < 0) {
					return;
				}
				matched = (next == "\r\n\r\n".charAt(matched)) ? matched + 1 : ((next == '\r') ? 1 : 0);
			}
			behaviour.answer(socket);
		}
		catch (IOException | InterruptedException ex) {
			// The client has gone, as it should.
		}
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
		socket.getOutputStream().flush();
	}

	private void trickle(Socket socket, int size, long pause) throws IOException, InterruptedException {
		write(socket, HEAD + "Connection: close\r\n\r\n");
		OutputStream out = socket.getOutputStream();
		byte[] blanks = " ".repeat(size).getBytes(StandardCharsets.ISO_8859_1);
		while (!this.end.await(pause, TimeUnit.MILLISECONDS)) {
			out.write(blanks);
			out.flush();
		}
	}

	private interface Behaviour {

		void answer(Socket socket) throws IOException, InterruptedException;

	}

}
