package ai.flora.spring.boot.autoconfigure;

import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds secrets in texts: as they are, URL-encoded in whole or in part, and within what
 * was encoded as Base64. Immutable. Does not show the secrets.
 */
final class SecretCopies {

	/** Shorter pieces of Base64 are found in any text. */
	private static final int SHORTEST_PIECE = 8;

	/** A text that was encoded twice is a copy, too. */
	private static final int MAX_DECODINGS = 3;

	private final Set<String> plain;

	private final Set<String> pieces = new LinkedHashSet<>();

	SecretCopies(Collection<String> secrets) {
		this.plain = Set.copyOf(secrets);
		for (String secret : this.plain) {
			addPieces(secret);
			addPieces(URLEncoder.encode(secret, StandardCharsets.UTF_8));
		}
	}

	/**
	 * Three bytes become four characters: how a secret looks in the middle of something
	 * depends on where among three it begins. Characters that hold bits of a neighbour
	 * are left out.
	 */
	private void addPieces(String secret) {
		byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
		for (int offset = 0; offset < 3; offset++) {
			byte[] shifted = new byte[offset + bytes.length];
			System.arraycopy(bytes, 0, shifted, offset, bytes.length);
			int begin = (offset * 8 + 5) / 6;
			int end = shifted.length * 8 / 6;
			if (end - begin >= SHORTEST_PIECE) {
				this.pieces.add(Base64.getEncoder().encodeToString(shifted).substring(begin, end));
			}
		}
	}

	boolean isIn(String text) {
		String decoded = text;
		for (int i = 0; i <= MAX_DECODINGS; i++) {
			if (holds(decoded)) {
				return true;
			}
			if (decoded.indexOf('%') < 0) {
				return false;
			}
			decoded = urlDecoded(decoded);
		}
		return false;
	}

	private boolean holds(String text) {
		if (this.plain.stream().anyMatch(text::contains)) {
			return true;
		}
		// Line breaks are part of Base64 for mail, and two characters differ in URLs.
		String base64 = text.replaceAll("\\s", "").replace('-', '+').replace('_', '/');
		return this.pieces.stream().anyMatch(base64::contains);
	}

	/** Decodes a text as far as it is encoded; the rest stays as it is. */
	private static String urlDecoded(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
		for (int i = 0; i < bytes.length; i++) {
			int high = (bytes[i] == '%' && i + 2 < bytes.length) ? Character.digit(bytes[i + 1], 16) : -1;
			int low = (high >= 0) ? Character.digit(bytes[i + 2], 16) : -1;
			if (low >= 0) {
				decoded.write(high * 16 + low);
				i += 2;
			}
			else {
				decoded.write(bytes[i]);
			}
		}
		return decoded.toString(StandardCharsets.UTF_8);
	}

}
