package ai.flora.client.internal.output;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraRequestRefusedException;
import ai.flora.client.FloraResponseException;
import ai.flora.client.FloraResponseTooLargeException;
import ai.flora.client.FloraTimeoutException;
import ai.flora.client.OutputType;
import ai.flora.client.RunOutput;
import ai.flora.client.internal.output.TestOutputs.Settings;
import ai.flora.client.internal.output.TestOutputs.Wire;
import ai.flora.client.internal.transport.RawServer;
import ai.flora.client.internal.transport.Transports;
import ai.flora.client.output.FloraOutputs;
import ai.flora.client.output.OutputContent;
import ai.flora.client.output.SavedOutput;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Downloads over both HTTP clients, from servers that behave and from such that do not.
 */
class DownloadTests {

	private static final byte[] FILE = file();

	@TempDir
	private Path directory;

	private RawServer server;

	private TestOutputs flora;

	private static byte[] file() {
		byte[] file = new byte[200_000];
		new Random(1).nextBytes(file);
		file[0] = (byte) 0xff;
		file[1] = (byte) 0xd8;
		file[2] = (byte) 0xff;
		return file;
	}

	@AfterEach
	void stop() throws IOException {
		if (this.flora != null) {
			this.flora.close();
		}
		if (this.server != null) {
			this.server.close();
		}
	}

	private RunOutput serve(Wire wire, RawServer.RequestScript script) throws IOException {
		return serve(wire, Settings.defaults(), script);
	}

	private RunOutput serve(Wire wire, Settings settings, RawServer.RequestScript script) throws IOException {
		this.server = new RawServer(script);
		this.flora = TestOutputs.onLoopback(wire, settings);
		return TestOutputs.image("http://127.0.0.1:" + this.server.port() + "/media/a.png?signature=secret");
	}

	private FloraOutputs serveNothing(Wire wire) {
		this.flora = TestOutputs.onLoopback(wire);
		return this.flora.outputs();
	}

	private static void send(Socket socket, String head, byte[] body) throws IOException {
		RawServer.send(socket, "HTTP/1.1 " + head + "\nConnection: close\n\n");
		socket.getOutputStream().write(body);
	}

	private static byte[] part(int from, int to) {
		return Arrays.copyOfRange(FILE, from, to);
	}

	/**
	 * The rest that was asked for, up to some byte: the JDK's client may lose a piece.
	 */
	private static void sendRest(Socket socket, String request, int to) throws IOException {
		int from = Integer.parseInt(request.replaceAll("(?is).*\r\nrange: bytes=(\\d+)-\r\n.*", "$1"));
		send(socket, "206 Partial\nETag: \"one\"\nContent-Range: bytes " + from + "-199999/200000\nContent-Length: "
				+ (200_000 - from), part(from, Math.max(from, to)));
	}

	private List<Path> files() throws IOException {
		try (Stream<Path> files = Files.list(this.directory)) {
			return files.toList();
		}
	}

