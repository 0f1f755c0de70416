package ai.flora.client.internal.output;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.RunOutput;
import ai.flora.client.faults.Certificates;
import ai.flora.client.faults.Place;
import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Whatever the wire does, a download ends in one of the exceptions by its deadline, and
 * leaves neither a file nor a connection behind.
 */
@Tag("exhaustive")
class DownloadFaultTests {

	private static final Duration TIMEOUT = Duration.ofMillis(1500);

	private static final String OK = "HTTP/1.1 200 OK\n";

	private static final String LONG = OK + "Content-Length: 99999\n";

	private static final String TAGGED = LONG + "ETag: \"one\"\n";

	private static final String CHUNKED = OK + "Transfer-Encoding: chunked\n\n";

	private static final Script NOTHING = (socket) -> {
	};

	private static final Script SILENCE = (socket) -> socket.getInputStream()
		.transferTo(OutputStream.nullOutputStream());

	private static final Map<String, Script> FAULTS = faults();

	private static final String TRUST_STORE = "javax.net.ssl.trustStore";

	private static final String TRUST_STORE_PASSWORD = "javax.net.ssl.trustStorePassword";

	@TempDir
	private Path directory;

	@TempDir
	private Path certificates;

	@AfterEach
	void trustNobodyAnyMore() {
		System.clearProperty(TRUST_STORE);
		System.clearProperty(TRUST_STORE_PASSWORD);
	}

	private static Map<String, Script> faults() {
		Map<String, Script> faults = new LinkedHashMap<>();
		faults.put("closed at once", Socket::close);
		faults.put("reset at once", DownloadFaultTests::reset);
		for (String start : new String[] { "HTTP/1.1 20", OK + "Content-Le", LONG + "\n", LONG + "\nbody",
				TAGGED + "\nbody", CHUNKED, CHUNKED + "4\nbody\n", CHUNKED + "4\nbo" }) {
			String name = " after '" + start.replace("\n", "|") + "'";
			faults.put("closed" + name, (socket) -> RawServer.send(socket, start));
			faults.put("reset" + name, (socket) -> {
				RawServer.send(socket, start);
				reset(socket);
			});
			faults.put("silence" + name, (socket) -> {
				RawServer.send(socket, start);
				SILENCE.answer(socket);
			});
		}
		faults.put("silence", SILENCE);
		for (String[] drip : new String[][] { { "HTTP/1.1 200 O", "K" }, { OK + "X-Slow: ", "x" },
				{ OK, "X-Slow: 1\n" }, { "", "HTTP/1.1 102 Processing\n\n" }, { LONG + "\n", "x" },
				{ TAGGED + "\n", "x" }, { CHUNKED, "1\nx\n" }, { CHUNKED, "0" } }) {
			faults.put("drip of '" + (drip[0] + drip[1]).replace("\n", "|") + "'",
					(socket) -> repeat(socket, drip[0], drip[1], 15));
		}
		for (String[] flood : new String[][] { { "HTTP/1.1 200 ", "O" }, { OK + "X: ", "x" }, { OK, "X-Header: 1\n" },
				{ "", "HTTP/1.1 103 Early Hints\n\n" }, { CHUNKED, "4\nxxxx\n" },
				{ OK + "Content-Length: 1000000000000\n\n", "x" }, { OK + "\n", "x" } }) {
			faults.put("flood of '" + (flood[0] + flood[1]).replace("\n", "|") + "'",
					(socket) -> repeat(socket, flood[0], flood[1].repeat(2000), 0));
		}
		for (String head : new String[] { "SSH-2.0-OpenSSH_9.6\n\n", "<html>\n\n", "HTTP/1.1 abc OK\n\n",
				"HTTP/1.1 000 What\n\n", "HTTP/1.1 20 OK\n\n", OK + "Content-Length: abc\n\nbody",
				OK + "Content-Length: 99999999999999999999\n\nbody", OK + "Content-Length: -7\n\nbody",
				OK + "Content-Length: 3\nContent-Length: 4\n\nbody",
				OK + "Content-Length: 3\nTransfer-Encoding: chunked\n\n4\nbody\n0\n\n",
				OK + "Transfer-Encoding: gzip, chunked\n\n4\nbody\n0\n\n", OK + "Transfer-Encoding: gzip\n\nbody",
				CHUNKED + "XYZ\nbody\n0\n\n", CHUNKED + "FFFFFFFFFFFFFFFFF\nbody\n0\n\n", CHUNKED + "-4\nbody\n0\n\n",
				OK + "Content-Encoding: gzip\nContent-Length: 4\n\nbody",
				OK + "Content-Encoding: br\nTransfer-Encoding: chunked\n\n4\nbody\n0\n\n",
				"HTTP/1.1 500 No\nContent-Length: 4\n\nbody", "HTTP/1.1 502 No\nContent-Length: 99999\n\nbody",
				"HTTP/1.1 302 Found\nContent-Length: 0\n\n", "HTTP/1.1 101 Switching Protocols\nUpgrade: h2c\n\n",
				"HTTP/1.0 200 OK\n\nbody" }) {
			faults.put("'" + head.replace("\n", "|") + "'", (socket) -> RawServer.send(socket, head));
		}
		return faults;
	}

