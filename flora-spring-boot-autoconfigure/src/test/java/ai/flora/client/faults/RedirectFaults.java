package ai.flora.client.faults;

import java.util.List;
import java.util.stream.Stream;

/**
 * Redirects to another origin, which is to hear nothing.
 */
final class RedirectFaults {

	private RedirectFaults() {
	}

	static List<Fault> all() {
		return Stream
			.of("301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect",
					"308 Permanent Redirect")
			.map((status) -> Fault
				.of(status + " to another origin",
						(exchange) -> exchange.answer(status + "\nLocation: " + Elsewhere.url(), "<html>Moved</html>"))
				.expect("Api 1", "Api 1", "Api 1"))
			.toList();
	}

}
