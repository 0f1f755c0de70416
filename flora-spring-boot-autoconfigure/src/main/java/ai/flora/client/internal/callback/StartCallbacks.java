package ai.flora.client.internal.callback;

import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import ai.flora.client.internal.LatestEntries;
import ai.flora.client.internal.RunOrigin;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The starts whose ends FLORA posts to paths of their own, and the runs that deliveries
 * to these paths named. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StartCallbacks {

	private static final Log logger = LogFactory.getLog(StartCallbacks.class);

	private static final int MAX_KEPT = 10_000;

	private static final int MAX_RUNS_PER_TOKEN = 10;

	private final CallbackUrls urls;

	/**
	 * The starts of this client, by the tokens of their paths. Guards all that follows.
	 */
	private final Map<String, StartsOfPath> starts = new LatestEntries<>(MAX_KEPT);

	/**
	 * The runs that deliveries named, by the token of their path: several, if somebody
	 * posts others there. The start may be another instance's.
	 */
	private final Map<String, Set<String>> postedRunIds = new LatestEntries<>(MAX_KEPT);

	/**
	 * The tokens by the runs that starts with these were given, or that deliveries to
	 * their paths named first.
	 */
	private final Map<String, String> tokensByRunId = new LatestEntries<>(MAX_KEPT);

	/**
	 * Creates callbacks that have seen neither a start nor a delivery.
	 * @param urls the paths
	 */
	public StartCallbacks(CallbackUrls urls) {
		this.urls = urls;
	}

	/**
	 * Makes the callback of a new start.
	 * @param callersStart what tells the start from others, if its key is the caller's:
	 * later ones under the same key have the same callback; {@code null} otherwise
	 * @return the callback
	 */
	public StartCallback forStart(@Nullable String callersStart) {
		return callback(this.urls.newToken(callersStart));
	}

	/**
	 * Finds the callback of an earlier start.
	 * @param callbackUrl the URL that the start named; {@code null} if it named none
	 * @return the callback, or {@code null} if it is not this client's
	 */
	public @Nullable StartCallback parse(@Nullable URI callbackUrl) {
		String token = this.urls.tokenIn(callbackUrl);
		return (token != null) ? callback(token) : null;
	}

	private StartCallback callback(String token) {
		return new StartCallback(this, this.urls.urlOf(token), token);
	}

	/** A start is made: notes what is known of it, other than its run. */
	void made(String token, RunOrigin origin) {
		synchronized (this.starts) {
			this.starts.put(token, starts(token).made(origin));
		}
	}

	/**
	 * A start has led to no run, since it was refused or not sent: forgets it, but no
	 * earlier one under the same key of the caller's. A client with the same key may
	 * start it.
	 */
	void ledToNoRun(String token) {
		synchronized (this.starts) {
			StartsOfPath left = starts(token).ledToNoRun(this.postedRunIds.containsKey(token));
			if (left.isKnown()) {
				this.starts.put(token, left);
			}
			else {
				this.starts.remove(token);
			}
		}
	}

	/**
	 * FLORA has accepted a start: notes which run it was given, to see whether deliveries
	 * name the same. The run is no other start's, though a delivery to the path of one
	 * may have named it.
	 */
	void accepted(String token, String runId) {
		synchronized (this.starts) {
			StartsOfPath before = starts(token);
			this.starts.put(token, before.accepted(runId));
			if (before.runId() != null && !before.runId().equals(runId)) {
				// FLORA has forgotten the caller's key since, and so the path has two
				// runs.
				this.postedRunIds.getOrDefault(token, new HashSet<>()).remove(before.runId());
			}
			String first = this.tokensByRunId.put(runId, token);
			if (first != null && !first.equals(token)) {
				this.postedRunIds.getOrDefault(first, new HashSet<>()).remove(runId);
			}
		}
		compare(runId, postedRunIds(token));
	}

	/**
	 * Notes that a delivery to a start's path named a run; the latest ten thousand are
	 * kept.
	 * @param token the token in the path
	 * @param runId the run
	 * @return what was known at the start; {@code null} if that is not known here, or the
	 * run is another start's
	 */
	public @Nullable RunOrigin bind(String token, String runId) {
		StartsOfPath starts;
		synchronized (this.starts) {
			String first = this.tokensByRunId.get(runId);
			if (first != null && !first.equals(token) && starts(first).mayHaveLedTo(runId)) {
				logger.error("A delivery about run " + runId + " came to the paths of two starts, "
						+ "or to that of another start than the run's. "
						+ "Somebody may have posted it there again; it does not count there.");
				return null;
			}
			this.tokensByRunId.put(runId, token);
			Set<String> posted = this.postedRunIds.computeIfAbsent(token, (key) -> new LinkedHashSet<>(1));
			if (posted.size() < MAX_RUNS_PER_TOKEN) {
				posted.add(runId);
			}
			starts = starts(token);
		}
		if (!starts.mayStillLeadTo(runId)) {
			compare(starts.runId(), Set.of(runId));
		}
		return starts.originOf(runId);
	}

	/**
	 * The runs that deliveries to a start's path named: a start in doubt asks for them.
	 */
	Set<String> postedRunIds(String token) {
		synchronized (this.starts) {
			return Set.copyOf(this.postedRunIds.getOrDefault(token, Set.of()));
		}
	}

	/**
	 * Tells whether a start was made by this very client, and not by another one with the
	 * same key, and not refused; the latest ten thousand are remembered.
	 * @param token the token in the path of a delivery
	 * @return whether it was
	 */
	public boolean hasStarted(String token) {
		synchronized (this.starts) {
			return starts(token).isKnown();
		}
	}

	private StartsOfPath starts(String token) {
		return this.starts.getOrDefault(token, StartsOfPath.UNKNOWN);
	}

	private static void compare(@Nullable String accepted, Set<String> posted) {
		for (String runId : posted) {
			if (accepted != null && !accepted.equals(runId)) {
				logger.error("A start was given run " + accepted + ", but a delivery to its own path names run " + runId
						+ ". Either run may be somebody else's: compare both at FLORA.");
			}
		}
	}

}
