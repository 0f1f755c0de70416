package ai.flora.client.faults;

import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.internal.transport.Transports;

/**
 * Answers that repeat the key, as a gateway's debug page does.
 */
final class EchoFaults {

	private static final String LOST = "StartUnconfirmed asked";

	private EchoFaults() {
	}

	static List<Fault> all() {
		return Stream.concat(whole(), broken()).toList();
	}

	private static Stream<Fault> whole() {
		return Stream.of(Fault
			.of("key in FLORA's error", (exchange) -> exchange.answer("401 No\nrequest-id: " + exchange.key(),
					"{\"error\":{\"code\":\"K\",\"message\":\"K\",\"fields\":[{\"field\":\"K\",\"message\":\"K\"}]}}"
						.replace("K", exchange.key())))
			.expect("Authentication 1", "Authentication 1", "Authentication 1"),
				Fault
					.of("key in a gateway's page",
							(exchange) -> exchange.answer("502 No\nX-Debug: " + exchange.key(),
									"<html>Authorization: Bearer " + exchange.key() + "</html>"))
					.expect("Server 3", "Server 1", LOST),
				Fault
					.of("key in the location of a redirect",
							(exchange) -> exchange
								.answer("302 Found\nLocation: " + Elsewhere.url() + "?" + exchange.key(), ""))
					.expect("Api 1", "Api 1", "Api 1"),
				Fault.of("key in the reason", (exchange) -> exchange.answer("400 " + exchange.key(), exchange.key()))
					.expect("Validation 1", "Validation 1", "Validation 1"),
				Fault
					.of("key in a page that should be JSON",
							(exchange) -> exchange.answer("200 OK\nContent-Type: text/html", "\"" + exchange.key()))
					.expect("Response 1", "Response 1", "StartUnconfirmed asked"),
				Fault
					.of("key in the content type",
							(exchange) -> exchange.answer("200 OK\nContent-Type: " + exchange.key(), "<html>"))
					.expect("Response 1", "Response 1", "StartUnconfirmed asked"),
				Fault
					.of("key in the retry time",
							(exchange) -> exchange.answer("503 No\nRetry-After: " + exchange.key(), exchange.key()))
					.expect("Server 3", "Server 1", LOST));
	}

	/** Parsers like to quote what they cannot read. */
	private static Stream<Fault> broken() {
		return Stream.of(head("status line", "", "\n\n").keptByJdk(), head("status", "HTTP/1.1 ", "\n\n").keptByJdk(),
				head("length", "HTTP/1.1 200 OK\nContent-Length: ", "\n\n{}").keptByJdk(),
				head("chunk's size", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", "\n{}\n"),
				head("header without a colon", "HTTP/1.1 200 OK\n", "\n\n").expect(Transports.JDK, "Response 1",
						"Response 1", "StartUnconfirmed asked"));
	}

	private static Fault head(String what, String before, String after) {
		return Fault.of("key as the " + what, (exchange) -> exchange.send(before + exchange.key() + after))
			.expect("Connection 3", "Connection 1", LOST);
	}

}
