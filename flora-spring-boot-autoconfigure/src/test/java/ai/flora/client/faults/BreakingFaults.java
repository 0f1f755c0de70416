package ai.flora.client.faults;

import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.internal.transport.Transports;

/**
 * Connections that end where an answer should go on, with a reset or politely. What is
 * broken is tried again; a start then may have been accepted.
 */
final class BreakingFaults {

	private static final String OK = "HTTP/1.1 200 OK\nContent-Type: application/json\n";

	private static final String LOST = "StartUnconfirmed asked";

	private BreakingFaults() {
	}

	static List<Fault> all() {
		return Stream
			.of(both("after the request", "", true), both("in the status line", "HTTP/1.1 20", true), afterStatusLine(),
					both("in a header", "HTTP/1.1 200 OK\nContent-Ty", true),
					both("before the body", OK + "Content-Length: 500\n\n", false),
					both("in the body", OK + "Content-Length: 500\n\n{\"run_id\":", false),
					both("in a chunk's size", OK + "Transfer-Encoding: chunked\n\n5\n{\"run\n1", false),
					both("in a chunk", OK + "Transfer-Encoding: chunked\n\n5\n{\"run\n20\n_id", false),
					both("between chunks", OK + "Transfer-Encoding: chunked\n\n5\n{\"run\n", false),
					both("after an interim answer", "HTTP/1.1 103 Early Hints\nLink: </x>\n\n", false),
					Stream.of(endless()))
			.flatMap((faults) -> faults)
			.toList();
	}

	private static Stream<Fault> both(String where, String start, boolean unanswered) {
		return Stream.of(Fault.of("reset " + where, (exchange) -> {
			exchange.send(start);
			exchange.reset();
		}), Fault.of("closed " + where, (exchange) -> exchange.send(start))).map((fault) -> {
			fault.expect("Connection 3", "Connection 1", LOST);
			return unanswered ? fault.repeatedByJdk() : fault;
		});
	}

	/** Apache's client takes that for the end of the headers, and of the answer. */
	private static Stream<Fault> afterStatusLine() {
		return both("after the status line", "HTTP/1.1 200 OK\n", true)
			.map((fault) -> fault.toString().startsWith("reset") ? fault
					: fault.expect(Transports.APACHE, "Response 1", "Response 1", "StartUnconfirmed asked"));
	}

	/** Without a length, nobody can tell that the end came too early. */
	private static Fault endless() {
		return Fault
			.of("closed in a body without length",
					(exchange) -> exchange.send(OK + "\n" + exchange.good().substring(0, 10)))
			.expect("Response 1", "Response 1", "StartUnconfirmed asked");
	}

}
