package ai.flora.client.internal.transport;

import java.util.function.Predicate;

import ai.flora.client.FloraException;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/**
 * Headers that cannot be sent, whatever the HTTP client: some refuse them, and others
 * send something else.
 */
final class RequestHeaders {

	private static final String NAME_PUNCTUATION = "!#$%&'*+.^_`|~-";

	private static final char LAST_OF_LATIN_1 = 0xff;

	private RequestHeaders() {
	}

	/**
	 * Copies headers, those of customizers and interceptors among them, and checks them.
	 * @param except tells names that are left out
	 * @return the copy, whose names are no longer found in another case
	 * @throws FloraException that names the header, but not its value, if one cannot be
	 * sent
	 */
	static MultiValueMap<String, String> checked(HttpHeaders headers, Predicate<String> except) {
		MultiValueMap<String, String> checked = new LinkedMultiValueMap<>(headers.size() + 2);
		// To walk through headers that may be changed, Spring copies their names first.
		HttpHeaders.readOnlyHttpHeaders(headers).forEach((name, values) -> {
			if (!isToken(name)) {
				throw refused("A header's name", "is not a token of letters, digits and !#$%&'*+.^_`|~-");
			}
			for (String value : values) {
				if (!isPossible(value)) {
					throw refused("The header '" + name + "'",
							"has a value with control characters, or with characters beyond ISO-8859-1");
				}
			}
			if (!except.test(name)) {
				checked.put(name, values);
			}
		});
		return checked;
	}

	private static boolean isPossible(@Nullable String value) {
		for (int i = 0; value != null && i < value.length(); i++) {
			char c = value.charAt(i);
			if (c != '\t' && (c < ' ' || c == 0x7f || c > LAST_OF_LATIN_1)) {
				return false;
			}
		}
		return true;
	}

	private static boolean isToken(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
			if (!letterOrDigit && NAME_PUNCTUATION.indexOf(c) < 0) {
				return false;
			}
		}
		return !name.isEmpty();
	}

	private static FloraException refused(String what, String why) {
		return new FloraException("Nothing was sent to FLORA: " + what + " " + why
				+ ". A customizer or interceptor of this application set it.", null);
	}

	/**
	 * Tells whether the HTTP client refused to send a request. Some clients throw the
	 * same when they choke on a response: it counts only for a request that certainly has
	 * not left.
	 */
	static boolean isRefusal(RuntimeException thrown, Sending sending) {
		return thrown instanceof IllegalArgumentException && sending.isUnsent();
	}

}
