package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.Set;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.Generation;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.response.RetryAfter;
import ai.flora.client.internal.start.NewestRuns.Listing;
import ai.flora.client.internal.time.Timing;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Searches for the run of a start whose key FLORA says is claimed: among the newest of
 * its project, or as a delivery to the start's own path named it. The latter alone tells
 * the run of a start whose key may not be claimed. Not thread-safe.
 * <p>
 * A run of a list is the start's if it has begun within the start's
 * {@link CreationWindow}, fits its model or technique, is not known to be another
 * start's, and is the only such run in two lists. Between them is twice the
 * {@link ListLag}, or 3 s if that is longer. Nobody else may have started runs in the
 * project lately ({@link ProjectStarts}).
 */
class RunSearch {

	private static final Log logger = LogFactory.getLog(RunSearch.class);

	/** Lists lag: another run may show up beside the first one. */
	private static final Duration MIN_CANDIDATE_AGE = Duration.ofSeconds(3);

	private final PendingStart start;

	private final UnconfirmedEnds ends;

	private final StartWaits waits;

	private final OutstandingStarts outstanding;

	private final NewestRuns newestRuns;

	private final PostedRuns posted;

	/** FLORA's response that the key is claimed, or what it said last. */
	private final FloraException claim;

	private @Nullable Generation candidate;

	private long candidateSince;

	private int lists;

	/** The failure of the latest list; {@code null} if it did not fail. */
	private @Nullable FloraException listFailure;

	private Duration rateLimitDelay = Duration.ZERO;

	/** The reason why lists cannot tell the run any more; {@code null} if they may. */
	private @Nullable String listsGivenUp;

	RunSearch(PendingStart start, UnconfirmedEnds ends, StartWaits waits, OutstandingStarts outstanding,
			NewestRuns newestRuns, PostedRuns posted, FloraException claim) {
		this.start = start;
		this.ends = ends;
		this.waits = waits;
		this.outstanding = outstanding;
		this.newestRuns = newestRuns;
		this.posted = posted;
		this.claim = claim;
		this.listsGivenUp = start.hasCallersKey() ? "its key is the caller's own, and may have been used before" : null;
	}

	/**
	 * Searches until the run is found.
	 * @return the only candidate of two lists, or the run that a delivery named
	 * @throws FloraException if lists cannot tell, or not before the deadline
	 */
	Found find() {
		if (this.listsGivenUp != null) {
			giveUpLists(this.listsGivenUp);
		}
		while (true) {
			checkTimeLeft((this.listsGivenUp != null) ? this.listsGivenUp : whatListsShowed());
			if (this.listsGivenUp == null || this.posted.areToBeListed()) {
				Listing newest = newest();
				Found found = (newest != null) ? findIn(newest) : null;
				if (found != null) {
					return found;
				}
			}
			if (this.listsGivenUp != null && !this.newestRuns.mayTellPosted(this.start)) {
				throw this.ends.unconfirmed(NewestRuns.NO_TIME, this.claim);
			}
			this.waits.sleep(delay(), this.claim);
		}
	}

	/**
	 * Searches for the run that FLORA has posted since the start was made. Whether the
	 * key is claimed is not known: the start must not be sent as long as the run may be
	 * its own.
	 * @return the run; {@code null} if there is none such that may be the start's
	 * @throws FloraException if no list shows it before the deadline, or none can tell
	 * whether it is the start's
	 */
	@Nullable Generation findPosted() {
		for (Set<String> ids = this.posted.unknownIds(); !ids.isEmpty(); ids = this.posted.unknownIds()) {
			checkTimeLeft(
					"a delivery to its own path named run " + String.join(", ", ids) + ", which lists do not show yet");
			Listing newest = newest();
			if (newest != null) {
				Generation run = this.posted.findIn(newest);
				if (run != null) {
					return run;
				}
				boolean mayBeTold = this.newestRuns.mayTellPosted(this.start) && this.posted.areToBeListed();
				if (newest.inconclusive() != null && !mayBeTold) {
					throw this.ends.unconfirmed(newest.inconclusive(), this.claim);
				}
			}
			if (!this.posted.unknownIds().isEmpty()) {
				this.waits.sleep(delay(), this.claim);
			}
		}
		return null;
	}

	/** There must be time to find the run, and to ask for it once more. */
	private void checkTimeLeft(String reason) {
		if (!this.waits.hasTimeAfter(Duration.ZERO)) {
			throw this.ends.unconfirmed(reason, this.claim);
		}
	}

