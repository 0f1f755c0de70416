package ai.flora.client.internal.transport;

import java.util.regex.Pattern;

import ai.flora.client.FloraException;
import ai.flora.client.internal.transport.SendPermit.Sending;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Headers that cannot be sent, whatever the transport: some transports refuse them, and
 * others send something else.
 */
final class RequestHeaders {

	private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private static final char LAST_OF_LATIN_1 = 0xff;

	private RequestHeaders() {
	}

	/**
	 * Checks all headers, those of customizers and interceptors among them.
	 * @throws FloraException that names the header, but not its value, if one cannot be
	 * sent
	 */
	static void check(HttpHeaders headers) {
		headers.forEach((name, values) -> {
			if (!NAME.matcher(name).matches()) {
				throw refused("A header's name", "is not a token of letters, digits and !#$%&'*+.^_`|~-");
			}
			for (String value : values) {
				if (!isPossible(value)) {
					throw refused("The header '" + name + "'",
							"has a value with control characters, or with characters beyond ISO-8859-1");
				}
			}
		});
	}

	private static boolean isPossible(@Nullable String value) {
		return value == null
				|| value.chars().allMatch((c) -> c == '\t' || (c >= ' ' && c != 0x7f && c <= LAST_OF_LATIN_1));
	}

	private static FloraException refused(String what, String why) {
		return new FloraException("Nothing was sent to FLORA: " + what + " " + why
				+ ". A customizer or interceptor of this application set it.", null);
	}

	/**
	 * Tells whether the transport refused to send a request. Some transports throw the
	 * same when they choke on a response: it counts only for a request that certainly has
	 * not left.
	 */
	static boolean isRefusal(RuntimeException thrown, Sending sending) {
		return thrown instanceof IllegalArgumentException && sending.isUnsent();
	}

}
