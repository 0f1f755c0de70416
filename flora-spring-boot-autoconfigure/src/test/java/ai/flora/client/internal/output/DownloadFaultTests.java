package ai.flora.client.internal.output;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.faults.Place;
import ai.flora.client.internal.output.FaultyDownload.Script;
import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever the wire does, a download ends in one of the exceptions by its deadline, and
 * leaves neither a file nor a connection behind. The cases wait more than they work, so
 * that many run at once; each test looks at one.
 */
@Tag("exhaustive")
class DownloadFaultTests {

	private static final int CASES_AT_ONCE = 16;

	private static final String OK = "HTTP/1.1 200 OK\n";

	private static final String LONG = OK + "Content-Length: 99999\n";

	private static final String TAGGED = LONG + "ETag: \"one\"\n";

	private static final String CHUNKED = OK + "Transfer-Encoding: chunked\n\n";

	private static final Map<String, Script> FAULTS = faults();

	private static final Map<FaultOn, Future<?>> OUTCOMES = new LinkedHashMap<>();

	@TempDir
	private static Path directories;

	private static Map<String, Script> faults() {
		Map<String, Script> faults = new LinkedHashMap<>();
		faults.put("closed at once", Socket::close);
		faults.put("reset at once", FaultyDownload::reset);
		for (String start : new String[] { "HTTP/1.1 20", OK + "Content-Le", LONG + "\n", LONG + "\nbody",
				TAGGED + "\nbody", CHUNKED, CHUNKED + "4\nbody\n", CHUNKED + "4\nbo" }) {
			String name = " after '" + start.replace("\n", "|") + "'";
			faults.put("closed" + name, (socket) -> RawServer.send(socket, start));
			faults.put("reset" + name, (socket) -> {
				RawServer.send(socket, start);
				FaultyDownload.reset(socket);
			});
			faults.put("silence" + name, (socket) -> {
				RawServer.send(socket, start);
				FaultyDownload.SILENCE.answer(socket);
			});
		}
		faults.put("silence", FaultyDownload.SILENCE);
		for (String[] drip : new String[][] { { "HTTP/1.1 200 O", "K" }, { OK + "X-Slow: ", "x" },
				{ OK, "X-Slow: 1\n" }, { "", "HTTP/1.1 102 Processing\n\n" }, { LONG + "\n", "x" },
				{ TAGGED + "\n", "x" }, { CHUNKED, "1\nx\n" }, { CHUNKED, "0" } }) {
			faults.put("drip of '" + (drip[0] + drip[1]).replace("\n", "|") + "'",
					(socket) -> FaultyDownload.repeat(socket, drip[0], drip[1], 15));
		}
		for (String[] flood : new String[][] { { "HTTP/1.1 200 ", "O" }, { OK + "X: ", "x" }, { OK, "X-Header: 1\n" },
				{ "", "HTTP/1.1 103 Early Hints\n\n" }, { CHUNKED, "4\nxxxx\n" },
				{ OK + "Content-Length: 1000000000000\n\n", "x" }, { OK + "\n", "x" } }) {
			faults.put("flood of '" + (flood[0] + flood[1]).replace("\n", "|") + "'",
					(socket) -> FaultyDownload.repeat(socket, flood[0], flood[1].repeat(2000), 0));
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

	static Stream<FaultOn> faultsOnBoth() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> FAULTS.keySet().stream().map((fault) -> new FaultOn(wire, fault)));
	}

	@BeforeAll
	static void begin() {
		ExecutorService threads = Executors.newFixedThreadPool(CASES_AT_ONCE);
		faultsOnBoth().forEach((each) -> OUTCOMES.put(each, threads.submit(() -> {
			endsInAnException(each);
			return null;
		})));
		threads.shutdown();
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("faultsOnBoth")
	void faultEndsInAnException(FaultOn each) {
		assertThat(OUTCOMES.get(each)).succeedsWithin(Duration.ofMinutes(5));
	}

	private static void endsInAnException(FaultOn each) throws Exception {
		Set<Socket> open = ConcurrentHashMap.newKeySet();
		RawServer server = new RawServer(new RawServer.RequestScript() {

			@Override
			public void accepted(Socket socket) {
				open.add(socket);
			}

			@Override
			public void answer(String request, RawServer raw, Socket socket) throws Exception {
				FAULTS.get(each.fault()).answer(socket);
			}

			@Override
			public void ended(Socket socket) {
				open.remove(socket);
			}

		});
		try (TestOutputs flora = TestOutputs.onLoopback(each.wire(),
				Settings.defaults().timeout(FaultyDownload.TIMEOUT))) {
			FloraException thrown = FaultyDownload.save(flora, Place.PLAIN.url(server.port()),
					Files.createTempDirectory(directories, "case"));
			assertThat(thrown).isInstanceOfAny(FloraConnectionException.class, FloraResponseException.class);
			if (!each.keepsConnection()) {
				Awaitility.await().atMost(Duration.ofSeconds(20)).until(open::isEmpty);
			}
		}
		finally {
			server.close();
		}
	}

	/**
	 * A fault on one of the HTTP clients.
	 */
	record FaultOn(Wire wire, String fault) {

		/**
		 * The JDK's client keeps a connection until it is collected if it finds no head.
		 */
		boolean keepsConnection() {
			return this.wire == Wire.JDK && (this.fault.startsWith("'") || this.fault.startsWith("flood")
					|| this.fault.contains("102 Processing"));
		}

	}

}
