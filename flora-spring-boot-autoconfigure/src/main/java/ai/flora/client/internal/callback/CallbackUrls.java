package ai.flora.client.internal.callback;

import java.net.URI;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The URLs that FLORA posts the ends of this client's runs to: a path of its own for each
 * start, whose last segment is the token of the start. Immutable.
 *
 * @since 0.1.0
 */
public final class CallbackUrls {

	private final URI url;

	private final List<String> secrets;

	private final CallbackTokens tokens;

	/**
	 * Creates URLs.
	 * @param url where FLORA is to post, without the token: an absolute https URL
	 * @param secrets what tokens are signed with, at least one, the first one for new
	 * tokens
	 * @throws IllegalArgumentException if there is no secret
	 */
	public CallbackUrls(URI url, List<String> secrets) {
		this(url, secrets, "");
	}

	private CallbackUrls(URI url, List<String> secrets, String apiKey) {
		this.url = url;
		this.secrets = List.copyOf(secrets);
		this.tokens = new CallbackTokens(secrets, apiKey);
	}

	/**
	 * The URLs of one client of several, which knows its own from theirs.
	 * @param apiKey the client's key, the same in each instance; tokens are marked with a
	 * hash of it, three bytes long, and no URL shows it
	 * @return the URLs
	 */
	public CallbackUrls ofClient(String apiKey) {
		return new CallbackUrls(this.url, this.secrets, apiKey);
	}

	/**
	 * Tells whether a start was made with this client's key, by this or another instance.
	 * @param token the token in the path of a delivery
	 * @return whether it was
	 */
	public boolean hasApiKeyOfStart(String token) {
		return this.tokens.hasApiKeyOfStart(token);
	}

	/**
	 * Makes the token of a new start.
	 * @param callersStart what tells the start from others, if its key is the caller's;
	 * {@code null} for a random token
	 */
	String newToken(@Nullable String callersStart) {
		return (callersStart != null) ? this.tokens.tokenOf(callersStart) : this.tokens.newToken();
	}

	URI urlOf(String token) {
		return URI.create(prefix() + token);
	}

	/** The token in the URL of a start, or {@code null} if it is not this client's. */
	@Nullable String tokenIn(@Nullable URI callbackUrl) {
		String url = (callbackUrl != null) ? callbackUrl.toString() : "";
		return url.startsWith(prefix()) ? url.substring(prefix().length()) : null;
	}

	private String prefix() {
		return this.url.toString().replaceAll("/+$", "") + "/";
	}

}
