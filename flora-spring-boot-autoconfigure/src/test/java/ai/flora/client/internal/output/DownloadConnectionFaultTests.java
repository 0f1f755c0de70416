package ai.flora.client.internal.output;

import java.io.IOException;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.RunOutput;
import ai.flora.client.faults.Certificates;
import ai.flora.client.faults.Place;
import ai.flora.client.internal.output.FaultyDownload.Script;
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

/**
 * Faults of a connection before anything is sent on it: none is taken for the host that
 * was asked for. The cases run one after another, since they change what the JVM trusts.
 */
@Tag("exhaustive")
class DownloadConnectionFaultTests {

	private static final Script NOTHING = (socket) -> {
	};

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

	static Stream<Arguments> connectionFaultsOnBoth() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream.of(Arguments.of(wire, "refused", Place.REFUSED, NOTHING),
					Arguments.of(wire, "unreachable", Place.UNREACHABLE, NOTHING),
					Arguments.of(wire, "certificate not trusted", Place.UNTRUSTED, NOTHING),
					Arguments.of(wire, "certificate of another host", Place.MISNAMED, NOTHING),
					Arguments.of(wire, "plain text instead of TLS", Place.NO_TLS,
							(Script) (socket) -> RawServer.send(socket, "HTTP/1.1 400 Bad Request\n\n")),
					Arguments.of(wire, "reset in TLS handshake", Place.NO_TLS, (Script) FaultyDownload::reset),
					Arguments.of(wire, "closed in TLS handshake", Place.NO_TLS, (Script) Socket::close),
					Arguments.of(wire, "silence in TLS handshake", Place.NO_TLS, FaultyDownload.SILENCE),
					Arguments.of(wire, "drip in TLS handshake", Place.NO_TLS,
							(Script) (socket) -> FaultyDownload.repeat(socket, "\u0016", "\u0003", 15)),
					Arguments.of(wire, "reset at accept", Place.PLAIN, (Script) FaultyDownload::reset),
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
		try (TestOutputs flora = TestOutputs.onLoopback(wire, Settings.defaults().timeout(FaultyDownload.TIMEOUT))) {
			assertThat(FaultyDownload.save(flora, place.url(server.port()), this.directory))
				.isInstanceOf(FloraConnectionException.class)
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

	/** The same connection works without a fault. */
	@ParameterizedTest
	@EnumSource
	void connectionToTheRightHostIsNoFault(Wire wire) throws Exception {
		trust();
		RawServer server = new RawServer((request, raw, socket) -> RawServer.send(socket,
				"HTTP/1.1 200 OK\nContent-Length: 4\nConnection: close\n\nbody"), Place.TLS.listen());
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
			assertThat(FaultyDownload.save(flora, "https://media.flora.invalid/v1", this.directory))
				.isInstanceOf(FloraConnectionException.class)
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
		}), Settings.defaults().timeout(FaultyDownload.TIMEOUT))) {
			assertThat(FaultyDownload.save(flora, "https://media.flora.invalid/v1", this.directory))
				.isInstanceOf(FloraTimeoutException.class);
			released.countDown();
			Awaitility.await().until(() -> flora.running() == 0);
		}
	}

}
