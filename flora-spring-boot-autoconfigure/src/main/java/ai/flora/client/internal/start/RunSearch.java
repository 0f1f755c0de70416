package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.Generation;
import ai.flora.client.internal.start.NewestRuns.TooManyRunsException;
import ai.flora.client.internal.start.OutstandingStarts.Sighting;
import ai.flora.client.internal.transport.Timing;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the run of a start whose key FLORA says is claimed: among the newest of its
 * project, or as FLORA posted it to the start's own path. Not thread-safe.
 */
class RunSearch {

	private static final Log logger = LogFactory.getLog(RunSearch.class);

	private static final Duration WHEN_RATE_LIMITED = Duration.ofSeconds(5);

	/** Lists lag: another run may show up beside the first one. */
	private static final Duration BEFORE_SECOND_LOOK = Duration.ofSeconds(3);

	private final StartCall call;

	private final PendingStart start;

	private final StartTools tools;

	private final FloraException failure;

	private @Nullable Generation firstSeen;

	private long firstSeenAt;

	private int looks;

	private Duration pause = Duration.ZERO;

	/** Why lists cannot tell the run any more. */
	private @Nullable String hopeless;

	/** Runs that deliveries named, and that are not the start's. */
	private final Set<String> refused = new HashSet<>();

	RunSearch(StartCall call, PendingStart start, StartTools tools, FloraException failure) {
		this.call = call;
		this.start = start;
		this.tools = tools;
		this.failure = failure;
		if (start.hasCallersKey()) {
			giveUpLists("its key is the caller's own, and may have been used before");
		}
	}

	/**
	 * Looks until the run is found.
	 * @return the only run of two looks that may be the start's, or the one that FLORA
	 * posted to its path
	 * @throws FloraException if lists cannot tell, or not before the deadline
	 */
	Found find() {
		while (true) {
			this.call.checkTimeLeft(this.hopeless, this.failure);
			Set<String> told = told();
			if (!told.isEmpty() || this.hopeless == null) {
				Found found = look(told);
				if (found != null) {
					return found;
				}
			}
			this.call.sleep(pause(), this.failure);
		}
	}

	private Set<String> told() {
		CallbackUrls callbacks = this.tools.callbacks();
		String token = this.start.token();
		Set<String> told = new HashSet<>();
		if (callbacks != null && token != null) {
			told.addAll(callbacks.runsOf(token));
			told.removeAll(this.refused);
		}
		return told;
	}

	private @Nullable Found look(Set<String> told) {
		List<Generation> newest = newest();
		if (newest == null) {
			return null;
		}
		this.looks++;
		Generation run = toldRun(newest, told);
		if (run != null) {
			return new Found(run, true);
		}
		return (this.hopeless == null) ? only(this.tools.ledger().look(this.start, newest)) : null;
	}

	/**
	 * Deliveries are signed, but not the path that they are posted to: somebody who saw
	 * one may post it to another path.
	 */
	private @Nullable Generation toldRun(List<Generation> newest, Set<String> told) {
		for (Generation run : newest) {
			if (told.contains(run.runId())) {
				if (this.tools.ledger().mayBeOf(this.start, run)) {
					return run;
				}
				logger.error("A delivery to the path of a start named run " + run.runId()
						+ ", which cannot be its run. Its key may have been used before, "
						+ "or somebody has posted the delivery there again.");
				this.refused.add(run.runId());
			}
		}
		return null;
	}

	private @Nullable Found only(Sighting sighting) {
		this.call.candidates(sighting.candidates());
		if (sighting.isHopeless()) {
			giveUpLists(sighting.foreign() ? "somebody else starts runs in its project, too"
					: "several runs may be its own");
			return null;
		}
		Generation only = sighting.onlyCandidate();
		Timing timing = this.tools.transport().timing();
		if (only == null || this.firstSeen == null || !only.runId().equals(this.firstSeen.runId())) {
			this.firstSeen = only;
			this.firstSeenAt = timing.nanoTime();
			return null;
		}
		Duration seen = Duration.ofNanos(timing.nanoTime() - this.firstSeenAt);
		return (seen.compareTo(untilSecondLook()) >= 0) ? new Found(only, false) : null;
	}

	private Duration untilSecondLook() {
		return this.tools.ledger().settlingTime(BEFORE_SECOND_LOOK, this.tools.transport().timing().nanoTime());
	}

	private @Nullable List<Generation> newest() {
		try {
			List<Generation> newest = this.tools.newestRuns().since(this.start, this.call.deadline());
			if (this.start.opened().mayHaveSlept(this.tools.transport().timing())) {
				giveUpLists("this machine slept meanwhile, or its clock was set");
				return null;
			}
			if (this.tools.transport().clock().isKnown()) {
				return newest;
			}
			giveUpLists("FLORA's answers do not tell the time");
		}
		catch (TooManyRunsException ex) {
			giveUpLists("too many runs were started since");
		}
		catch (FloraRateLimitException ex) {
			Duration asked = ex.retryAfter();
			this.pause = (asked != null && asked.compareTo(WHEN_RATE_LIMITED) > 0) ? asked : WHEN_RATE_LIMITED;
			if (this.start.token() == null && this.pause.compareTo(this.call.deadline().remaining()) >= 0) {
				throw this.call.unconfirmed("FLORA's rate limit leaves no time to look for it", this.failure);
			}
		}
		catch (FloraInterruptedException | FloraAuthenticationException | FloraPermissionDeniedException ex) {
			throw this.call.unconfirmed(String.valueOf(ex.getMessage()), this.failure);
		}
		catch (FloraException ex) {
			// What is missing now may be there later, as long as there is time.
			logger.debug("The newest runs could not be listed", ex);
		}
		return null;
	}

	/** Only what FLORA posts to the start's own path can tell its run now. */
	private void giveUpLists(String reason) {
		if (this.start.token() == null) {
			throw this.call.unconfirmed(reason, this.failure);
		}
		this.hopeless = reason;
	}

	private Duration pause() {
		Duration asked = this.pause;
		this.pause = Duration.ZERO;
		if (!asked.isZero()) {
			return asked;
		}
		if (this.firstSeen != null && this.start.token() == null) {
			return untilSecondLook();
		}
		return Duration.ofSeconds((this.looks <= 1 || this.hopeless != null) ? 1 : (this.looks < 4) ? 2 : 3);
	}

	/**
	 * A run that was found.
	 *
	 * @param run the run
	 * @param told whether FLORA posted it to the start's own path
	 */
	record Found(Generation run, boolean told) {
	}

}
