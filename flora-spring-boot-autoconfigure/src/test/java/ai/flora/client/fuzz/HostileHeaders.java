package ai.flora.client.fuzz;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

import ai.flora.client.fuzz.FuzzInputs.Input;

import org.springframework.http.HttpHeaders;

/**
 * Headers of answers, and what may be wrong with them.
 */
public final class HostileHeaders {

	/** As in RFC 9110, save that no digit limits the year. */
	private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'",
			Locale.US);

	private static final String[] TYPES = { "application/json", "application/json;charset=UTF-16", "text/html", "",
			"application/problem+json", "/", "application/json; charset=nope", "a/b;c=\"", "\u0000", "*/*",
			"text/html\r\nX-Injected: 1", "Bearer " + HostileJson.KEY, "x".repeat(5000), "\u202e",
			"application/json\u0007" };

	private static final String[] WAITS = { "0", "1", "3", "-1", "1.5", "0.0000001", "9".repeat(20), "9".repeat(99),
			"9".repeat(200), "1e3", "1e999999999", "NaN", "\u0661", "soon", "", " 7 ", "+7", "2147483648",
			"9223372036854775808", "9223372036.854775808", "-" + "9".repeat(30), "0x10", "5, 6", "1000000000.1" };

	private static final String[] IDS = { "req_abc", "", " ", "req\u0000\u0001\r\nX: y", "\u202ereq", HostileJson.KEY,
			"req_" + HostileJson.KEY + HostileJson.KEY, "r".repeat(10_000), "\ud800", "req_\u2028" };

	private HostileHeaders() {
	}

	/**
	 * Headers of an answer.
	 * @param now when it is sent, by FLORA's clock
	 */
	public static HttpHeaders of(Input input, Instant now) {
		HttpHeaders headers = new HttpHeaders();
		if (input.chance(0.9)) {
			headers.add("Content-Type", input.chance(0.7) ? "application/json" : input.pick(TYPES));
		}
		if (input.chance(0.9)) {
			headers.add("Date", input.chance(0.7) ? date(now) : date(input, now));
		}
		if (input.chance(0.5)) {
			headers.add("request-id", input.chance(0.5) ? "req_abc" : input.pick(IDS));
		}
		if (input.chance(0.3)) {
			headers.add("Retry-After", input.chance(0.7) ? input.pick(WAITS) : date(input, now));
		}
		if (input.chance(0.15)) {
			headers.add("retry-after-ms", input.pick(WAITS));
		}
		if (input.chance(0.2)) {
			headers.add("Content-Length", input.pick("0", "-1", "1", "abc", "9".repeat(30), "5, 5", ""));
		}
		if (input.chance(0.1)) {
			headers.add("Content-Encoding", input.pick("gzip", "br", "identity", "gzip, gzip", "\u0000", "deflate"));
		}
		if (input.chance(0.1)) {
			headers.add(input.pick("Date", "Content-Type", "request-id", "Retry-After", "Location"), input.pick(WAITS));
		}
		return headers;
	}

	public static String date(Instant instant) {
		return DATE.format(instant.atOffset(ZoneOffset.UTC));
	}

	private static String date(Input input, Instant now) {
		Instant moment = Instant.ofEpochSecond(input.pick(0L, -1L, 1L, 253402300799L, 253402300800L, -62135596801L,
				31556889832780799L, -31557014100000000L, 9223372036854775L, 9223372036854776L, 4102444800L,
				now.getEpochSecond() + input.random().nextLong(-10_000, 10_000)));
		return switch (input.random().nextInt(6)) {
			case 0, 1, 2 -> date(moment);
			case 3 -> date(moment).replaceFirst("(\\d\\d) (\\w+) (\\S+) ", input.pick("31 Feb $3 ", "00 Jan $3 ",
					"$1 $2 +$3 ", "$1 $2 -0001 ", "$1 $2 10000 ", "$1 $2 0000 ", "$1 $2 +999999999 "));
			case 4 -> date(moment).replace("GMT", input.pick("+2500", "PST", "", "Z", "-1800", "UTC+19"));
			default -> input.pick("now", "", "Tue", "1790000000", "Tuesday, 24-Nov-26 09:00:00 GMT",
					"Tue Nov 24 09:00:00 2026", "\u0000", "2026-11-24T12:00:00Z");
		};
	}

}
