package ai.flora.client.faults;

import java.util.List;
import java.util.stream.Stream;

/**
 * Answers that ask to come back at an odd time: never, if that is too far away; after the
 * client's own delay, if it makes no sense, and for a rate limit that is five seconds.
 */
final class RetryAfterFaults {

	private static final String ENVELOPE = "{\"error\":{\"code\":\"some_code\",\"message\":\"Later.\"}}";

	private RetryAfterFaults() {
	}

	static List<Fault> all() {
		return Stream.of(both("Retry-After: Sun, 06 Nov 1994 08:49:37 GMT", "RateLimit 3", "Server 3"),
				both("Retry-After: 0", "RateLimit 3", "Server 3"), both("Retry-After: -5", "RateLimit 3", "Server 3"),
				both("retry-after-ms: 20", "RateLimit 3", "Server 3"),
				both("Retry-After: 100000000000000000000", "RateLimit 1", "Server 1"),
				both("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT", "RateLimit 1", "Server 1"),
				both("retry-after-ms: 1" + "0".repeat(90), "RateLimit 1", "Server 1"),
				both("Retry-After: 80", "RateLimit 1", "Server 1"),
				both("Retry-After: 2", "RateLimit 3 waiting 4000", "Server 3 waiting 4000"),
				both("Retry-After: soon", "RateLimit 3 waiting 10000", "Server 3"),
				both("Retry-After: 9" + "9".repeat(200), "RateLimit 3 waiting 10000", "Server 3"),
				both("Retry-After: Fri, 99 Foo 9999 99:99:99 GMT", "RateLimit 3 waiting 10000", "Server 3"),
				both("Retry-After:", "RateLimit 3 waiting 10000", "Server 3"))
			.flatMap((faults) -> faults)
			.toList();
	}

	private static Stream<Fault> both(String header, String rateLimit, String unavailable) {
		String name = (header.length() > 60) ? header.substring(0, 20) + "… (" + header.length() + " characters)"
				: header;
		return Stream.of(
				Fault.of("429, " + name, (exchange) -> exchange.answer("429 X\n" + header, ENVELOPE))
					.expect(rateLimit, rateLimit.replaceAll(" 3.*", " 1"), rateLimit),
				Fault.of("503, " + name, (exchange) -> exchange.answer("503 X\n" + header, ENVELOPE))
					.expect(unavailable, unavailable.replaceAll(" 3.*", " 1"),
							unavailable.startsWith("Server 3") ? "StartUnconfirmed asked" : "StartUnconfirmed 1"));
	}

}
