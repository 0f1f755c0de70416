package ai.flora.client.faults;

import java.util.List;
import java.util.stream.Stream;

/**
 * Successful answers that say something else than they should, or the right thing in an
 * odd way.
 */
final class BodyFaults {

	private static final String JSON = "200 OK\nContent-Type: application/json";

	private BodyFaults() {
	}

	static List<Fault> all() {
		return Stream.concat(unreadable(), readable()).toList();
	}

	/** Trying again is no use, and a start that was answered was perhaps accepted. */
	private static Stream<Fault> unreadable() {
		return Stream.of(body("page of a gateway", "200 OK\nContent-Type: text/html", "<html><h1>Welcome</h1></html>"),
				body("nothing", JSON, ""), body("nonsense", JSON, "\u0000\u0001%PDF-1.7 \ufffd nonsense"),
				body("half of the JSON", JSON, "{\"run_id\":\"run_1\",\"workspaces\":[{\"generations\":["),
				body("deep arrays", JSON, "[".repeat(90_000)), body("deep objects", JSON, "{\"run_id\":".repeat(9_000)),
				body("deep JSON in a field that is ignored", JSON,
						"{\"x\":" + "[".repeat(45_000) + "]".repeat(45_000) + "}"),
				body("null", JSON, "null"), body("array", JSON, "[]"), body("string", JSON, "\"run_1\""),
				body("number", JSON, "42"), body("empty object", JSON, "{}"),
				body("fields of wrong types", JSON, "{\"run_id\":{},\"generations\":7,\"workspaces\":\"ws\"}"),
				body("null in all fields", JSON,
						"{\"run_id\":null,\"status\":null,\"generations\":null,\"workspaces\":null}"),
				body("error with a successful status", JSON,
						"{\"error\":{\"code\":\"internal_error\",\"message\":\"No\"}}"),
				Fault.of("no content", (exchange) -> exchange.send("HTTP/1.1 204 No Content\nConnection: close\n\n")))
			.map((fault) -> fault.expect("Response 1", "Response 1", "StartUnconfirmed asked"));
	}

	private static Stream<Fault> readable() {
		return Stream
			.of(good("JSON as text/html", "200 OK\nContent-Type: text/html"), good("JSON without a type", "200 OK"),
					good("JSON with an impossible type", "200 OK\nContent-Type: ;;;/\u00e4"),
					good("JSON with two types", "200 OK\nContent-Type: text/html\nContent-Type: image/png"),
					good("JSON with a charset that is none", "200 OK\nContent-Type: application/json;charset=klingon"),
					Fault.of("JSON after a byte order mark",
							(exchange) -> exchange.answer(JSON, "\ufeff" + exchange.good())))
			.map((fault) -> fault.expect("fine 1", "fine 1", "fine 1"));
	}

	private static Fault body(String name, String head, String body) {
		return Fault.of(name, (exchange) -> exchange.answer(head, body));
	}

	private static Fault good(String name, String head) {
		return Fault.of(name, (exchange) -> exchange.answer(head, exchange.good()));
	}

}
