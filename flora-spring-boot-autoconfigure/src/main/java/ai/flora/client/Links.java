package ai.flora.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.web.util.InvalidUrlException;
import org.springframework.web.util.UriComponents;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriComponentsBuilder.ParserType;

/**
 * Reads links as browsers do, by the URL standard of the WHATWG. {@link URI} is stricter:
 * characters that it refuses are percent-encoded here, which means the same to a server.
 */
final class Links {

	/** The punctuation that {@link URI} takes in paths, queries and fragments alike. */
	private static final String PUNCTUATION = "-._~!$&'()*+,;=:@/?";

	/** The beginning of a URL up to its path, the path, and the rest. */
	private static final Pattern PATH = Pattern.compile("([^:/?#\\\\]*:[/\\\\]*[^/\\\\?#]*)([^?#]*)(.*)",
			Pattern.DOTALL);

	private static final Pattern BETWEEN_SLASHES = Pattern.compile("(?<=[/\\\\])(?=[/\\\\])");

	/** Stands for an empty segment: Spring would drop it, and name another file. */
	private static final String EMPTY = "%00%FF%00";

	private static final HexFormat HEX = HexFormat.of().withUpperCase();

	private Links() {
	}

	/**
	 * Reads a link.
	 * @param value any text
	 * @return the link, in ASCII; empty if a browser would not open the text as an
	 * absolute {@code http} or {@code https} URL
	 */
	static Optional<URI> read(String value) {
		try {
			UriComponents link = UriComponentsBuilder.fromUriString(marked(ascii(value)), ParserType.WHAT_WG).build();
			boolean web = "https".equals(link.getScheme()) || "http".equals(link.getScheme());
			return (web && link.getHost() != null) ? Optional.of(new URI(encoded(link))) : Optional.empty();
		}
		catch (InvalidUrlException | URISyntaxException ex) {
			return Optional.empty();
		}
	}

	private static String encoded(UriComponents link) {
		StringBuilder encoded = new StringBuilder(link.getScheme() + "://");
		append(encoded, "", link.getUserInfo(), "@");
		encoded.append(link.getHost());
		if (link.getPort() >= 0) {
			encoded.append(':').append(link.getPort());
		}
		append(encoded, "", (link.getPath() != null) ? link.getPath().replace(EMPTY, "") : null, "");
		append(encoded, "?", link.getQuery(), "");
		append(encoded, "#", link.getFragment(), "");
		return encoded.toString();
	}

	private static void append(StringBuilder encoded, String before, @Nullable String part, String after) {
		if (part == null) {
			return;
		}
		encoded.append(before);
		for (int i = 0; i < part.length(); i++) {
			char c = part.charAt(i);
			if (isLetterOrDigit(c) || PUNCTUATION.indexOf(c) >= 0 || isEncoded(part, i)) {
				encoded.append(c);
			}
			else {
				HEX.toHexDigits(encoded.append('%'), (byte) c);
			}
		}
		encoded.append(after);
	}

	private static boolean isLetterOrDigit(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
	}

	private static boolean isEncoded(String part, int i) {
		return part.charAt(i) == '%' && i + 2 < part.length() && HexFormat.isHexDigit(part.charAt(i + 1))
				&& HexFormat.isHexDigit(part.charAt(i + 2));
	}

	private static String marked(String value) {
		Matcher parts = PATH.matcher(value);
		return parts.matches()
				? parts.group(1) + BETWEEN_SLASHES.matcher(parts.group(2)).replaceAll(EMPTY) + parts.group(3) : value;
	}

	/**
	 * Encodes all characters beyond ASCII, and drops line breaks as browsers do. The
	 * parser decodes the host again.
	 */
	private static String ascii(String value) {
		StringBuilder ascii = new StringBuilder(value.length());
		value.codePoints().forEach((c) -> {
			if (c < 0x80) {
				if (c != '\t' && c != '\n' && c != '\r') {
					ascii.append((char) c);
				}
				return;
			}
			int valid = (Character.getType(c) != Character.SURROGATE) ? c : 0xfffd;
			for (byte part : Character.toString(valid).getBytes(StandardCharsets.UTF_8)) {
				HEX.toHexDigits(ascii.append('%'), part);
			}
		});
		return ascii.toString();
	}

}