	private static void reset(Socket socket) throws IOException {
		socket.setSoLinger(true, 0);
		socket.close();
	}

	private static void awaitDeaf(CountDownLatch released) {
		boolean interrupted = false;
		while (released.getCount() > 0) {
			try {
				released.await();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private static void repeat(Socket socket, String start, String unit, int pause)
			throws IOException, InterruptedException {
		RawServer.send(socket, start);
		byte[] bytes = unit.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
		while (true) {
			socket.getOutputStream().write(bytes);
			Thread.sleep(pause);
		}
	}

	static Stream<Arguments> faultsOnBoth() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> FAULTS.keySet().stream().map((fault) -> Arguments.of(wire, fault)));
	}

	@ParameterizedTest
	@MethodSource("faultsOnBoth")
	void faultEndsInAnException(Wire wire, String fault) throws Exception {
		Set<Socket> open = ConcurrentHashMap.newKeySet();
		RawServer server = new RawServer(new RawServer.RequestScript() {

			@Override
			public void accepted(Socket socket) {
				open.add(socket);
			}

			@Override
			public void answer(String request, RawServer raw, Socket socket) throws Exception {
				FAULTS.get(fault).answer(socket);
			}

			@Override
			public void ended(Socket socket) {
				open.remove(socket);
			}

		});
		try (TestOutputs flora = TestOutputs.onLoopback(wire, Settings.defaults().timeout(TIMEOUT))) {
			FloraException thrown = save(flora, Place.PLAIN.url(server.port()));
			assertThat(thrown).isInstanceOfAny(FloraConnectionException.class, FloraResponseException.class);
			if (!isKept(wire, fault)) {
				Awaitility.await().atMost(Duration.ofSeconds(20)).until(open::isEmpty);
			}
		}
		finally {
			server.close();
		}
	}

	/**
	 * Fails in time, and tells what is wrong, but not where exactly.
	 */
	private FloraException save(TestOutputs flora, String base) throws IOException {
		RunOutput output = TestOutputs.image(base + "/a.png?secret");
		long start = System.nanoTime();
		FloraException thrown = catchThrowableOfType(FloraException.class,
				() -> flora.outputs().save(output, this.directory));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plusSeconds(20));
		assertThat(thrown).isNotNull();
		assertThat(thrown.getMessage()).startsWith("Output output_1")
			.doesNotContain("secret", "a.png")
			.doesNotContainPattern("\\bbody\\b");
		try (Stream<Path> files = Files.list(this.directory)) {
			assertThat(files).isEmpty();
		}
		assertThat(flora.recorded()).hasSize(1);
		return thrown;
	}

