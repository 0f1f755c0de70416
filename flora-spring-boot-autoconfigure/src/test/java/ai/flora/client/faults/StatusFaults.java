package ai.flora.client.faults;

import java.util.List;
import java.util.stream.Stream;

import ai.flora.client.internal.transport.Transports;

/**
 * Every status, once in the form of FLORA's envelope, as platforms write it, too, and
 * once with a page: a gateway's. Only FLORA's documented codes tell that it did nothing,
 * so that a start that is answered with 408 or 5xx without one may have been accepted.
 */
final class StatusFaults {

	/** Status, what calls come to, and what a start comes to. */
	private static final String TABLE = """
			300 Api 1                       Api 1
			304 Api 1                       Api 1
			305 Api 1                       Api 1
			399 Api 1                       Api 1
			400 Validation 1                Validation 1
			401 Authentication 1            Authentication 1
			402 InsufficientCredits 1       InsufficientCredits 1
			403 PermissionDenied 1          PermissionDenied 1
			404 NotFound 1                  NotFound 1
			405 Api 1                       Api 1
			406 Api 1                       Api 1
			407 Api 1                       Api 1
			408 Api 3                       StartUnconfirmed asked
			409 Conflict 1                  Conflict 1
			410 Api 1                       Api 1
			411 Api 1                       Api 1
			412 Api 1                       Api 1
			413 Api 1                       Api 1
			414 Api 1                       Api 1
			415 Api 1                       Api 1
			416 Api 1                       Api 1
			417 Api 1                       Api 1
			418 Api 1                       Api 1
			420 Api 1                       Api 1
			421 Api 1                       Api 1
			422 Validation 1                Validation 1
			423 Api 1                       Api 1
			424 Api 1                       Api 1
			425 Api 1                       Api 1
			426 Api 1                       Api 1
			428 Api 1                       Api 1
			429 RateLimit 3 waiting 10000   RateLimit 3 waiting 10000
			431 Api 1                       Api 1
			451 Api 1                       Api 1
			499 Api 1                       Api 1
			500 Server 3                    StartUnconfirmed asked
			501 Server 1                    StartUnconfirmed asked
			502 Server 3                    StartUnconfirmed asked
			503 Server 3                    StartUnconfirmed asked
			504 Server 3                    StartUnconfirmed asked
			505 Server 1                    StartUnconfirmed asked
			506 Server 1                    StartUnconfirmed asked
			507 Server 1                    StartUnconfirmed asked
			508 Server 1                    StartUnconfirmed asked
			509 Server 1                    StartUnconfirmed asked
			510 Server 1                    StartUnconfirmed asked
			511 Server 1                    StartUnconfirmed asked
			520 Server 1                    StartUnconfirmed asked
			599 Server 1                    StartUnconfirmed asked
			600 Api 1                       StartUnconfirmed asked
			999 Api 1                       StartUnconfirmed asked
			""";

	private static final String ENVELOPE = "{\"error\":{\"code\":\"some_code\",\"message\":\"No.\"}}";

	private static final String PAGE = "<html><h1>The gateway is sorry</h1></html>";

	private StatusFaults() {
	}

	static List<Fault> all() {
		return Stream.concat(TABLE.lines().flatMap(StatusFaults::row), odd()).toList();
	}

	private static Stream<Fault> row(String row) {
		String status = row.substring(0, 3);
		String calls = row.substring(4, 32).strip();
		String probe = calls.replaceAll(" 3.*", " 1");
		String lost = row.substring(32);
		return Stream.of(
				Fault
					.of(status + " in FLORA's form",
							(exchange) -> exchange.answer(status + " X\nContent-Type: application/json", ENVELOPE))
					.expect(calls, probe, lost),
				Fault
					.of(status + " of a gateway's",
							(exchange) -> exchange.answer(status + " X\nContent-Type: text/html", PAGE))
					.expect(calls, probe, lost));
	}

	private static Fault own(String status, String code, String start) {
		String calls = status.equals("408") ? "Api" : "Server";
		return Fault
			.of(status + " " + code,
					(exchange) -> exchange.answer(status + " X\nContent-Type: application/json",
							ENVELOPE.replace("some_code", code)))
			.expect(calls + " 3", calls + " 1", start);
	}

	private static Stream<Fault> odd() {
		return Stream.of(own("500", "internal_error", "StartUnconfirmed 1 waiting 3000"),
				own("500", "unknown_error", "StartUnconfirmed 1 waiting 3000"),
				own("503", "service_unavailable", "StartUnconfirmed 1 waiting 3000"),
				own("502", "service_unavailable", "StartUnconfirmed asked"),
				own("504", "internal_error", "StartUnconfirmed asked"),
				own("408", "service_unavailable", "StartUnconfirmed asked"),
				Fault.of("299, which is a success", (exchange) -> exchange.answer("299 What", exchange.good()))
					.expect("fine 1", "fine 1", "fine 1"),
				Fault
					.of("409 idempotency_duplicate",
							(exchange) -> exchange.answer("409 Conflict",
									ENVELOPE.replace("some_code", "idempotency_duplicate")))
					.expect("Conflict 1", "Conflict 1", "StartUnconfirmed 1 at the deadline"),
				Fault
					.of("409 idempotency_conflict",
							(exchange) -> exchange.answer("409 Conflict",
									ENVELOPE.replace("some_code", "idempotency_conflict")))
					.expect("Conflict 1", "Conflict 1", "Conflict 1"),
				Fault
					.of("401 with a challenge",
							(exchange) -> exchange.answer("401 No\nWWW-Authenticate: Basic realm=\"x\"", PAGE))
					.expect("Authentication 1", "Authentication 1", "Authentication 1"),
				Fault
					.of("407 with a challenge",
							(exchange) -> exchange.answer("407 No\nProxy-Authenticate: Basic realm=\"x\"", PAGE))
					.expect("Api 1", "Api 1", "Api 1"),
				Fault.of("101 to nowhere", (exchange) -> {
					exchange.send("HTTP/1.1 101 Switching Protocols\nUpgrade: h2c\nConnection: Upgrade\n\n");
				})
					// Jetty leaves the connection to whoever speaks the other protocol.
					.keptBy(Transports.JETTY)
					.expect("Connection 3", "Connection 1", "StartUnconfirmed asked"));
	}

}