	/** A list that failed has shown nothing, neither the run nor its absence. */
	private String whatListsShowed() {
		FloraException failure = this.listFailure;
		if (this.lists == 0) {
			return (failure != null) ? NewestRuns.notListed(failure)
					: "there was no time to list its project's newest runs";
		}
		String shown = this.ends.candidates().isEmpty() ? "it was not among its project's newest runs"
				: "its run was not told apart before the deadline";
		return (failure != null) ? shown + " when they were listed last, and later " + NewestRuns.notListed(failure)
				: shown;
	}

	private @Nullable Found findIn(Listing newest) {
		Generation run = this.posted.findIn(newest);
		if (run != null) {
			return new Found(run, true);
		}
		if (newest.inconclusive() != null) {
			giveUpLists(newest.inconclusive());
		}
		return (this.listsGivenUp == null) ? findCandidate(this.outstanding.match(this.start, newest.runs())) : null;
	}

	private @Nullable Listing newest() {
		try {
			Listing newest = this.newestRuns.since(this.start, this.waits.deadline());
			this.listFailure = null;
			this.lists++;
			return newest;
		}
		catch (FloraRateLimitException ex) {
			this.listFailure = ex;
			Duration wish = ex.retryAfter();
			this.rateLimitDelay = (wish != null) ? Durations.max(wish, RetryAfter.WHEN_RATE_LIMITED)
					: RetryAfter.WHEN_RATE_LIMITED;
			if (!hasCallback() && this.rateLimitDelay.compareTo(this.waits.deadline().remaining()) >= 0) {
				throw this.ends.unconfirmed("FLORA's rate limit leaves no time to look for it", this.claim);
			}
		}
		catch (FloraInterruptedException | FloraAuthenticationException | FloraPermissionDeniedException ex) {
			throw this.ends.unconfirmed(String.valueOf(ex.getMessage()), this.claim);
		}
		catch (FloraException ex) {
			// There may be time for another list.
			this.listFailure = ex;
			logger.debug("The newest runs could not be listed", ex);
		}
		return null;
	}

	/** Finds the only candidate once it has stayed the only one for long enough. */
	private @Nullable Found findCandidate(Candidates candidates) {
		this.ends.candidates(candidates.runs());
		if (candidates.foreign()) {
			// Somebody else's runs count for a while only.
			giveUpListsForNow("somebody else starts runs in its project, too");
			return null;
		}
		if (candidates.isHopeless()) {
			giveUpLists("several runs may be its own");
			return null;
		}
		Generation only = candidates.only();
		if (only == null || this.candidate == null || !only.runId().equals(this.candidate.runId())) {
			this.candidate = only;
			this.candidateSince = timing().nanoTime();
			return null;
		}
		Duration age = Duration.ofNanos(timing().nanoTime() - this.candidateSince);
		return (age.compareTo(settlingTime()) >= 0) ? new Found(only, false) : null;
	}

	private Duration settlingTime() {
		return this.outstanding.settlingTime(MIN_CANDIDATE_AGE, timing().nanoTime());
	}

	/**
	 * Only a delivery to the start's own path can tell its run, in a later call, too.
	 */
	private void giveUpLists(String reason) {
		if (!hasCallback()) {
			throw this.ends.unresolvable(reason, this.claim);
		}
		this.listsGivenUp = reason;
	}

	/** Only a delivery to the start's own path can tell its run in this call. */
	private void giveUpListsForNow(String reason) {
		if (!hasCallback()) {
			throw this.ends.unconfirmed(reason, this.claim);
		}
		this.listsGivenUp = reason;
	}

	private Duration delay() {
		Duration rateLimitDelay = this.rateLimitDelay;
		this.rateLimitDelay = Duration.ZERO;
		if (!rateLimitDelay.isZero()) {
			return rateLimitDelay;
		}
		if (this.candidate != null && !hasCallback()) {
			return settlingTime();
		}
		boolean awaitsDelivery = this.listsGivenUp != null && !this.posted.areToBeListed();
		return Duration.ofSeconds((this.lists <= 1 || awaitsDelivery) ? 1 : (this.lists < 4) ? 2 : 3);
	}

	private boolean hasCallback() {
		return this.start.callback() != null;
	}

	private Timing timing() {
		return this.waits.deadline().timing();
	}

	/**
	 * A run that was found.
	 *
	 * @param run the run
	 * @param posted whether a delivery to the start's own path named it
	 */
	record Found(Generation run, boolean posted) {
	}

}
