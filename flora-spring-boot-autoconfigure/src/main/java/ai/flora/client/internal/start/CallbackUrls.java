package ai.flora.client.internal.start;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.RunOrigin;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The URLs that FLORA posts the ends of this client's runs to: a path of its own for each
 * start, by which a delivery tells whose run it is about, even if FLORA's response to the
 * start was lost. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CallbackUrls {

	private static final Log logger = LogFactory.getLog(CallbackUrls.class);

	private static final int MAX_KEPT = 10_000;

	private static final int MAX_RUNS_PER_TOKEN = 10;

	private final URI url;

	private final List<String> secrets;

	private final CallbackTokens tokens;

	/**
	 * The runs that deliveries named, by the token of their path: several, if somebody
	 * posts others there.
	 */
	private final Map<String, Set<String>> runIds = new LatestEntries<>(MAX_KEPT);

	/** The tokens by the runs that deliveries to their paths named. */
	private final Map<String, String> tokensByRunId = new LatestEntries<>(MAX_KEPT);

	/** The origins of this client's runs, as known at their starts, by token. */
	private final Map<String, RunOrigin> starts = new LatestEntries<>(MAX_KEPT);

	/** How many starts of the same caller's key have each token, and were not refused. */
	private final Map<String, Integer> holders = new LatestEntries<>(MAX_KEPT);

	/** The runs that starts have led to, by the token of the start. */
	private final Map<String, String> accepted = new LatestEntries<>(MAX_KEPT);

	/**
	 * Creates callbacks.
	 * @param url where FLORA is to post, without the token: an absolute https URL
	 * @param secrets what tokens are signed with, at least one, the first one for new
	 * tokens
	 * @throws IllegalArgumentException if there is no secret
	 */
	public CallbackUrls(URI url, List<String> secrets) {
		this(url, secrets, "");
	}

	private CallbackUrls(URI url, List<String> secrets, String owner) {
		this.url = url;
		this.secrets = List.copyOf(secrets);
		this.tokens = new CallbackTokens(secrets, owner);
	}

	/**
	 * The callbacks of one client of several, which knows its own from theirs.
	 * @param owner what tells the client from others, the same in each instance, such as
	 * its key; no URL shows it
	 * @return callbacks that have seen no delivery yet
	 */
	public CallbackUrls of(String owner) {
		return new CallbackUrls(this.url, this.secrets, owner);
	}

	/**
	 * Tells whether a start was made with this client's key, by this or another instance.
	 * @param token the token in the path of a delivery
	 * @return whether it was
	 */
	public boolean hasKeyOfStart(String token) {
		return this.tokens.isOfOwner(token);
	}

	/**
	 * Tells whether a start was made by this very client, and not by another one with the
	 * same key, and not refused; the latest ten thousand are remembered.
	 * @param token the token in the path of a delivery
	 * @return whether it was
	 */
	public boolean hasStarted(String token) {
		synchronized (this.runIds) {
			return this.starts.containsKey(token);
		}
	}

	/** Notes what is known of a start of this client. */
	void remember(String token, RunOrigin origin) {
		synchronized (this.runIds) {
			this.starts.put(token, origin);
			this.holders.merge(token, 1, Integer::sum);
		}
	}

	/**
	 * Forgets a start that FLORA has refused, unless another one under the same caller's
	 * key was not: a client with the same key may start it.
	 */
	void forget(String token) {
		synchronized (this.runIds) {
			Integer others = this.holders.computeIfPresent(token, (key, count) -> (count > 1) ? count - 1 : null);
			if (others == null && !this.accepted.containsKey(token) && !this.runIds.containsKey(token)) {
				this.starts.remove(token);
			}
		}
	}

	/** Forgets all starts and deliveries. */
	public void clear() {
		synchronized (this.runIds) {
			this.runIds.clear();
			this.tokensByRunId.clear();
			this.starts.clear();
			this.holders.clear();
			this.accepted.clear();
		}
	}

	/**
	 * Makes the callback of a new start. Runs of an earlier start under the same key of
	 * the caller's are not its own.
	 * @param callersKey the key that the start's caller gave; {@code null} for none
	 */
	StartCallback forStart(@Nullable String callersKey) {
		if (callersKey == null) {
			return new StartCallback(this, this.tokens.newToken());
		}
		String token = this.tokens.tokenOf(callersKey);
		synchronized (this.runIds) {
			this.runIds.remove(token);
			this.accepted.remove(token);
		}
		return new StartCallback(this, token);
	}

	/** The callback of an earlier start, or {@code null} if it is not this client's. */
	@Nullable StartCallback parse(@Nullable URI callbackUrl) {
		String url = (callbackUrl != null) ? callbackUrl.toString() : "";
		return url.startsWith(prefix()) ? new StartCallback(this, url.substring(prefix().length())) : null;
	}

	URI urlOf(String token) {
		return URI.create(prefix() + token);
	}

	private String prefix() {
		return this.url.toString().replaceAll("/+$", "") + "/";
	}

	/**
	 * Notes that a delivery to a start's path named a run; the latest ten thousand are
	 * kept.
	 * @param token the token in the path
	 * @param runId identifier of the run
	 * @return what was known at the start; {@code null} if that is not known here, or the
	 * run is another start's
	 */
	public @Nullable RunOrigin bind(String token, String runId) {
		String accepted;
		RunOrigin origin;
		synchronized (this.runIds) {
			String first = this.tokensByRunId.putIfAbsent(runId, token);
			if (first != null && !first.equals(token)) {
				logger.error("A delivery about run " + runId + " came to the paths of two starts. "
						+ "Somebody may have posted it there again; only the first one counts.");
				return null;
			}
			Set<String> bound = this.runIds.computeIfAbsent(token, (key) -> new LinkedHashSet<>(1));
			if (bound.size() < MAX_RUNS_PER_TOKEN) {
				bound.add(runId);
			}
			accepted = this.accepted.get(token);
			origin = this.starts.get(token);
		}
		compare(accepted, Set.of(runId));
		return (accepted == null || accepted.equals(runId)) ? origin : null;
	}

	/** The runs that deliveries to a start's path named. */
	Set<String> runIdsFor(String token) {
		synchronized (this.runIds) {
			return Set.copyOf(this.runIds.getOrDefault(token, Set.of()));
		}
	}

	/** Notes which run a start was given, to see whether deliveries name the same. */
	void accepted(String token, String runId) {
		synchronized (this.runIds) {
			this.accepted.put(token, runId);
		}
		compare(runId, runIdsFor(token));
	}

	private static void compare(@Nullable String accepted, Set<String> bound) {
		for (String runId : bound) {
			if (accepted != null && !accepted.equals(runId)) {
				logger.error("A start was given run " + accepted + ", but a delivery to its own path names run " + runId
						+ ". Either run may be somebody else's: compare both at FLORA.");
			}
		}
	}

}