	static Stream<Arguments> connectionFaultsOnBoth() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream.of(Arguments.of(wire, "refused", Place.REFUSED, NOTHING),
					Arguments.of(wire, "unreachable", Place.UNREACHABLE, NOTHING),
					Arguments.of(wire, "certificate not trusted", Place.UNTRUSTED, NOTHING),
					Arguments.of(wire, "certificate of another host", Place.MISNAMED, NOTHING),
					Arguments.of(wire, "plain text instead of TLS", Place.NO_TLS,
							(Script) (socket) -> RawServer.send(socket, "HTTP/1.1 400 Bad Request\n\n")),
					Arguments.of(wire, "reset in TLS handshake", Place.NO_TLS, (Script) DownloadFaultTests::reset),
					Arguments.of(wire, "closed in TLS handshake", Place.NO_TLS, (Script) Socket::close),
					Arguments.of(wire, "silence in TLS handshake", Place.NO_TLS, SILENCE),
					Arguments.of(wire, "drip in TLS handshake", Place.NO_TLS,
							(Script) (socket) -> repeat(socket, "\u0016", "\u0003", 15)),
					Arguments.of(wire, "reset at accept", Place.PLAIN, (Script) DownloadFaultTests::reset),
					Arguments.of(wire, "closed at accept", Place.PLAIN, (Script) Socket::close)));
	}

	/** Nothing is sent to whoever is not the host that was asked for. */
	@ParameterizedTest
	@MethodSource("connectionFaultsOnBoth")
	void faultOfConnectingEndsInAnException(Wire wire, String fault, Place place, Script script) throws Exception {
		Set<Socket> open = ConcurrentHashMap.newKeySet();
		RawServer server = new RawServer(new RawServer.RequestScript() {

			@Override
			public void accepted(Socket socket) throws Exception {
				open.add(socket);
				script.answer(socket);
			}

			@Override
			public void answer(String request, RawServer raw, Socket socket) {
			}

			@Override
			public void ended(Socket socket) {
				open.remove(socket);
			}

		}, place.listen());
		if (place != Place.UNTRUSTED) {
			trust();
		}
		try (TestOutputs flora = TestOutputs.onLoopback(wire, Settings.defaults().timeout(TIMEOUT))) {
			assertThat(save(flora, place.url(server.port()))).isInstanceOf(FloraConnectionException.class)
				.hasMessageMatching(".*(127\\.0\\.0\\.1|localhost|1500 ms).*");
			assertThat(server.requests()).isEmpty();
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(open::isEmpty);
			Awaitility.await().until(() -> flora.running() == 0);
		}
		finally {
			server.close();
		}
	}

	private void trust() throws IOException {
		Path trustStore = this.certificates.resolve("trust.p12");
		System.setProperty(TRUST_STORE_PASSWORD, Certificates.SERVER.write(trustStore));
		System.setProperty(TRUST_STORE, trustStore.toString());
	}

	/** What these are faults of works without them. */
	@ParameterizedTest
	@EnumSource
	void connectionToTheRightHostIsNoFault(Wire wire) throws Exception {
		trust();
		RawServer server = new RawServer(
				(request, raw, socket) -> RawServer.send(socket, OK + "Content-Length: 4\nConnection: close\n\nbody"),
				Place.TLS.listen());
		try (TestOutputs flora = TestOutputs.onLoopback(wire)) {
			RunOutput output = TestOutputs.image(Place.TLS.url(server.port()) + "/a.png");
			assertThat(flora.outputs().save(output, this.directory).size()).isEqualTo(4);
		}
		finally {
			server.close();
		}
	}

	@ParameterizedTest
	@EnumSource
	void unknownHostEndsInAnException(Wire wire) throws Exception {
		try (TestOutputs flora = TestOutputs.with(wire, TestOutputs.guard("https://app.flora.ai/api/v1", (host) -> {
			throw new UnknownHostException(host);
		}), Settings.defaults())) {
			assertThat(save(flora, "https://media.flora.invalid/v1")).isInstanceOf(FloraConnectionException.class)
				.isNotInstanceOf(FloraTimeoutException.class)
				.hasMessageContaining("media.flora.invalid");
			Awaitility.await().until(() -> flora.running() == 0);
		}
	}

	/** No interrupt ends a look-up. */
	@ParameterizedTest
	@EnumSource
	void lookUpThatTakesTooLongEndsInAnException(Wire wire) throws Exception {
		CountDownLatch released = new CountDownLatch(1);
		try (TestOutputs flora = TestOutputs.with(wire, TestOutputs.guard("https://app.flora.ai/api/v1", (host) -> {
			awaitDeaf(released);
			throw new UnknownHostException(host);
		}), Settings.defaults().timeout(TIMEOUT))) {
			assertThat(save(flora, "https://media.flora.invalid/v1")).isInstanceOf(FloraTimeoutException.class);
			released.countDown();
			Awaitility.await().until(() -> flora.running() == 0);
		}
	}

	/**
	 * The JDK's client keeps a connection until it is collected if it finds no head.
	 */
	private static boolean isKept(Wire wire, String fault) {
		return wire == Wire.JDK
				&& (fault.startsWith("'") || fault.startsWith("flood") || fault.contains("102 Processing"));
	}

	private interface Script {

		void answer(Socket socket) throws Exception;

	}

}
