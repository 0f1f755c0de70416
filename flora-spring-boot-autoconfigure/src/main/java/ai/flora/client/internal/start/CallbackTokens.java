package ai.flora.client.internal.start;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.springframework.util.Assert;

/**
 * Names of starts in the paths that FLORA posts to: signed, so that any instance of an
 * application can tell one from a guess. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallbackTokens {

	private static final int RANDOM = 15;

	private static final int SIGNATURE = 9;

	private static final SecureRandom RANDOM_SOURCE = new SecureRandom();

	private final List<String> secrets;

	/**
	 * Creates tokens.
	 * @param secrets what they are signed with, at least one, the first one for new
	 * tokens
	 * @throws IllegalArgumentException if there is no secret
	 */
	public CallbackTokens(List<String> secrets) {
		Assert.notEmpty(secrets, "'secrets' must not be empty");
		this.secrets = List.copyOf(secrets);
	}

	/**
	 * Makes the token of a start.
	 * @return a random token, signed
	 */
	public String newToken() {
		byte[] random = new byte[RANDOM];
		RANDOM_SOURCE.nextBytes(random);
		return token(random);
	}

	/**
	 * The token of a key that a caller gave: the same each time, so that a start that is
	 * repeated has the same body.
	 */
	String tokenOf(String key) {
		byte[] derived = hmac("token:" + this.secrets.get(0), key.getBytes(StandardCharsets.UTF_8));
		return token(Arrays.copyOf(derived, RANDOM));
	}

	private String token(byte[] name) {
		byte[] token = Arrays.copyOf(name, RANDOM + SIGNATURE);
		System.arraycopy(sign(this.secrets.get(0), name), 0, token, RANDOM, SIGNATURE);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
	}

	/**
	 * Whether a token is one of ours, of this or another instance.
	 * @param token the last segment of the path that was posted to
	 * @return whether it is; {@code false} for anything that is no token at all
	 */
	public boolean isOurs(String token) {
		byte[] bytes;
		try {
			bytes = Base64.getUrlDecoder().decode(token);
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
		if (bytes.length != RANDOM + SIGNATURE) {
			return false;
		}
		byte[] random = Arrays.copyOf(bytes, RANDOM);
		byte[] signature = Arrays.copyOfRange(bytes, RANDOM, bytes.length);
		boolean ours = false;
		for (String secret : this.secrets) {
			ours |= MessageDigest.isEqual(signature, Arrays.copyOf(sign(secret, random), SIGNATURE));
		}
		return ours;
	}

	private static byte[] sign(String secret, byte[] name) {
		return hmac("callback:" + secret, name);
	}

	private static byte[] hmac(String key, byte[] message) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
			return mac.doFinal(message);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has HmacSHA256", ex);
		}
	}

}
