package ai.flora.client.internal.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.RequestOptions;
import ai.flora.client.assembly.FloraClientBuilder;
import ai.flora.client.observation.FloraMeterRecorder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What callers get when the server breaks HTTP or breaks off.
 */
@Tag("exhaustive")
@Tag("exhaustive")
@Timeout(value = 120, threadMode = ThreadMode.SEPARATE_THREAD)
class MisbehavingServerTests {

	private static final String OK = "HTTP/1.1 200 OK\nContent-Type: application/json\n";

	private final List<RawServer> servers = new ArrayList<>();

	private final List<String> retries = new ArrayList<>();

	@AfterEach
	void closeServers() throws IOException {
		for (RawServer server : this.servers) {
			server.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenConnectionIsRefusedFails(Transports transport) throws IOException {
		try (RefusedPort refused = new RefusedPort()) {
			assertThat(failure(transport, refused.url())).isExactlyInstanceOf(FloraConnectionException.class);
		}
		assertThat(this.retries).containsExactly("retrieve connection", "retrieve connection");
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenConnectionIsResetFails(Transports transport) throws IOException {
		RawServer server = server((raw, socket) -> socket.setSoLinger(true, 0));
		assertThat(failure(transport, server.url())).isExactlyInstanceOf(FloraConnectionException.class)
			.hasMessageContaining("run_1")
			.hasMessageContaining("3 attempts");
		// The JDK's client sends a GET again by itself when a connection ends unanswered.
		assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(3);
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenBodyIsResetFails(Transports transport) throws IOException {
		RawServer server = server((raw, socket) -> {
			RawServer.send(socket, OK + "Content-Length: 500\n\n{\"run_id\":");
			socket.setSoLinger(true, 0);
		});
		assertThat(failure(transport, server.url())).isExactlyInstanceOf(FloraConnectionException.class);
		assertThat(server.requests()).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SIMPLE")
	void retrieveWhenAnswerIsHalfFails(Transports transport) throws IOException {
		RawServer server = server((raw, socket) -> RawServer.send(socket, OK + "Content-Length: 500\n\n{\"run_id\":"));
		assertThat(failure(transport, server.url())).isExactlyInstanceOf(FloraConnectionException.class);
		assertThat(server.requests()).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SIMPLE")
	void retrieveWhenOnlyFirstAnswerIsHalfRecovers(Transports transport) throws IOException {
		RawServer server = server((raw, socket) -> RawServer.send(socket, OK + "Content-Length: "
				+ ((raw.requests().size() == 1) ? 500 : RawServer.RUN.length()) + "\n\n" + RawServer.RUN));
		assertThat(builder(transport, server.url()).build().generations().retrieve("run_1").runId()).isEqualTo("run_1");
		assertThat(this.retries).containsExactly("retrieve connection");
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '`', value = { "JDK,HTTP/1.1 200 OK|Content-Length: abc||{}",
			"APACHE,HTTP/1.1 200 OK|Content-Length: abc||{}", "JDK,SSH-2.0-OpenSSH||", "APACHE,SSH-2.0-OpenSSH||",
			"JDK,HTTP/1.1 000 What||", "APACHE,HTTP/1.1 000 What||", "JDK,HTTP/1.1 200 OK|Content-Length: -7||{}",
			"APACHE,HTTP/1.1 200 OK|Content-Length: -7||{}", "JDK,HTTP/1.1 200 OK|Transfer-Encoding: chunked||XYZ|{}|",
			"APACHE,HTTP/1.1 200 OK|Transfer-Encoding: chunked||XYZ|{}|",
			"JDK,HTTP/1.1 200 OK|Content-Encoding: gzip|Content-Length: 2||{}",
			"APACHE,HTTP/1.1 200 OK|Content-Encoding: gzip|Content-Length: 2||{}" })
	void retrieveWhenAnswerBreaksHttpFails(Transports transport, String answer) throws IOException {
		RawServer server = server((raw, socket) -> RawServer.send(socket, answer.replace('|', '\n')));
		assertThat(failure(transport, server.url())).isInstanceOf(FloraException.class);
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SIMPLE")
	void retrieveWhenBodyTricklesObeysDeadlineAndEndsExchange(Transports transport) throws IOException {
		List<Socket> gone = new CopyOnWriteArrayList<>();
		RawServer server = server((raw, socket) -> {
			try {
				RawServer.send(socket, OK + "Content-Length: 1000000\n\n");
				raw.trickle(socket);
			}
			finally {
				gone.add(socket);
			}
		});
		assertDeadline(transport, server);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !gone.isEmpty());
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenHeadTricklesObeysDeadline(Transports transport) throws IOException {
		assertDeadline(transport, server((raw, socket) -> {
			RawServer.send(socket, OK + "X-Slow: ");
			raw.trickle(socket);
		}));
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenServerHangsObeysDeadline(Transports transport) throws IOException {
		assertDeadline(transport, server((raw, socket) -> raw.hang()));
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenReadTimeoutPassesFailsWithTimeout(Transports transport) throws IOException {
		RawServer server = server((raw, socket) -> raw.hang());
		Throwable failure = catchThrowable(() -> builder(transport, server.url()).readTimeout(Duration.ofMillis(200))
			.build()
			.generations()
			.retrieve("run_1"));
		assertThat(failure).isExactlyInstanceOf(FloraTimeoutException.class);
		assertThat(this.retries).containsExactly("retrieve timeout", "retrieve timeout");
	}

	@ParameterizedTest
	@EnumSource
	void retrieveWhenReadTimeoutPassesInBodyFailsWithTimeout(Transports transport) throws IOException {
		RawServer server = server((raw, socket) -> {
			RawServer.send(socket, OK + "Content-Length: 500\n\n{");
			raw.hang();
		});
		Throwable failure = catchThrowable(() -> builder(transport, server.url()).readTimeout(Duration.ofMillis(300))
			.build()
			.generations()
			.retrieve("run_1"));
		assertThat(failure).isExactlyInstanceOf(FloraTimeoutException.class);
		assertThat(this.retries).containsExactly("retrieve timeout", "retrieve timeout");
	}

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "SIMPLE")
	void retrieveWhenBodyIsEndlessFailsPromptlyAndEndsExchange(Transports transport) throws IOException {
		List<Socket> gone = new CopyOnWriteArrayList<>();
		RawServer server = server((raw, socket) -> {
			try {
				RawServer.send(socket, OK + "Content-Length: 1000000000000\n\n");
				OutputStream out = socket.getOutputStream();
				while (true) {
					out.write(new byte[8192]);
				}
			}
			finally {
				gone.add(socket);
			}
		});
		long start = System.nanoTime();
		Throwable failure = catchThrowable(() -> builder(transport, server.url()).maxResponseSize(100_000)
			.build()
			.generations()
			.retrieve("run_1"));
		assertThat(failure).isExactlyInstanceOf(FloraResponseTooLargeException.class)
			.hasMessageContaining("maxResponseSize");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Transports.READ_TIMEOUT);
		assertThat(server.requests()).hasSize(1);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !gone.isEmpty());
	}

	private void assertDeadline(Transports transport, RawServer server) {
		long start = System.nanoTime();
		RequestOptions options = RequestOptions.defaults().withTimeout(Duration.ofMillis(300));
		Throwable failure = catchThrowable(
				() -> builder(transport, server.url()).build().generations().retrieve("run_1", options));
		assertThat(failure).isExactlyInstanceOf(FloraTimeoutException.class)
			.hasMessageContaining("deadline of 300 ms")
			.hasMessageContaining("run_1");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(290),
				Transports.READ_TIMEOUT);
	}

	private Throwable failure(Transports transport, String url) {
		return catchThrowable(() -> builder(transport, url).build().generations().retrieve("run_1"));
	}

	private FloraClientBuilder builder(Transports transport, String url) {
		return transport.builder(url).meterRecorder(new FloraMeterRecorder() {

			@Override
			public void retrying(String operation, String reason) {
				MisbehavingServerTests.this.retries.add(operation + " " + reason);
			}

		});
	}

	private RawServer server(RawServer.Script script) throws IOException {
		RawServer server = new RawServer(script);
		this.servers.add(server);
		return server;
	}

}
