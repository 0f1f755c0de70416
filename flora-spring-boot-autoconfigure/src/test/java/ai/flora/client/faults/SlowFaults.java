package ai.flora.client.faults;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.internal.transport.Transports;

/**
 * Answers that come too slowly, or not at all.
 */
final class SlowFaults {

	private static final String OK = "HTTP/1.1 200 OK\nContent-Type: application/json\n";

	private static final String CHUNKED = OK + "Transfer-Encoding: chunked\n\n";

	private static final String LONG = OK + "Content-Length: 99999\n\n";

	private SlowFaults() {
	}

	static List<Fault> all() {
		return Stream
			.of(silent("after the request", ""), silent("in the status line", "HTTP/1.1 20"),
					silent("in a header", "HTTP/1.1 200 OK\nContent-Ty"), silent("before the body", LONG),
					silent("in the body", LONG + "{\"run_id\":"), silent("between chunks", CHUNKED + "5\n{\"run\n"),
					silent("after an interim answer", "HTTP/1.1 100 Continue\n\n"),
					dripping("the status line", "HTTP/1.1 200 O", "K"),
					dripping("a header", "HTTP/1.1 200 OK\nX-Slow: ", "x"),
					dripping("headers", "HTTP/1.1 200 OK\n", "X-Slow: 1\n"),
					dripping("interim answers", "", "HTTP/1.1 102 Processing\n\n"), dripping("the body", LONG, " "),
					dripping("chunks", CHUNKED, "1\n \n"), drippingSize(),
					dripping("an error's body", "HTTP/1.1 500 No\nContent-Length: 99999\n\n", "<"), Stream.of(slow(),
							readTimeout("after the request", ""), readTimeout("in the body", LONG + "{\"run_id\":")))
			.flatMap((faults) -> faults)
			.toList();
	}

	private static Stream<Fault> silent(String where, String start) {
		return Stream.of(atDeadline(Fault.of("silence " + where, (exchange) -> {
			exchange.send(start);
			exchange.hang();
		})));
	}

	private static Stream<Fault> dripping(String what, String start, String repeated) {
		return Stream.of(atDeadline(Fault.of(what + " one byte at a time, without end", (exchange) -> {
			exchange.drip(start);
			exchange.dripForever(repeated);
		})));
	}

	/** Jetty's client takes few digits, however little they say. */
	private static Stream<Fault> drippingSize() {
		return dripping("a chunk's size", CHUNKED, "0")
			.map((fault) -> fault.expect(Transports.JETTY, "Connection 3", "Connection 1", "StartUnconfirmed asked"));
	}

	private static Fault atDeadline(Fault fault) {
		return fault.expect("Timeout 1 after 2000", "Timeout 1 after 2000", "StartUnconfirmed 1 after 2000");
	}

	private static Fault slow() {
		return Fault.of("a whole answer one byte at a time", (exchange) -> {
			exchange.drip(OK + "Content-Length: " + exchange.good().length() + "\n\n" + exchange.good());
			exchange.whole();
		}).expect("fine 1", "fine 1", "fine 1");
	}

	/**
	 * The transport's own timeout is shorter than the deadline: there is time to try
	 * again.
	 */
	private static Fault readTimeout(String where, String start) {
		return Fault.of("silence " + where + ", longer than the read timeout", (exchange) -> {
			exchange.send(start);
			exchange.hang();
		}).readTimeout(Duration.ofMillis(700)).expect("Timeout 3", "Timeout 1", "StartUnconfirmed asked");
	}

}
