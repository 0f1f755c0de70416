package ai.flora.client.internal.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import ai.flora.client.FloraException;
import ai.flora.client.FloraGenerationsClient;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.RequestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Exchanges for which nobody waits any more: their connections are closed, whatever the
 * answer is wrapped in.
 */
@Tag("exhaustive")
@Timeout(120)
class GivenUpTests {

	private static final String GZIP = "HTTP/1.1 200 OK\nContent-Type: application/json\nContent-Encoding: gzip\n";

	private final CountDownLatch left = new CountDownLatch(1);

	private RawServer server;

	@AfterEach
	void closeServer() throws IOException {
		if (this.server != null) {
			this.server.close();
		}
	}

	/** {@code HttpURLConnection} cannot be ended from outside. */
	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SIMPLE")
	void compressedAnswerThatDripsIsAbandonedAtTheDeadline(Transports transport) throws Exception {
		FloraGenerationsClient client = client(transport, (raw, socket) -> {
			RawServer.send(socket, GZIP + "Content-Length: 1000000\n\n");
			GZIPOutputStream out = new GZIPOutputStream(socket.getOutputStream(), true);
			untilLeft(() -> {
				out.write(' ');
				out.flush();
				raw.pause();
			});
		});
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> client.retrieve("run_1", RequestOptions.defaults().withTimeout(Duration.ofSeconds(2))))
			.isExactlyInstanceOf(FloraTimeoutException.class);
		assertLeft();
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SIMPLE")
	void compressedAnswerWithoutEndIsAbandoned(Transports transport) throws Exception {
		FloraGenerationsClient client = client(transport, (raw, socket) -> {
			RawServer.send(socket, GZIP + "Connection: close\n\n");
			Random random = new Random(7);
			byte[] bytes = new byte[8192];
			try (GZIPOutputStream out = new GZIPOutputStream(socket.getOutputStream())) {
				untilLeft(() -> {
					random.nextBytes(bytes);
					out.write(bytes);
				});
			}
		});
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> client.retrieve("run_1", RequestOptions.defaults().withTimeout(Duration.ofMinutes(1))));
		assertLeft();
	}

	@ParameterizedTest
	@EnumSource
	void interceptorThatHangsDoesNotBreakTheDeadline(Transports transport) throws Exception {
		this.server = new RawServer((raw, socket) -> RawServer.send(socket, "HTTP/1.1 200 OK\nContent-Length: "
				+ RawServer.RUN.length() + "\nConnection: close\n\n" + RawServer.RUN));
		FloraGenerationsClient client = transport.builder(this.server.url())
			.readTimeout(Duration.ofMillis(500))
			.customizeFirst((builder) -> builder.requestInterceptor((request, body, execution) -> {
				try {
					this.left.await();
				}
				catch (InterruptedException ex) {
					// Some do not listen.
					await();
				}
				return execution.execute(request, body);
			}))
			.build()
			.generations();
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> client.retrieve("run_1", RequestOptions.defaults().withTimeout(Duration.ofSeconds(1))))
			.isExactlyInstanceOf(FloraTimeoutException.class);
		this.left.countDown();
	}

	/** On a machine that is busy, a request may not have come before the deadline. */
	private void assertLeft() throws InterruptedException {
		if (!this.server.requests().isEmpty()) {
			assertThat(this.left.await(1, TimeUnit.MINUTES)).as("connection closed").isTrue();
		}
	}

	private void await() {
		try {
			this.left.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private FloraGenerationsClient client(Transports transport, RawServer.Script script) throws IOException {
		this.server = new RawServer(script);
		return transport.builder(this.server.url()).readTimeout(Duration.ofSeconds(30)).build().generations();
	}

	private void untilLeft(Step step) throws Exception {
		try {
			while (true) {
				step.run();
			}
		}
		catch (IOException ex) {
			this.left.countDown();
		}
	}

	private interface Step {

		void run() throws Exception;

	}

}
