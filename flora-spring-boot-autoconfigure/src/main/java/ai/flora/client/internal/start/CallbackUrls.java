package ai.flora.client.internal.start;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where FLORA posts the ends of this client's runs: a path of its own for each start, by
 * which a delivery tells whose run it is about, even if the start's answer was lost.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallbackUrls {

	private static final Log logger = LogFactory.getLog(CallbackUrls.class);

	private static final int MAX_TOLD = 10_000;

	private static final int MAX_TOLD_TO_ONE = 10;

	private final URI url;

	private final CallbackTokens tokens;

	/**
	 * The runs that deliveries named, by the token of their path: several, if somebody
	 * posts others there.
	 */
	private final Map<String, Set<String>> told = latest();

	/** The tokens of the paths that runs were told to. */
	private final Map<String, String> paths = latest();

	/** The runs that starts were given, by their token. */
	private final Map<String, String> given = latest();

	/**
	 * Creates callbacks.
	 * @param url where FLORA is to post, without the token: an absolute https URL
	 * @param secrets what tokens are signed with, at least one, the first one for new
	 * tokens
	 * @throws IllegalArgumentException if there is no secret
	 */
	public CallbackUrls(URI url, List<String> secrets) {
		this.url = url;
		this.tokens = new CallbackTokens(secrets);
	}

	private static <V> Map<String, V> latest() {
		return new LinkedHashMap<>() {

			@Override
			protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
				return size() > MAX_TOLD;
			}

		};
	}

	/**
	 * The token of a start.
	 * @param callersKey the key that its caller gave, or {@code null} for none
	 */
	String token(@Nullable String callersKey) {
		return (callersKey != null) ? this.tokens.tokenOf(callersKey) : this.tokens.newToken();
	}

	URI urlOf(String token) {
		return URI.create(prefix() + token);
	}

	/** The token in the URL of a start, or {@code null} if it posts to somewhere else. */
	@Nullable String tokenIn(@Nullable URI callbackUrl) {
		String url = (callbackUrl != null) ? callbackUrl.toString() : "";
		return url.startsWith(prefix()) ? url.substring(prefix().length()) : null;
	}

	private String prefix() {
		return this.url.toString().replaceAll("/+$", "") + "/";
	}

	/**
	 * Notes which run a start has led to; the latest ten thousand are kept.
	 * @param token the start's token
	 * @param runId identifier of the run
	 */
	public void told(String token, String runId) {
		String given;
		synchronized (this.told) {
			String path = this.paths.putIfAbsent(runId, token);
			if (path != null && !path.equals(token)) {
				logger.error("A delivery about run " + runId + " came to the paths of two starts. "
						+ "Somebody may have posted it there again; only the first one counts.");
				return;
			}
			Set<String> runs = this.told.computeIfAbsent(token, (key) -> new LinkedHashSet<>(1));
			if (runs.size() < MAX_TOLD_TO_ONE) {
				runs.add(runId);
			}
			given = this.given.get(token);
		}
		check(given, Set.of(runId));
	}

	/** Notes which run a start was given, to see whether deliveries say the same. */
	void given(String token, String runId) {
		synchronized (this.told) {
			this.given.put(token, runId);
		}
		check(runId, runsOf(token));
	}

	private static void check(@Nullable String given, Set<String> told) {
		for (String runId : told) {
			if (given != null && !given.equals(runId)) {
				logger.error("A start was given run " + given + ", but a delivery to its own path names run " + runId
						+ ". Either run may be somebody else's: compare both at FLORA.");
			}
		}
	}

	/** The runs that deliveries to a start's path named. */
	Set<String> runsOf(String token) {
		synchronized (this.told) {
			return Set.copyOf(this.told.getOrDefault(token, Set.of()));
		}
	}

}
