package ai.flora.client.faults;

import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.internal.transport.Transports;

/**
 * Heads of answers that no server should send.
 */
final class HeadFaults {

	private static final String BROKEN = "Connection 3";

	private static final String BROKEN_PROBE = "Connection 1";

	private static final String LOST_ONCE = "StartUnconfirmed asked";

	private static final String LOST = "StartUnconfirmed asked";

	private static final String JSON = "\nContent-Type: application/json";

	private HeadFaults() {
	}

	static List<Fault> all() {
		return Stream.of(broken(), endless(), interim(), lengths()).flatMap((faults) -> faults).toList();
	}

	private static Stream<Fault> broken() {
		return Stream
			.of(head("another protocol", "SSH-2.0-OpenSSH_9.6\n\n").keptByJdk(),
					head("no head at all", "{\"run_id\":\"run_1\"}\n\n").keptByJdk(),
					head("status that is no number", "HTTP/1.1 abc OK\n\n").keptByJdk(),
					head("status 000", "HTTP/1.1 000 What\n\n").keptByJdk(),
					head("status of two digits", "HTTP/1.1 20 OK\n\n").keptByJdk(),
					head("length that is no number", "HTTP/1.1 200 OK\nContent-Length: abc\n\n{}").keptByJdk(),
					head("length beyond all numbers", "HTTP/1.1 200 OK\nContent-Length: 99999999999999999999\n\n{}")
						.keptByJdk(),
					head("negative length", "HTTP/1.1 200 OK\nContent-Length: -7\n\n{}"),
					head("chunk whose size is no number", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\nXYZ\n{}\n"),
					head("header without a colon", "HTTP/1.1 200 OK\nnonsense\n\n"))
			.map((fault) -> fault.expect(BROKEN, BROKEN_PROBE, LOST))
			.map((fault) -> fault.toString().startsWith("header")
					? fault.expect(Transports.JDK, "Response 1", "Response 1", LOST_ONCE) : fault);
	}

	/** {@code flora.max-response-size} does not bound heads, but transports do. */
	private static Stream<Fault> endless() {
		return Stream.of(flood("status line", "HTTP/1.1 200 ", "O"), flood("header", "HTTP/1.1 200 OK\nX: ", "x"),
				flood("headers", "HTTP/1.1 200 OK\n", "X-Header: 1\n"), endlessInterims());
	}

	/** Only the JDK's client counts them. */
	private static Fault endlessInterims() {
		Fault fault = flood("interim answers", "", "HTTP/1.1 103 Early Hints\n\n");
		for (Transports transport : List.of(Transports.APACHE, Transports.JETTY, Transports.REACTOR)) {
			fault.expect(transport, "Timeout 1 after 2000", "Timeout 1 after 2000", "StartUnconfirmed 1 after 2000");
		}
		return fault;
	}

	private static Stream<Fault> interim() {
		return Stream.of(before("100 Continue"), before("102 Processing"),
				before("103 Early Hints\nLink: </style.css>"), before("199 What"));
	}

	private static Stream<Fault> lengths() {
		return Stream.of(
				Fault
					.of("two lengths that differ",
							(exchange) -> exchange.answer("200 OK" + JSON + "\nContent-Length: 3", exchange.good()))
					.expect(BROKEN, BROKEN_PROBE, LOST)
					.expect(Transports.JDK, "Response 1", "Response 1", LOST_ONCE),
				Fault.of("length, and chunks", (exchange) -> {
					exchange.send("HTTP/1.1 200 OK" + JSON + "\nContent-Length: 3\nTransfer-Encoding: chunked\n\n"
							+ Integer.toHexString(exchange.good().length()) + "\n" + exchange.good() + "\n0\n\n");
					exchange.whole();
				})
					.expect("fine 1", "fine 1", "fine 1")
					.expect(Transports.JDK, "Response 1", "Response 1", LOST_ONCE)
					// The two that refuse what could smuggle an answer.
					.expect(Transports.JETTY, BROKEN, BROKEN_PROBE, LOST)
					.expect(Transports.REACTOR, BROKEN, BROKEN_PROBE, LOST));
	}

	private static Fault head(String name, String answer) {
		return Fault.of(name, (exchange) -> exchange.send(answer));
	}

	private static Fault before(String status) {
		return Fault.of(status.split("\n")[0] + " before the answer", (exchange) -> {
			exchange.send("HTTP/1.1 " + status + "\n\n");
			exchange.answerWell();
		}).expect("fine 1", "fine 1", "fine 1");
	}

	private static Fault flood(String what, String start, String repeated) {
		return Fault.of("endless " + what, (exchange) -> {
			exchange.send(start);
			exchange.flood(repeated);
		}).keptByJdk().expect(BROKEN, BROKEN_PROBE, LOST);
	}

}
