package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.start.NewestRuns.TooManyRunsException;
import ai.flora.client.internal.start.RunSearch.Found;
import ai.flora.client.internal.start.OutstandingStarts.Sighting;
import ai.flora.client.internal.transport.Attempt;
import ai.flora.client.internal.transport.Call;
import ai.flora.client.internal.transport.Deadline;
import ai.flora.client.internal.transport.Failure;
import ai.flora.client.internal.transport.Timing;
import org.jspecify.annotations.Nullable;

/**
 * One call that starts a run, as the table in this room's description says: once an
 * attempt may have taken effect, FLORA is asked again under the same key until it answers
 * for sure. Not thread-safe.
 */
class StartCall {

	/** Duplicates that are sent together may both run. */
	private static final Duration AFTER_UNANSWERED = Duration.ofSeconds(5);

	private static final Duration AFTER_UNSURE = Duration.ofSeconds(1);

	private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);

	private static final Duration BEFORE_LOOK = Duration.ofSeconds(3);

	/** Kept back of a call's time, so that there is an answer to be waited for. */
	private static final Duration LEAST_TIME = Duration.ofSeconds(1);

	/** Kept back of the first attempt's time, to find out what became of it. */
	private static final Duration TIME_TO_ASK = Duration.ofSeconds(10);

	private static final Duration LONGEST_LOOK_AFTER_CONFLICT = Duration.ofSeconds(5);

	private final PendingStart start;

	private final StartTools tools;

	private final Call<StartedRun> call;

	/** What an earlier call left in doubt; {@code null} for a new start. */
	private final @Nullable FloraStartUnconfirmedException earlier;

	/** When the attempt that was made last was sent. */
	private StartDoubt sent;

	private boolean asked;

	/** Whether FLORA said that it had failed, which it may do after it had made a run. */
	private boolean failed;

	private List<Generation> candidates;

	/** The only run of two looks that may be the start's. */
	private @Nullable Generation found;

	StartCall(PendingStart start, StartTools tools, Call<StartedRun> call,
			@Nullable FloraStartUnconfirmedException earlier) {
		this.start = start;
		this.tools = tools;
		this.call = call;
		this.earlier = earlier;
		this.sent = StartDoubt.now(timing());
		this.candidates = (earlier != null) ? earlier.candidates() : List.of();
	}

	/** How much of a call's time must be left for anything to be sent. */
	static Duration leastTime(Duration timeout) {
		Duration share = timeout.dividedBy(5);
		return (share.compareTo(LEAST_TIME) < 0) ? share : LEAST_TIME;
	}

	/**
	 * Sends the start until it is known what became of it.
	 * @return its run
	 * @throws FloraStartUnconfirmedException if it may have been accepted and charged
	 * @throws FloraException if it was not
	 */
	StartedRun run() {
		if (this.earlier != null) {
			sleepBeforeAsking(untilQuiet(), this.earlier);
			if (StartVerdict.isOwnFailure(this.earlier)) {
				checkForRun(Duration.ZERO, this.earlier);
			}
		}
		while (true) {
			this.sent = StartDoubt.now(timing());
			if (this.earlier != null) {
				this.tools.ledger().attemptingAgain(this.start, this.sent.nanoTime());
			}
			else {
				this.tools.ledger().attempting(this.start);
			}
			Attempt<StartedRun> attempt = attempt();
			if (attempt instanceof Attempt.Success<StartedRun> success) {
				return started(success.value());
			}
			Attempt.Failed<StartedRun> failed = (Attempt.Failed<StartedRun>) attempt;
			StartVerdict verdict = StartVerdict.of(failed);
			attempted(verdict);
			if (verdict == StartVerdict.CLAIMED) {
				StartedRun run = claimed(failed.failure());
				if (run != null) {
					return run;
				}
			}
			else {
				prepareNext(verdict, failed.failure());
			}
		}
	}

	private void attempted(StartVerdict verdict) {
		long now = timing().nanoTime();
		if (verdict == StartVerdict.UNANSWERED) {
			this.start.unanswered(now);
			// FLORA may still be at it.
			now += AFTER_UNANSWERED.toNanos();
		}
		this.tools.ledger().attempted(this.start, now);
		if (this.earlier != null && !verdict.mayHaveMadeARun()) {
			this.tools.ledger().withdrawn(this.start);
		}
	}

	private Attempt<StartedRun> attempt() {
		Duration remaining = deadline().remaining();
		if (remaining.compareTo(leastTime(deadline().timeout())) < 0) {
			return new Attempt.Failed<>(new Failure.DeadlinePassed(false), false);
		}
		if (isInDoubt()) {
			return this.call.attempt();
		}
		Duration share = deadline().timeout().dividedBy(5);
		Duration limit = remaining.minus((share.compareTo(TIME_TO_ASK) < 0) ? share : TIME_TO_ASK);
		Duration half = remaining.dividedBy(2);
		return this.call.attempt(Deadline.in((limit.compareTo(half) > 0) ? limit : half, timing()));
	}

	private StartedRun started(StartedRun run) {
		if (this.found != null && !this.found.runId().equals(run.runId())) {
			this.tools.ledger().foreign(this.start, this.found);
		}
		return run;
	}

	/**
	 * Ends the call, or waits until the start can be sent again.
	 */
	private void prepareNext(StartVerdict verdict, Failure failure) {
		switch (verdict) {
			case INVALID -> throw this.call.exception(failure);
			case FAILED -> {
				this.found = null;
				this.failed = true;
				prepareAfterFailed(failure);
			}
			case UNANSWERED -> {
				doubt(failure);
				ask(AFTER_UNANSWERED, failure);
			}
			case UNSURE -> {
				doubt(failure);
				ask(AFTER_UNSURE, failure);
			}
			case NOT_SENT, RATE_LIMITED -> {
				if (isInDoubt()) {
					ask(BETWEEN_QUESTIONS, failure);
				}
				else {
					retry(failure, Duration.ZERO);
				}
			}
			case REFUSED -> throw isInDoubt() ? unconfirmed("a later attempt was refused", this.call.exception(failure))
					: this.call.exception(failure);
			default -> throw new IllegalStateException("Not prepared for " + verdict);
		}
	}

	/** Nothing was started so far: an ordinary retry. */
	private void retry(Failure failure, Duration waited) {
		Duration delay = this.call.retryDelay(failure);
		if (delay == null || delay.plus(leastTime(deadline().timeout())).compareTo(deadline().remaining()) > 0) {
			throw failed(failure);
		}
		Duration rest = delay.minus(waited);
		this.call.retryAfter(rest.isNegative() ? Duration.ZERO : rest, failure);
	}

	private RuntimeException failed(Failure failure) {
		if (failure instanceof Failure.Unexpected unexpected) {
			if (unexpected.cause() instanceof Error error) {
				throw error;
			}
			if (unexpected.cause() instanceof RuntimeException exception) {
				return exception;
			}
		}
		return this.call.exception(failure);
	}

	/**
	 * FLORA says that it has failed, and that the key may be used again; but it may have
	 * done so after it had made a run.
	 */
	private void prepareAfterFailed(Failure failure) {
		FloraException exception = this.call.exception(failure);
		Duration wait = this.tools.ledger().settlingTime(BEFORE_LOOK, timing().nanoTime());
		checkForRun(wait, exception);
		if (isInDoubt()) {
			ask(Duration.ZERO, failure);
		}
		else {
			retry(failure, wait);
		}
	}

	private void checkForRun(Duration wait, FloraException exception) {
		if (this.earlier != null && StartVerdict.isOwnFailure(this.earlier)
				&& this.candidates.stream().anyMatch((run) -> !this.tools.ledger().isKnown(run.runId()))) {
			throw unconfirmed("FLORA failed, but a run that may be its own was started", exception);
		}
		Sighting sighting = hasTimeFor(wait) ? lookAfter(wait, exception) : null;
		if (sighting == null) {
			throw isInDoubt() ? unconfirmed("its project's newest runs cannot be listed", exception) : exception;
		}
		if (!sighting.candidates().isEmpty()) {
			this.candidates = sighting.candidates();
			throw unconfirmed("FLORA failed, but a run that may be its own was started", exception);
		}
	}

	private @Nullable Sighting lookAfter(Duration wait, FloraException exception) {
		sleep(wait, exception);
		try {
			List<Generation> newest = this.tools.newestRuns().since(this.start, deadline());
			return isTimeKnown() ? this.tools.ledger().look(this.start, newest) : null;
		}
		catch (TooManyRunsException | FloraException ex) {
			return null;
		}
	}

	private boolean isTimeKnown() {
		return this.tools.transport().clock().isKnown() && !this.start.opened().mayHaveSlept(timing());
	}

	/**
	 * FLORA says that the key is claimed, by an attempt of this start unless the key is
	 * the caller's.
	 * @return the run, or {@code null} if the start has to be sent again
	 */
	private @Nullable StartedRun claimed(Failure failure) {
		FloraException exception = this.call.exception(failure);
		if (this.start.hasCallersKey() && !isInDoubt() && !this.failed) {
			throw conflict(exception);
		}
		if (this.found != null) {
			return this.start.found(this.found);
		}
		doubt(failure);
		Found found = new RunSearch(this, this.start, this.tools, exception).find();
		if (found.told()) {
			return this.start.found(found.run());
		}
		this.found = found.run();
		sleepBeforeAsking(untilQuiet(), exception);
		return null;
	}

	/** How long until no attempt can be going on that nobody answered. */
	private Duration untilQuiet() {
		Long unanswered = this.start.unanswered();
		if (unanswered == null) {
			return Duration.ZERO;
		}
		Duration wait = AFTER_UNANSWERED.minusNanos(timing().nanoTime() - unanswered);
		return wait.isNegative() ? Duration.ZERO : wait;
	}

	private FloraConflictException conflict(FloraException exception) {
		List<Generation> runs = List.of();
		try {
			runs = this.tools.newestRuns().page(this.start, deadline(), LONGEST_LOOK_AFTER_CONFLICT);
		}
		catch (FloraException ex) {
			exception.addSuppressed(ex);
		}
		return Conflicts.of((FloraApiException) exception, runs.stream().filter(this.start.window()::fits).toList(),
				this.tools.transport().clock().now());
	}

	private boolean isInDoubt() {
		return this.start.doubt() != null;
	}

	private void doubt(Failure failure) {
		// This attempt may have made a run beside the one that was found.
		this.found = null;
		if (!isInDoubt()) {
			this.start.doubt(this.sent);
		}
		if (this.call.maxAttempts() == 1 && this.earlier == null) {
			throw unconfirmed("it is not to be sent twice", this.call.exception(failure));
		}
	}

	/**
	 * Waits until FLORA can be asked once more what became of the start.
	 * @param first the wait before the first question
	 */
	private void ask(Duration first, Failure failure) {
		Duration wait = this.asked
				? BETWEEN_QUESTIONS.plusMillis(ThreadLocalRandom.current().nextLong(BETWEEN_QUESTIONS.toMillis()))
				: first;
		this.asked = true;
		Duration wish = this.call.retryAfter(failure);
		if (wish != null && wish.compareTo(this.tools.transport().settings().retry().maxRetryAfter()) > 0) {
			throw unconfirmed("FLORA asks to wait too long", this.call.exception(failure));
		}
		sleepBeforeAsking((wish != null && wish.compareTo(wait) > 0) ? wish : wait, this.call.exception(failure));
	}

	private void sleepBeforeAsking(Duration wait, FloraException exception) {
		if (!hasTimeFor(wait)) {
			throw unconfirmed("there is no time left to ask again", exception);
		}
		checkKey(wait, exception);
		sleep(wait, exception);
		// The machine may have slept, too.
		checkKey(Duration.ZERO, exception);
	}

	/** A key that FLORA has forgotten would start another run. */
	private void checkKey(Duration later, FloraException exception) {
		StartDoubt doubt = this.start.doubt();
		if (doubt != null && doubt.isTooOld(timing(), later)) {
			throw unconfirmed("FLORA may have forgotten its key by then", exception);
		}
	}

	private boolean hasTimeFor(Duration wait) {
		return wait.plus(leastTime(deadline().timeout())).compareTo(deadline().remaining()) <= 0;
	}

	Deadline deadline() {
		return this.call.deadline();
	}

	void candidates(List<Generation> candidates) {
		this.candidates = candidates;
	}

	/**
	 * Ends the call when there is no time to find the run and to ask for it once more.
	 */
	void checkTimeLeft(@Nullable String reason, FloraException failure) {
		if (!hasTimeFor(Duration.ZERO)) {
			throw unconfirmed((reason != null) ? reason : this.candidates.isEmpty()
					? "it is not among its project's newest runs" : "its run was not told apart before the deadline",
					failure);
		}
	}

	/**
	 * Waits, unless the caller or the client does not want to go on.
	 */
	void sleep(Duration wait, FloraException failure) {
		Duration remaining = deadline().remaining();
		try {
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException();
			}
			timing().sleep((wait.compareTo(remaining) < 0) ? wait : remaining);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw unconfirmed("the caller was interrupted", failure);
		}
		if (timing().isClosed()) {
			throw unconfirmed("the client was closed", failure);
		}
	}

	FloraStartUnconfirmedException unconfirmed(String reason, FloraException failure) {
		if (!isInDoubt()) {
			this.start.doubt(this.sent);
		}
		String details = (failure instanceof FloraStartUnconfirmedException) ? "" : " (" + failure.getMessage() + ")";
		return this.start.unconfirmed(reason + details, this.candidates, failure);
	}

	private Timing timing() {
		return this.tools.transport().timing();
	}

}
