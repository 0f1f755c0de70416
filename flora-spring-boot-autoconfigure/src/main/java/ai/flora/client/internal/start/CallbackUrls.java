package ai.flora.client.internal.start;

import java.net.URI;
import java.util.HashSet;
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

	/** What is known of starts whose runs are not, by token. */
	private final Map<String, RunOrigin> open = new LatestEntries<>(MAX_KEPT);

	/** The origins of this client's runs, as known at their starts, by token. */
	private final Map<String, RunOrigin> starts = new LatestEntries<>(MAX_KEPT);

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
			return this.open.containsKey(token) || this.starts.containsKey(token);
		}
	}

	/** Notes what is known of a start of this client, whose run is not. */
	void remember(String token, RunOrigin origin) {
		synchronized (this.runIds) {
			RunOrigin earlier = this.open.put(token, origin);
			if (earlier != null) {
				// Under the same key of the caller's; it may have a run.
				this.starts.putIfAbsent(token, earlier);
			}
		}
	}

	/**
	 * Forgets a start that FLORA has refused, but no earlier one under the same key of
	 * the caller's: a client with the same key may start it.
	 */
	void forget(String token) {
		synchronized (this.runIds) {
			RunOrigin origin = this.open.remove(token);
			if (origin != null && this.runIds.containsKey(token)) {
				this.starts.putIfAbsent(token, origin);
			}
		}
	}

	/** Forgets all starts and deliveries. */
	public void clear() {
		synchronized (this.runIds) {
			this.runIds.clear();
			this.tokensByRunId.clear();
			this.open.clear();
			this.starts.clear();
			this.accepted.clear();
		}
	}

	/**
	 * Makes the callback of a new start.
	 * @param callers the start, if its key is the caller's; {@code null} otherwise
	 */
	StartCallback forStart(@Nullable StartKey callers) {
		return new StartCallback(this, (callers != null) ? this.tokens.tokenOf(callers) : this.tokens.newToken());
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
		RunOrigin openOrigin;
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
			openOrigin = this.open.get(token);
			origin = this.starts.get(token);
		}
		if (openOrigin != null && !runId.equals(accepted)) {
			// It is compared once the open start has its run.
			return openOrigin;
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
			RunOrigin origin = this.open.remove(token);
			if (origin != null) {
				this.starts.put(token, origin);
			}
			String earlier = this.accepted.put(token, runId);
			if (earlier != null && !earlier.equals(runId)) {
				// FLORA has forgotten the caller's key since, and so the path has two
				// runs.
				this.runIds.getOrDefault(token, new HashSet<>()).remove(earlier);
			}
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
