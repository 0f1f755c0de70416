package ai.flora.client.start;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import ai.flora.client.FloraAuthenticationException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraInterruptedException;
import ai.flora.client.FloraPermissionDeniedException;
import ai.flora.client.FloraRateLimitException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.GenerationQuery;
import ai.flora.client.Page;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.start.StartLedger.Sighting;
import ai.flora.client.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

/**
 * Finds the runs of starts whose answers were lost, among the newest of their projects.
 * List items hold neither prompt nor key: a run is taken only if it can be no other's.
 */
class LostStarts {

	private static final int MAX_PAGES = 10;

	private static final Duration WHEN_RATE_LIMITED = Duration.ofSeconds(5);

	private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

	/** Lists lag: another run may show up beside the first one. */
	private static final Duration BEFORE_SECOND_LOOK = Duration.ofSeconds(3);

	private final FloraTransport transport;

	private final StartLedger ledger;

	private final @Nullable Callbacks callbacks;

	LostStarts(FloraTransport transport, StartLedger ledger, @Nullable Callbacks callbacks) {
		this.transport = transport;
		this.ledger = ledger;
		this.callbacks = callbacks;
	}

	/**
	 * Looks for a start's run until its deadline.
	 * @param start the start
	 * @param failure why its run is not known
	 * @return what lists tell of its run
	 * @throws FloraException if its run is not known for sure
	 */
	StartedRun find(LostStart start, FloraException failure) {
		Search search = new Search(start, failure);
		while (true) {
			StartedRun found = search.look();
			if (found != null) {
				this.ledger.settled(start.projectId(), start.window(), found.runId());
				return found;
			}
			search.pause();
		}
	}

	private final class Search {

		private final LostStart start;

		private final FloraException failure;

		private List<Generation> candidates = List.of();

		private @Nullable String firstSeen;

		private long firstSeenAt;

		private int looks;

		private @Nullable Duration pause;

		private @Nullable String hopeless;

		Search(LostStart start, FloraException failure) {
			this.start = start;
			this.failure = failure;
		}

		@Nullable StartedRun look() {
			String told = told();
			if (told != null) {
				return this.start.told(told);
			}
			checkTimeLeft();
			if (this.hopeless != null) {
				return null;
			}
			Sighting sighting = sighting();
			this.looks++;
			if (sighting == null) {
				return null;
			}
			this.candidates = sighting.candidates();
			if (sighting.isHopeless()) {
				giveUpLists(sighting.foreign() ? "somebody else starts runs in its project, too"
						: "several runs may be its own");
				return null;
			}
			if (this.start.request().idempotencyKey() != null) {
				// No run of its time need be its.
				giveUpLists("its key is the caller's own, and may have been used before");
				return null;
			}
			Generation only = sighting.onlyCandidate();
			if (only == null || !only.runId().equals(this.firstSeen)) {
				this.firstSeen = (only != null) ? only.runId() : null;
				this.firstSeenAt = LostStarts.this.transport.timing().nanoTime();
				return null;
			}
			return (sinceFirstSeen().compareTo(BEFORE_SECOND_LOOK) >= 0) ? this.start.found(only) : null;
		}

		/** Only what FLORA posts to the start's own path can tell its run now. */
		private void giveUpLists(String reason) {
			if (this.start.token() == null) {
				throw unconfirmed(reason);
			}
			this.hopeless = reason;
		}

		/** FLORA may have posted the run's end to the start's own path. */
		private @Nullable String told() {
			Callbacks callbacks = LostStarts.this.callbacks;
			return (callbacks != null && this.start.token() != null) ? callbacks.runOf(this.start.token()) : null;
		}

		private Duration sinceFirstSeen() {
			return Duration.ofNanos(LostStarts.this.transport.timing().nanoTime() - this.firstSeenAt);
		}

		private void checkTimeLeft() {
			if (Thread.currentThread().isInterrupted()) {
				throw unconfirmed("the caller was interrupted");
			}
			if (LostStarts.this.transport.timing().isClosed()) {
				throw unconfirmed("the client was closed");
			}
			if (this.start.deadline().remaining().isZero()) {
				if (this.hopeless != null) {
					throw unconfirmed(this.hopeless);
				}
				throw unconfirmed(this.candidates.isEmpty() ? "it is not among its project's newest runs"
						: "its run was not told apart before the deadline");
			}
		}

		private @Nullable Sighting sighting() {
			try {
				List<Generation> newest = newest();
				if (!LostStarts.this.transport.clock().isKnown()) {
					giveUpLists("FLORA's answers do not tell the time");
					return null;
				}
				if (this.hopeless != null) {
					return null;
				}
				return LostStarts.this.ledger.look(this.start.projectId(), this.start.window(), newest);
			}
			catch (FloraStartUnconfirmedException ex) {
				throw ex;
			}
			catch (FloraRateLimitException ex) {
				Duration asked = ex.retryAfter();
				this.pause = (asked != null && asked.compareTo(WHEN_RATE_LIMITED) > 0) ? asked : WHEN_RATE_LIMITED;
				return null;
			}
			catch (FloraInterruptedException | FloraAuthenticationException | FloraPermissionDeniedException ex) {
				throw unconfirmed(ex.getMessage());
			}
			catch (RuntimeException ex) {
				// What is missing now may be there later, as long as there is time.
				return null;
			}
		}

		/** The project's newest runs, back to when the start was sent. */
		private List<Generation> newest() {
			List<Generation> newest = new ArrayList<>();
			GenerationQuery query = GenerationQuery.all()
				.withWorkspaceId(this.start.request().workspaceId())
				.withProjectId(this.start.projectId());
			for (int page = 1; page <= MAX_PAGES; page++) {
				Page<Generation> read = LostStarts.this.transport.listForStart(query, lookOptions());
				newest.addAll(read.items());
				if (read.nextCursor() == null
						|| isBefore(read, this.start.window().earliest(LostStarts.this.transport.clock()))) {
					return newest;
				}
				query = query.withCursor(read.nextCursor());
			}
			giveUpLists("too many runs were started since");
			return newest;
		}

		private static boolean isBefore(Page<Generation> page, Instant moment) {
			List<Generation> items = page.items();
			Instant oldest = items.isEmpty() ? null : items.get(items.size() - 1).run().createdAt();
			return oldest != null && oldest.isBefore(moment);
		}

		private RequestOptions lookOptions() {
			Duration remaining = this.start.deadline().remaining();
			Duration timeout = (remaining.compareTo(LONGEST_LOOK) < 0) ? remaining : LONGEST_LOOK;
			return RequestOptions.defaults()
				.withMaxAttempts(1)
				.withTimeout(timeout.isZero() ? Duration.ofNanos(1) : timeout);
		}

		void pause() {
			Duration asked = this.pause;
			this.pause = null;
			Duration pause = (asked != null) ? asked
					: Duration.ofSeconds((this.looks == 1 || this.hopeless != null) ? 1 : (this.looks < 4) ? 2 : 3);
			Duration remaining = this.start.deadline().remaining();
			if (asked != null && asked.compareTo(remaining) >= 0 && this.start.token() == null) {
				throw unconfirmed("FLORA's rate limit leaves no time to look for it");
			}
			try {
				LostStarts.this.transport.timing().sleep((pause.compareTo(remaining) < 0) ? pause : remaining);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

		private FloraException unconfirmed(@Nullable String reason) {
			return this.start.unconfirmed(reason + " (" + this.failure.getMessage() + ")", this.candidates,
					this.failure);
		}

	}

}
