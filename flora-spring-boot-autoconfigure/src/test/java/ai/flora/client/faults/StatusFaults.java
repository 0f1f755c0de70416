package ai.flora.client.faults;

import java.util.List;
import java.util.stream.Stream;

/**
 * Every status, once with FLORA's envelope, and once with a page: a gateway's. FLORA's
 * own errors tell that it did nothing; a gateway cannot know, so that a start that it
 * answers with 408 or 5xx is one that may have been accepted.
 */
final class StatusFaults {

	/** Status, what calls come to, and what a start that a gateway answers comes to. */
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
			408 Api 3                       StartUnconfirmed 3 at the deadline
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
			500 Server 3                    StartUnconfirmed 3 at the deadline
			501 Server 1                    StartUnconfirmed 1 at the deadline
			502 Server 3                    StartUnconfirmed 3 at the deadline
			503 Server 3                    StartUnconfirmed 3 at the deadline
			504 Server 3                    StartUnconfirmed 3 at the deadline
			505 Server 1                    StartUnconfirmed 1 at the deadline
			506 Server 1                    StartUnconfirmed 1 at the deadline
			507 Server 1                    StartUnconfirmed 1 at the deadline
			508 Server 1                    StartUnconfirmed 1 at the deadline
			509 Server 1                    StartUnconfirmed 1 at the deadline
			510 Server 1                    StartUnconfirmed 1 at the deadline
			511 Server 1                    StartUnconfirmed 1 at the deadline
			520 Server 1                    StartUnconfirmed 1 at the deadline
			599 Server 1                    StartUnconfirmed 1 at the deadline
			600 Api 1                       StartUnconfirmed 1 at the deadline
			999 Api 1                       StartUnconfirmed 1 at the deadline
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
					.of(status + " of FLORA's",
							(exchange) -> exchange.answer(status + " X\nContent-Type: application/json", ENVELOPE))
					.expect(calls, probe, calls),
				Fault
					.of(status + " of a gateway's",
							(exchange) -> exchange.answer(status + " X\nContent-Type: text/html", PAGE))
					.expect(calls, probe, lost));
	}

	private static Stream<Fault> odd() {
		return Stream.of(
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
				}).expect("Connection 3", "Connection 1", "StartUnconfirmed 3 at the deadline"));
	}

}
