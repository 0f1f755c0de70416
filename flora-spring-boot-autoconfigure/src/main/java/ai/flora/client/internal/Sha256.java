package ai.flora.client.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * SHA-256 hashes.
 *
 * @since 0.1.0
 */
public final class Sha256 {

	private Sha256() {
	}

	/**
	 * Begins a hash.
	 * @return a new digest
	 */
	public static MessageDigest digest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	/**
	 * Writes a hash in hexadecimal digits.
	 * @param digest the hash
	 * @return its digits, in lower case
	 */
	public static String hex(byte[] digest) {
		return HexFormat.of().formatHex(digest);
	}

}
