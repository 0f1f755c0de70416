package ai.flora.client.internal.signature;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs as FLORA does: for the verifier to compare with, for the tokens of starts, and
 * for a FLORA of tests to deliver.
 *
 * @since 0.1.0
 */
public final class WebhookSigner {

	private static final String ALGORITHM = "HmacSHA256";

	private WebhookSigner() {
	}

	/**
	 * Makes a {@code Flora-Signature} header.
	 * @param secret the whole secret, {@code whsec_} included; never empty
	 * @param seconds when it is signed, in seconds since the epoch
	 * @param body the raw body
	 * @return the header's value
	 * @throws IllegalArgumentException if the secret is empty
	 */
	public static String header(String secret, long seconds, byte[] body) {
		return "t=" + seconds + ",v1=" + sign(secret, Long.toString(seconds), body);
	}

	/**
	 * Makes the signature of a delivery.
	 * @param secret the whole secret, {@code whsec_} included; never empty
	 * @param timestamp the digits of the header's {@code t}
	 * @param body the raw body
	 * @return the header's {@code v1}, in hexadecimal digits
	 * @throws IllegalArgumentException if the secret is empty
	 */
	public static String sign(String secret, String timestamp, byte[] body) {
		byte[] prefix = (timestamp + '.').getBytes(StandardCharsets.US_ASCII);
		return HexFormat.of().formatHex(hmac(secret, prefix, body));
	}

	/**
	 * Signs a message with HMAC-SHA256.
	 * @param secret the secret, whose text is the key; never empty
	 * @param parts the message, in parts that follow each other
	 * @return 32 bytes
	 * @throws IllegalArgumentException if the secret is empty
	 */
	public static byte[] hmac(String secret, byte[]... parts) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
			for (byte[] part : parts) {
				mac.update(part);
			}
			return mac.doFinal();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

}