	@ParameterizedTest
	@EnumSource
	void outputIsSavedUnderWhatItIs(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket,
				"200 OK\nContent-Type: image/png\nContent-Length: 200000", FILE));
		SavedOutput saved = this.flora.outputs().save(output, this.directory);
		Path file = this.directory.resolve("output_1.jpg");
		assertThat(files()).containsExactly(file);
		assertThat(file).hasBinaryContent(FILE);
		assertThat(saved).isEqualTo(new SavedOutput("output_1", file.toUri(), FILE.length,
				HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(FILE)), "image/jpeg"));
		assertThat(this.flora.recorded()).containsExactly("image success 200000");
	}

	@ParameterizedTest
	@EnumSource
	void hostIsToldNothing(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "302 Found\nSet-Cookie: a=b\nLocation: /other\nContent-Length: 0", new byte[0]);
			}
			else {
				send(socket, "200 OK\nContent-Length: 3", part(0, 3));
			}
		});
		this.flora.outputs().save(output, this.directory);
		assertThat(this.server.requests()).hasSize(2).allSatisfy((request) -> {
			assertThat(request).doesNotContainIgnoringCase("authorization", "cookie", "referer", "origin")
				.doesNotContain(Transports.KEY);
			assertThat(request.lines().filter((line) -> line.toLowerCase().startsWith("user-agent:"))).singleElement()
				.asString()
				.containsIgnoringCase("user-agent: flora-spring-boot/");
			assertThat(request).containsIgnoringCase("accept-encoding: identity");
		});
		assertThat(this.server.requests().get(1)).startsWith("GET /other HTTP/1.1");
	}

	@ParameterizedTest
	@EnumSource
	void threeRedirectsAreFollowed(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			int next = count.incrementAndGet();
			if (next % 5 == 4) {
				send(socket, "200 OK\nContent-Length: 3", part(0, 3));
			}
			else {
				send(socket, (300 + List.of(1, 2, 7, 8, 3).get(next % 5)) + " Moved\nLocation: next" + next
						+ ".png\nContent-Length: 99999999", part(0, 10));
			}
		});
		assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(3);
		assertThat(this.server.requests()).hasSize(4).last().asString().startsWith("GET /media/next3.png ");
		count.set(4);
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs()
				.save(TestOutputs.image("http://127.0.0.1:" + this.server.port() + "/"), this.directory))
			.withMessageContaining("more than 3 times");
	}

	@ParameterizedTest
	@EnumSource
	void redirectToNowhereIsAnError(Wire wire) throws Exception {
		AtomicReference<String> location = new AtomicReference<>();
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket,
				"302 Found" + location.get() + "\nContent-Length: 0", new byte[0]));
		for (String each : new String[] { "", "\nLocation: ", "\nLocation: file:///etc/passwd",
				"\nLocation: ftp://127.0.0.1/", "\nLocation: data:,x", "\nLocation: http://" }) {
			location.set(each);
			assertThatExceptionOfType(FloraException.class).as(each)
				.isThrownBy(() -> this.flora.outputs().open(output))
				.matches((ex) -> ex instanceof FloraResponseException || ex instanceof FloraRequestRefusedException);
		}
	}

	static Stream<Arguments> relativeLocations() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream.of(Arguments.of(wire, "?tr=orig", "/media/a.png?tr=orig"),
					Arguments.of(wire, "b.png?x=y", "/media/b.png?x=y"), Arguments.of(wire, "/b.png", "/b.png"),
					Arguments.of(wire, "../b.png#top", "/b.png"),
					Arguments.of(wire, "//127.0.0.1:PORT/b.png", "/b.png"),
					Arguments.of(wire, "b c|d.png", "/media/b%20c%7Cd.png"),
					Arguments.of(wire, "http://127.0.0.1:PORT/b c.png", "/b%20c.png")));
	}

	@ParameterizedTest
	@MethodSource("relativeLocations")
	void redirectIsReadAsBrowsersReadIt(Wire wire, String location, String path) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (raw.requests().size() == 1) {
				send(socket, "302 Found\nLocation: " + location.replace("PORT", String.valueOf(raw.port()))
						+ "\nContent-Length: 0", new byte[0]);
			}
			else {
				send(socket, "200 OK\nContent-Length: 3", part(0, 3));
			}
		});
		assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(3);
		assertThat(this.server.requests()).hasSize(2).last().asString().startsWith("GET " + path + " ");
	}

	static Stream<Arguments> paths() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream
				.of("/a//b.png", "//a.png", "///a.png", "/", "/?a=b", "/a%2Fb%2e.png", "/a;b=c,d'(e)~.png",
						"/a.png?X-Signature=a%2Fb%3D&x=c+d%20e/f?g", "/a+b@c:d.png", "/%E2%82%AC.png?tr=orig,w-1:h-2")
				.map((path) -> Arguments.of(wire, path)));
	}

	/** Some hosts sign each letter of it. */
	@ParameterizedTest
	@MethodSource("paths")
	void urlIsSentAsItIs(Wire wire, String path) throws Exception {
		serve(wire, (request, raw, socket) -> send(socket, "200 OK\nContent-Length: 3", part(0, 3)));
		this.flora.outputs()
			.save(TestOutputs.image("http://127.0.0.1:" + this.server.port() + path + "#part"), this.directory);
		assertThat(this.server.requests()).singleElement().asString().startsWith("GET " + path + " HTTP/1.1\r\n");
	}

	static Stream<Arguments> statuses() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream.of(201, 204, 206, 300, 304, 400, 401, 403, 404, 407, 410, 416, 429, 500, 503, 599)
				.map((status) -> Arguments.of(wire, status)));
	}

	@ParameterizedTest
	@MethodSource
	void statuses(Wire wire, int status) throws Exception {
		RunOutput output = serve(wire,
				(request, raw, socket) -> send(socket,
						status + " Status" + ((status == 204) ? "" : "\nContent-Length: 6")
								+ "\nWWW-Authenticate: Basic realm=\"a\"\nProxy-Authenticate: Basic realm=\"a\"",
						((status == 204) ? "" : "secret").getBytes(StandardCharsets.UTF_8)));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("127.0.0.1 answered " + status)
			.satisfies((ex) -> assertThat(ex.getMessage().contains("retrieve the run again"))
				.isEqualTo(List.of(403, 404, 410).contains(status)))
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("secret", "media"));
		assertThat(files()).isEmpty();
		assertThat(this.flora.recorded()).containsExactly("image invalid_response 0");
	}

	@ParameterizedTest
	@EnumSource
	void tooLargeIsNotRead(Wire wire) throws Exception {
		AtomicReference<String> head = new AtomicReference<>();
		Settings settings = Settings.defaults().maxSize(100_000);
		RunOutput output = serve(wire, settings, (request, raw, socket) -> {
			RawServer.send(socket, "HTTP/1.1 200 OK\n" + head.get() + "\n\n");
			OutputStream out = socket.getOutputStream();
			while (true) {
				out.write((head.get().contains("chunked")) ? ("1000\r\n" + "x".repeat(0x1000) + "\r\n").getBytes()
						: "x".repeat(0x1000).getBytes());
			}
		});
		for (String each : new String[] { "Content-Length: 100001", "Content-Length: 9223372036854775807",
				"Content-Length: 99999999999999999999", "Transfer-Encoding: chunked" }) {
			head.set(each);
			assertThatExceptionOfType(FloraException.class).as(each)
				.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
				.matches((ex) -> ex instanceof FloraResponseException || ex instanceof FloraConnectionException);
		}
		head.set("Content-Length: 100001");
		assertThatExceptionOfType(FloraResponseTooLargeException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("100000 bytes that FloraClientBuilder.outputMaxSize allows");
		head.set("Transfer-Encoding: chunked");
		assertThatExceptionOfType(FloraResponseTooLargeException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory));
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void largestFileIsRead(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, Settings.defaults().maxSize(200_000), (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "200 OK\nContent-Length: 200000", FILE);
			}
			else {
				send(socket, "200 OK\nTransfer-Encoding: chunked", new byte[0]);
				RawServer.send(socket, "30d40\n");
				socket.getOutputStream().write(FILE);
				RawServer.send(socket, (count.get() == 2) ? "\n0\n\n" : "\n1\nx\n0\n\n");
			}
		});
		assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(200_000);
		assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(200_000);
		assertThatExceptionOfType(FloraResponseTooLargeException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory));
	}

	@ParameterizedTest
	@EnumSource
	void typeIsToldByBytesThatComeOneByOne(Wire wire) throws Exception {
		byte[] webm = "\u001aE\u00df\u00a3 B\u0082\u0084webm and so on".getBytes(StandardCharsets.ISO_8859_1);
		RunOutput output = serve(wire, (request, raw, socket) -> {
			socket.setTcpNoDelay(true);
			send(socket, "200 OK\nContent-Length: " + webm.length, new byte[0]);
			for (byte each : webm) {
				socket.getOutputStream().write(each);
				Thread.sleep(2);
			}
		});
		try (OutputContent content = this.flora.outputs().open(output)) {
			assertThat(content.mediaType()).isEqualTo("video/webm");
			InputStream in = content.stream();
			assertThat(in.read(new byte[4], 2, 0)).isZero();
			assertThat(in.read()).isEqualTo(0x1a);
			assertThat(in.readNBytes(2)).containsExactly('E', 0xdf);
			assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> in.read(new byte[4], 2, 3));
			assertThat(in.readAllBytes()).hasSize(webm.length - 3);
		}
		assertThat(this.flora.recorded()).containsExactly("image success " + webm.length);
	}

	@ParameterizedTest
	@EnumSource
	void closedOutputIsNotRead(Wire wire) throws Exception {
		OutputContent content = serveNothing(wire).open(new RunOutput("output_1", OutputType.TEXT, "A harbour"));
		content.stream().close();
		assertThatIllegalStateException().isThrownBy(() -> content.stream().read());
		assertThat(this.flora.recorded()).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void textsAreBoundedToo(Wire wire) {
		this.flora = TestOutputs.onLoopback(wire, Settings.defaults().maxSize(3));
		assertThatExceptionOfType(FloraResponseTooLargeException.class)
			.isThrownBy(() -> this.flora.outputs().save(new RunOutput("t", OutputType.TEXT, "four"), this.directory));
		assertThat(this.flora.recorded()).containsExactly("text invalid_response 0");
	}

	@ParameterizedTest
	@EnumSource
	void compressedBodyIsRefused(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket,
				"200 OK\nContent-Encoding: gzip\nContent-Length: 3", part(0, 3)));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("compressed");
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void cutFileIsGoneOnWith(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			switch (count.getAndIncrement()) {
				case 0 -> send(socket, "200 OK\nETag: \"one\"\nContent-Length: 200000", part(0, 70_000));
				case 1 -> sendRest(socket, request, 150_000);
				case 2 -> send(socket, "503 Busy\nContent-Length: 0", new byte[0]);
				default -> sendRest(socket, request, 200_000);
			}
		});
		SavedOutput saved = this.flora.outputs().save(output, this.directory);
		assertThat(saved.size()).isEqualTo(200_000);
		assertThat(this.directory.resolve("output_1.jpg")).hasBinaryContent(FILE);
		assertThat(this.server.requests()).hasSize(4);
		assertThat(this.server.requests().get(0)).doesNotContainIgnoringCase("range");
		assertThat(this.server.requests().get(1)).containsIgnoringCase("if-range: \"one\"\r\n");
	}

	@ParameterizedTest
	@EnumSource
	void cutChunksAreGoneOnWith(Wire wire) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "200 OK\nETag: \"one\"\nTransfer-Encoding: chunked", new byte[0]);
				RawServer.send(socket, "186a0\n");
				socket.getOutputStream().write(part(0, 100_000));
				RawServer.send(socket, "\n186a0\n");
			}
			else {
				sendRest(socket, request, 200_000);
			}
		});
		try (OutputContent content = this.flora.outputs().open(output)) {
			assertThat(content.length()).isEmpty();
			assertThat(content.stream().readAllBytes()).isEqualTo(FILE);
		}
	}

	static Stream<Arguments> otherFiles() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream
				.of("206 Partial\nETag: \"two\"\nContent-Range: bytes 70000-199999/200000",
						"206 Partial\nContent-Range: bytes 70000-199999/200000",
						"206 Partial\nETag: W/\"one\"\nContent-Range: bytes 70000-199999/200000",
						"206 Partial\nETag: \"one\"\nContent-Range: bytes 70001-199999/200000",
						"206 Partial\nETag: \"one\"\nContent-Range: bytes 70000-199999/200001",
						"206 Partial\nETag: \"one\"", "206 Partial\nETag: \"one\"\nContent-Range: nonsense",
						"200 OK\nETag: \"one\"", "200 OK\nETag: \"two\"", "404 Gone", "416 Range",
						"206 Partial\nETag: \"one\"\nContent-Encoding: gzip\nContent-Range: bytes 70000-199999/200000")
				.map((head) -> Arguments.of(wire, head)));
	}

	@ParameterizedTest
	@MethodSource("otherFiles")
	void twoFilesAreNeverMixed(Wire wire, String second) throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "200 OK\nETag: \"one\"\nContent-Length: 200000", part(0, 70_000));
			}
			else {
				int from = Integer.parseInt(request.replaceAll("(?is).*\r\nrange: bytes=(\\d+)-\r\n.*", "$1"));
				String head = second.replace("70000", String.valueOf(from)).replace("70001", String.valueOf(from + 1));
				send(socket, head + "\nContent-Length: " + (200_000 - from), new byte[200_000 - from]);
			}
		});
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory));
		assertThat(this.server.requests()).hasSize(2);
		assertThat(files()).isEmpty();
	}

	static Stream<Arguments> falseRanges() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream.of(Arguments.of(wire, false, 149_999, "*"),
					Arguments.of(wire, false, 199_999, "150000"), Arguments.of(wire, true, 249_999, "200000"),
					Arguments.of(wire, true, 249_999, "*"), Arguments.of(wire, true, 200_000, "200000")));
	}

	/** A host may send less than the rest, and none may send more. */
	@ParameterizedTest
	@MethodSource("falseRanges")
	void partThatMayNotBeTheLastOneIsNotTakenForIt(Wire wire, boolean lengthKnown, int end, String total)
			throws Exception {
		AtomicInteger count = new AtomicInteger();
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (count.getAndIncrement() == 0) {
				send(socket, "200 OK\nETag: \"one\"\n"
						+ (lengthKnown ? "Content-Length: 200000" : "Transfer-Encoding: chunked"), new byte[0]);
				RawServer.send(socket, lengthKnown ? "" : "186a0\n");
				socket.getOutputStream().write(part(0, 70_000));
				return;
			}
			int from = Integer.parseInt(request.replaceAll("(?is).*\r\nrange: bytes=(\\d+)-\r\n.*", "$1"));
			send(socket, "206 Partial\nETag: \"one\"\nContent-Range: bytes " + from + "-" + end + "/" + total
					+ "\nContent-Length: " + (end + 1 - from), new byte[end + 1 - from]);
		});
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("did not go on with the same file");
		assertThat(this.server.requests()).hasSize(2);
		assertThat(files()).isEmpty();
	}

	static Stream<Arguments> weakTags() {
		return Stream.of(Wire.values())
			.flatMap((wire) -> Stream
				.of("", "\nETag: W/\"one\"", "\nETag: one", "\nETag: \"", "\nETag: \"one\"\nETag: W/\"one\"",
						"\nETag: \"one\", W/\"two\"")
				.map((tag) -> Arguments.of(wire, tag)));
	}

	@ParameterizedTest
	@MethodSource("weakTags")
	void cutFileWithoutStrongTagIsAnError(Wire wire, String tag) throws Exception {
		RunOutput output = serve(wire,
				(request, raw, socket) -> send(socket, "200 OK\nContent-Length: 200000" + tag, part(0, 70_000)));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining(" of 200000 bytes");
		assertThat(this.server.requests()).hasSize(1);
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void continuationsAreFew(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> {
			if (request.toLowerCase().contains("if-range")) {
				sendRest(socket, request, 0);
			}
			else {
				send(socket, "200 OK\nETag: \"one\"\nContent-Length: 200000", part(0, 1000));
			}
		});
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory));
		assertThat(this.server.requests()).hasSize(4);
	}

	@ParameterizedTest
	@EnumSource
	void bodyThatDoesNotTellItsEndIsRefused(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket, "200 OK", FILE));
		assertThatExceptionOfType(FloraResponseException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("how long it is");
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void interruptWakesAtOnce(Wire wire) throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		RunOutput output = serve(wire, (request, raw, socket) -> {
			send(socket, "200 OK\nContent-Length: 200000", part(0, 70_000));
			asked.countDown();
			raw.hang();
		});
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicInteger flag = new AtomicInteger();
		Thread thread = new Thread(() -> {
			try {
				this.flora.outputs().save(output, this.directory);
			}
			catch (Throwable ex) {
				thrown.set(ex);
			}
			flag.set(Thread.currentThread().isInterrupted() ? 1 : 2);
		});
		thread.start();
		asked.await();
		thread.interrupt();
		thread.join(10_000);
		assertThat(thrown.get()).isInstanceOf(FloraInterruptedException.class);
		assertThat(flag).hasValue(1);
		assertThat(files()).isEmpty();
		assertThat(this.flora.recorded()).hasSize(1).first().asString().startsWith("image interrupted");
	}

	@ParameterizedTest
	@EnumSource
	void closingTheClientWakesToo(Wire wire) throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		RunOutput output = serve(wire, (request, raw, socket) -> {
			asked.countDown();
			raw.hang();
		});
		Thread closing = new Thread(() -> {
			try {
				asked.await();
			}
			catch (InterruptedException ex) {
				return;
			}
			this.flora.close();
		});
		closing.start();
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("closed");
		closing.join();
		assertThatExceptionOfType(FloraConnectionException.class)
			.isThrownBy(() -> this.flora.outputs().save(output, this.directory))
			.withMessageContaining("closed");
		assertThat(files()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void deadlineCoversASlowReader(Wire wire) throws Exception {
		Settings settings = Settings.defaults().timeout(Duration.ofMillis(1500));
		RunOutput output = serve(wire, settings, (request, raw, socket) -> {
			send(socket, "200 OK\nContent-Length: 200000", part(0, 1100));
			raw.trickle(socket);
		});
		try (OutputContent content = this.flora.outputs().open(output)) {
			InputStream in = content.stream();
			assertThatExceptionOfType(FloraTimeoutException.class).isThrownBy(in::readAllBytes)
				.withMessageContaining("1500 ms")
				.withMessageContaining("FloraClientBuilder.outputTimeout");
			assertThatExceptionOfType(FloraTimeoutException.class).isThrownBy(in::read);
		}
		assertThat(this.flora.recorded()).hasSize(1).first().asString().startsWith("image timeout ");
	}

	@ParameterizedTest
	@EnumSource
	void openOutputTellsItsTypeAndLength(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket, "200 OK\nContent-Length: 200000", FILE));
		OutputContent content = this.flora.outputs().open(output);
		assertThat(content.mediaType()).isEqualTo("image/jpeg");
		assertThat(content.length()).hasValue(200_000);
		assertThat(content.stream()).isSameAs(content.stream());
		assertThat(content.stream().readAllBytes()).isEqualTo(FILE);
		assertThat(content.stream().read()).isEqualTo(-1);
		content.close();
		content.close();
		this.flora.outputs().open(output).close();
		assertThat(this.flora.recorded()).hasSize(2)
			.contains("image success 200000")
			.anyMatch((recorded) -> recorded.startsWith("image abandoned"));
	}

	@ParameterizedTest
	@EnumSource
	void proxyIsUsedButForThisMachine(Wire wire) throws Exception {
		RunOutput output = serve(wire,
				(request, raw, socket) -> send(socket, "503 No\nContent-Length: 0", new byte[0]));
		try (TestOutputs behind = TestOutputs.with(wire, TestOutputs.guard("https://app.flora.ai/api/v1", (host) -> {
			throw new AssertionError("Looked up: " + host);
		}), Settings.defaults()
			.baseUrl("https://app.flora.ai/api/v1")
			.proxy(URI.create("http://localhost:" + this.server.port())))) {
			assertThatExceptionOfType(FloraException.class)
				.isThrownBy(() -> behind.outputs().open(TestOutputs.image("https://media.flora.ai/a.png")));
			assertThat(this.server.requests()).singleElement().asString().startsWith("CONNECT media.flora.ai:443 ");
			assertThatExceptionOfType(FloraRequestRefusedException.class)
				.isThrownBy(() -> behind.outputs().open(TestOutputs.image("https://10.0.0.1/a.png")));
			assertThatExceptionOfType(FloraRequestRefusedException.class)
				.isThrownBy(() -> behind.outputs().open(output));
		}
		assertThat(this.server.requests()).hasSize(1);
	}

	/** Who reads a stream to its end often does not close it. */
	@ParameterizedTest
	@EnumSource
	void nothingIsKeptOfWhatWasReadAndNotClosed(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> send(socket, "200 OK\nContent-Length: 200000", FILE));
		OutputContent content = this.flora.outputs().open(output);
		assertThat(this.flora.running()).isOne();
		assertThat(content.stream().readAllBytes()).isEqualTo(FILE);
		Awaitility.await().until(() -> this.flora.running() == 0);
		content.close();
		assertThat(this.flora.recorded()).containsExactly("image success 200000");
	}

	/** Who has opened one may forget it, and its host may fall silent. */
	@ParameterizedTest
	@EnumSource
	void nothingIsKeptOfWhatWasForgotten(Wire wire) throws Exception {
		CountDownLatch left = new CountDownLatch(1);
		RunOutput output = serve(wire, Settings.defaults().timeout(Duration.ofMillis(1500)), (request, raw, socket) -> {
			send(socket, "200 OK\nContent-Length: 200000", part(0, 2000));
			try {
				socket.getInputStream().transferTo(OutputStream.nullOutputStream());
			}
			finally {
				left.countDown();
			}
		});
		OutputContent content = this.flora.outputs().open(output);
		Awaitility.await().until(() -> this.flora.running() == 0);
		assertThat(left.await(10, TimeUnit.SECONDS)).as("connection is closed").isTrue();
		assertThatExceptionOfType(FloraTimeoutException.class).isThrownBy(() -> content.stream().readAllBytes())
			.withMessageContaining("1500 ms");
		content.close();
	}

	@ParameterizedTest
	@EnumSource
	void closingAnOutputWakesWhoReadsIt(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> {
			send(socket, "200 OK\nContent-Length: 200000", part(0, 2000));
			raw.hang();
		});
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		OutputContent content = this.flora.outputs().open(output);
		Thread thread = new Thread(() -> {
			try {
				content.stream().readAllBytes();
			}
			catch (Throwable ex) {
				thrown.set(ex);
			}
		});
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
		content.close();
		thread.join(10_000);
		assertThat(thrown.get()).isInstanceOf(FloraException.class).hasMessageContaining("closed");
		assertThat(this.flora.running()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void nothingIsKeptOfWhatNoThreadCanBegin(Wire wire) throws Exception {
		RunOutput output = serve(wire, (request, raw, socket) -> {
		});
		this.flora.close();
		assertThatExceptionOfType(FloraConnectionException.class).isThrownBy(() -> this.flora.outputs().open(output));
		assertThat(this.flora.running()).isZero();
	}

	@ParameterizedTest
	@EnumSource
	void thisMachineIsNotReachedThroughTheProxyHoweverItIsCalled(Wire wire) throws Exception {
		this.server = new RawServer((request, raw, socket) -> send(socket, "503 No\nContent-Length: 0", new byte[0]));
		this.flora = TestOutputs.with(wire,
				TestOutputs.guard("http://127.0.0.1:1/api/v1",
						(host) -> new InetAddress[] { InetAddress.getLoopbackAddress() }),
				Settings.defaults().proxy(URI.create("http://127.0.0.1:" + this.server.port())));
		int port = 1;
		for (String host : new String[] { "127.0.0.1", "127.0.0.2", "localhost", "LOCALHOST", "[::1]",
				"[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "media.localhost" }) {
			assertThatExceptionOfType(FloraException.class).as(host)
				.isThrownBy(
						() -> this.flora.outputs().open(TestOutputs.image("http://" + host + ":" + port + "/a.png")));
		}
		assertThat(this.server.requests()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void proxiesOfTheJvmAreNotAskedFor(Wire wire) throws Exception {
		List<URI> asked = new CopyOnWriteArrayList<>();
		ProxySelector before = ProxySelector.getDefault();
		ProxySelector.setDefault(new ProxySelector() {

			@Override
			public List<Proxy> select(URI url) {
				asked.add(url);
				return List.of(Proxy.NO_PROXY);
			}

			@Override
			public void connectFailed(URI url, SocketAddress address, IOException failure) {
			}

		});
		try {
			RunOutput output = serve(wire,
					(request, raw, socket) -> send(socket, "200 OK\nContent-Length: 200000", FILE));
			assertThat(this.flora.outputs().save(output, this.directory).size()).isEqualTo(200_000);
		}
		finally {
			ProxySelector.setDefault(before);
		}
		assertThat(asked).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void proxyMayBeAnAddressOfIpv6(Wire wire) throws Exception {
		this.server = new RawServer((request, raw, socket) -> send(socket, "503 No\nContent-Length: 0", new byte[0]),
				new ServerSocket(0, 50, InetAddress.getByName("::1")));
		this.flora = TestOutputs.with(wire, TestOutputs.guard("https://app.flora.ai/api/v1", (host) -> {
			throw new AssertionError("Looked up: " + host);
		}), Settings.defaults()
			.baseUrl("https://app.flora.ai/api/v1")
			.proxy(URI.create("http://[::1]:" + this.server.port())));
		assertThatExceptionOfType(FloraException.class)
			.isThrownBy(() -> this.flora.outputs().open(TestOutputs.image("https://media.flora.ai/a.png")));
		assertThat(this.server.requests()).singleElement().asString().startsWith("CONNECT media.flora.ai:443 ");
	}

}
