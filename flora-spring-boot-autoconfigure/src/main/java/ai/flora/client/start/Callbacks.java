package ai.flora.client.start;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Where FLORA posts the ends of this client's runs: a path of its own for each start, by
 * which a delivery tells whose run it is about, even if the start's answer was lost.
 * Thread-safe.
 *
 * @since 0.1.0
 * @see <a href="https://developer.flora.ai/platform/webhooks/">FLORA: Webhooks</a>
 */
public final class Callbacks {

	private static final int MAX_TOLD = 10_000;

	private final URI url;

	private final CallbackTokens tokens;

	private final Map<String, String> told = new LinkedHashMap<>() {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
			return size() > MAX_TOLD;
		}

	};

	/**
	 * Creates callbacks.
	 * @param url where FLORA is to post, without the token: an absolute https URL
	 * @param secrets what tokens are signed with, at least one, the first one for new
	 * tokens
	 * @throws IllegalArgumentException if there is no secret
	 */
	public Callbacks(URI url, List<String> secrets) {
		this.url = url;
		this.tokens = new CallbackTokens(secrets);
	}

	String newToken() {
		return this.tokens.newToken();
	}

	URI urlOf(String token) {
		return URI.create(this.url.toString().replaceAll("/+$", "") + "/" + token);
	}

	/**
	 * Notes which run a start has led to; the latest ten thousand are kept.
	 * @param token the start's token
	 * @param runId identifier of the run
	 */
	public void told(String token, String runId) {
		synchronized (this.told) {
			this.told.put(token, runId);
		}
	}

	@Nullable String runOf(String token) {
		synchronized (this.told) {
			return this.told.get(token);
		}
	}

}
