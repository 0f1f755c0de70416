package ai.flora.client.internal.callback;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import ai.flora.client.internal.signature.WebhookSigner;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Tokens of starts in the paths that FLORA posts to: a name and its signature, so that
 * any instance of an application can tell a token from a guess. The name begins with a
 * mark of the client that made the start, by which one endpoint can tell several clients
 * apart. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallbackTokens {

	private static final int NAME_LENGTH = 15;

	/** The first bytes of a name. */
	private static final int MARK_LENGTH = 3;

	private static final int SIGNATURE_LENGTH = 9;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final List<String> secrets;

	private final String apiKey;

	/**
	 * Creates tokens for an endpoint, which makes none of its own.
	 * @param secrets what they are signed with; without one, no token is valid
	 */
	public CallbackTokens(List<String> secrets) {
		this.secrets = List.copyOf(secrets);
		this.apiKey = "";
	}

	/**
	 * Creates tokens for a client.
	 * @param secrets what they are signed with, at least one, the first one for new
	 * tokens
	 * @param apiKey the client's key, which tells it from others: tokens are marked with
	 * a hash of it
	 * @throws IllegalArgumentException if there is no secret
	 */
	CallbackTokens(List<String> secrets, String apiKey) {
		Assert.notEmpty(secrets, "'secrets' must not be empty");
		this.secrets = List.copyOf(secrets);
		this.apiKey = apiKey;
	}

	/**
	 * Makes the token of a start.
	 * @return a random token, signed
	 */
	public String newToken() {
		byte[] name = new byte[NAME_LENGTH];
		RANDOM.nextBytes(name);
		return token(name);
	}

	/**
	 * The token of a start whose key a caller gave: the same each time, so that a start
	 * that is repeated has the same body.
	 * @param start what tells the start from others
	 */
	String tokenOf(String start) {
		byte[] derived = WebhookSigner.hmac("token:" + this.secrets.get(0), start.getBytes(StandardCharsets.UTF_8));
		return token(Arrays.copyOf(derived, NAME_LENGTH));
	}

	private String token(byte[] name) {
		System.arraycopy(mark(this.secrets.get(0)), 0, name, 0, MARK_LENGTH);
		byte[] token = Arrays.copyOf(name, NAME_LENGTH + SIGNATURE_LENGTH);
		System.arraycopy(sign(this.secrets.get(0), name), 0, token, NAME_LENGTH, SIGNATURE_LENGTH);
		return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
	}

	/**
	 * Tells whether a token is signed with one of the secrets, by this or another
	 * instance.
	 * @param token the last segment of a path
	 * @return whether it is; {@code false} for anything that is no token at all
	 */
	public boolean isValid(String token) {
		byte[] bytes = decode(token);
		if (bytes == null) {
			return false;
		}
		byte[] name = Arrays.copyOf(bytes, NAME_LENGTH);
		byte[] signature = Arrays.copyOfRange(bytes, NAME_LENGTH, bytes.length);
		boolean valid = false;
		for (String secret : this.secrets) {
			valid |= MessageDigest.isEqual(signature, Arrays.copyOf(sign(secret, name), SIGNATURE_LENGTH));
		}
		return valid;
	}

	/** Tells whether a token of ours was made by a client with the same key. */
	boolean hasApiKeyOfStart(String token) {
		byte[] bytes = decode(token);
		return bytes != null && this.secrets.stream()
			.anyMatch((secret) -> Arrays.equals(mark(secret), Arrays.copyOf(bytes, MARK_LENGTH)));
	}

	private byte[] mark(String secret) {
		byte[] key = this.apiKey.getBytes(StandardCharsets.UTF_8);
		return Arrays.copyOf(WebhookSigner.hmac("owner:" + secret, key), MARK_LENGTH);
	}

	private static byte @Nullable [] decode(String token) {
		try {
			byte[] bytes = Base64.getUrlDecoder().decode(token);
			return (bytes.length == NAME_LENGTH + SIGNATURE_LENGTH) ? bytes : null;
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static byte[] sign(String secret, byte[] name) {
		return WebhookSigner.hmac("callback:" + secret, name);
	}

}
