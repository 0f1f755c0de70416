package ai.flora.client.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import ai.flora.client.faults.Exchange.Script;
import ai.flora.client.internal.transport.Transports;

/**
 * Answers that are too large, badly compressed, or not as long as they say.
 */
final class SizeFaults {

	private static final String OK = "200 OK\nContent-Type: application/json";

	private static final String HEAD = "HTTP/1.1 " + OK + "\n";

	private static final String GZIP = OK + "\nContent-Encoding: gzip";

	private static final String LOST = "StartUnconfirmed asked";

	private static final byte[] BOMB = bomb();

	private SizeFaults() {
	}

	static List<Fault> all() {
		return Stream.of(endless(), compressed(), lengths()).flatMap((faults) -> faults).toList();
	}

	private static Stream<Fault> endless() {
		return Stream.of(flood("endless chunks", HEAD + "Transfer-Encoding: chunked\n\n", "4\n[[[[\n"),
				flood("endless body without length", HEAD + "\n", "["),
				flood("body of a terabyte", HEAD + "Content-Length: 1000000000000\n\n", "["),
				tooLarge("body of 1 GiB", (exchange) -> {
					exchange.send(HEAD + "Content-Length: " + (1L << 30) + "\n\n");
					exchange.flood(new byte[8192], 1L << 30);
				}),
				flood("error with an endless body", "HTTP/1.1 503 No\nContent-Type: text/html\n\n", "<p>")
					.expect("Server 3", "Server 1", "StartUnconfirmed asked"),
				Fault.of("refusal with a body of 1 GiB", (exchange) -> {
					exchange.send("HTTP/1.1 404 No\nContent-Length: " + (1L << 30) + "\n\n");
					exchange.flood(new byte[8192], 1L << 30);
				}).expect("NotFound 1", "NotFound 1", "NotFound 1"));
	}

	/**
	 * All ask for gzip. Jetty's client does not look at the checksum, and does not notice
	 * that a gzip ends too early: the deadline does. Reactor's takes that for the end.
	 */
	private static Stream<Fault> compressed() {
		return Stream.of(
				Fault.of("gzip, as it should be", (exchange) -> exchange.answer(GZIP, gzip(exchange)))
					.expect("fine 1", "fine 1", "fine 1"),
				tooLarge("gzip of 1 GiB", (exchange) -> exchange.answer(GZIP, BOMB)),
				unreadable("not gzip, although it says so", (exchange) -> exchange.answer(GZIP, "<html>no</html>")),
				unreadable("gzip with a wrong checksum", (exchange) -> exchange.answer(GZIP, broken(exchange)))
					.expect(Transports.JETTY, "fine 1", "fine 1", "fine 1"),
				Fault.of("half a gzip", (exchange) -> exchange.answer(GZIP, half(exchange)))
					.expect("Connection 3", "Connection 1", "StartUnconfirmed asked")
					.expect(Transports.JETTY, "Timeout 1 after 2000", "Timeout 1 after 2000",
							"StartUnconfirmed 1 after 2000")
					.expect(Transports.REACTOR, "Response 1", "Response 1", "StartUnconfirmed asked"));
	}

	private static Stream<Fault> lengths() {
		return Stream.of(
				Fault
					.of("body shorter than it says",
							(exchange) -> exchange.send(HEAD + "Content-Length: 9999\n\n" + exchange.good()))
					.expect("Connection 3", "Connection 1", "StartUnconfirmed asked"),
				unreadable("body longer than it says", (exchange) -> {
					exchange.send(HEAD + "Content-Length: 10\n\n" + exchange.good());
					exchange.whole();
				}));
	}

	private static Fault flood(String name, String start, String repeated) {
		return tooLarge(name, (exchange) -> {
			exchange.send(start);
			exchange.flood(repeated);
		});
	}

	private static Fault tooLarge(String name, Script script) {
		return Fault.of(name, script).expect("ResponseTooLarge 1", "ResponseTooLarge 1", LOST);
	}

	private static Fault unreadable(String name, Script script) {
		return Fault.of(name, script).expect("Response 1", "Response 1", LOST);
	}

	private static byte[] broken(Exchange exchange) throws IOException {
		byte[] bytes = gzip(exchange);
		bytes[bytes.length - 6] ^= 1;
		return bytes;
	}

	private static byte[] half(Exchange exchange) throws IOException {
		return Arrays.copyOf(gzip(exchange), 20);
	}

	private static byte[] gzip(Exchange exchange) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
			out.write(exchange.good().getBytes(StandardCharsets.UTF_8));
		}
		return bytes.toByteArray();
	}

	private static byte[] bomb() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		byte[] spaces = " ".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
		try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
			for (int i = 0; i <= 1 << 10; i++) {
				out.write(spaces);
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return bytes.toByteArray();
	}

}
