package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import ai.flora.client.FloraApiException;
import ai.flora.client.FloraConflictException;
import ai.flora.client.FloraConnectionException;
import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.start.RunSearch.Found;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.Attempt;
import ai.flora.client.internal.transport.Call;
import org.jspecify.annotations.Nullable;

/**
 * One call that starts a run: sends the start until it is known what became of it, as the
 * table in this package's description says, row by row. Not thread-safe.
 */
class StartCall {

	private final PendingStart start;

	private final Call<StartedRun> call;

	private final OutstandingStarts outstanding;

	private final NewestRuns newestRuns;

	/** Tells whether a start that has started nothing is not to be sent again. */
	private final StartsUnderWay underWay;

	/** The end of an earlier call; {@code null} for a new start. */
	private final @Nullable FloraStartUnconfirmedException earlier;

	private final StartDoubt doubt;

	private final UnconfirmedEnds ends;

	private final StartWaits waits;

	private final PostedRuns posted;

	/** An earlier call has sent the start, and may have made a run. */
	private final boolean goesOn;

	/** The run that is the start's if FLORA says once more that the key is claimed. */
	private @Nullable Generation runToConfirm;

	/** The failure of the latest attempt of this call. */
	private @Nullable Failure lastFailure;

	StartCall(PendingStart start, Call<StartedRun> call, OutstandingStarts outstanding, NewestRuns newestRuns,
			StartsUnderWay underWay) {
		this.start = start;
		this.call = call;
		this.outstanding = outstanding;
		this.newestRuns = newestRuns;
		this.underWay = underWay;
		this.doubt = start.doubt();
		this.earlier = this.doubt.lastEnd();
		this.goesOn = this.earlier != null || this.doubt.floraFailure() != null;
		this.ends = new UnconfirmedEnds(start, timing(), outstanding.clock());
		this.waits = new StartWaits(call, start, this.ends);
		this.posted = new PostedRuns(start, outstanding);
	}

	/**
	 * Sends the start until it is known what became of it.
	 * @return its run
	 * @throws FloraStartUnconfirmedException if it may have been accepted and charged
	 * @throws FloraException if it was not
	 */
	StartedRun run() {
		StartedRun earlierRun = runOfEarlierCall();
		if (earlierRun != null) {
			return earlierRun;
		}
		while (true) {
			StartedRun posted = posted();
			if (posted != null) {
				return posted;
			}
			Attempt<StartedRun> attempt = attempt();
			if (attempt instanceof Attempt.Success<StartedRun> success) {
				return accepted(success.value());
			}
			StartedRun run = failed((Attempt.Failed<StartedRun>) attempt);
			if (run != null) {
				return run;
			}
		}
	}

	/**
	 * Where FLORA had failed at any attempt of an earlier call, runs are listed first: by
	 * now they may show what they lacked when it went on.
	 * @return the run of an earlier call; {@code null} if it is not known
	 */
	private @Nullable StartedRun runOfEarlierCall() {
		StartedRun run = posted();
		FloraFailure florasFailure = this.doubt.floraFailure();
		if (run == null && this.earlier != null) {
			this.waits.untilQuiet(this.earlier);
			if (florasFailure != null) {
				run = check(this.earlier).findAfterEarlierCall(florasFailure);
			}
		}
		else if (run == null && florasFailure != null) {
			run = check(florasFailure.exception()).findAfterEarlierCall(florasFailure);
			this.doubt.failedWithoutRun();
			if (run == null) {
				checkStillWanted(florasFailure.exception());
			}
		}
		return run;
	}

	/**
	 * A run that FLORA has posted to the start's own path may be that of an attempt which
	 * no response has told of. Then the start is not sent again, under whatever response:
	 * FLORA may have released its key.
	 * @return the run; {@code null} if FLORA has posted none that may be the start's
	 */
	private @Nullable StartedRun posted() {
		if (!this.doubt.needsLists() || this.posted.unknownIds().isEmpty()) {
			return null;
		}
		Generation run = search(lastException()).findPosted();
		if (run == null && !this.doubt.exists()) {
			checkStillWanted(lastException());
		}
		return (run != null) ? this.start.startedRun(run) : null;
	}

	/** The failure that made the start need lists. */
	private FloraException lastException() {
		FloraFailure florasFailure = this.doubt.floraFailure();
		if (florasFailure != null && !this.doubt.exists()) {
			return florasFailure.exception();
		}
		return (this.lastFailure != null) ? this.call.exception(this.lastFailure)
				: Objects.requireNonNull(this.earlier);
	}

	private Attempt<StartedRun> attempt() {
		StartMoment now = StartMoment.now(timing());
		this.doubt.sending(now);
		if (this.goesOn) {
			this.outstanding.reopenWindow(this.start, now.nanoTime());
		}
		else {
			this.outstanding.openWindow(this.start, now.nanoTime());
		}
		Deadline limit = this.waits.attemptDeadline();
		return (limit != null) ? this.call.attempt(limit)
				: new Attempt.Failed<>(new Failure.DeadlinePassed(), false, false);
	}

	/** 201: the run. */
	private StartedRun accepted(StartedRun run) {
		if (this.runToConfirm != null && !this.runToConfirm.runId().equals(run.runId())) {
			this.outstanding.observeForeign(this.start, this.runToConfirm);
		}
		return run;
	}

	/**
	 * An attempt has failed.
	 * @return the run, or {@code null} if the start has to be sent again
	 */
	private @Nullable StartedRun failed(Attempt.Failed<StartedRun> failed) {
		Failure failure = failed.failure();
		this.lastFailure = failure;
		StartVerdict verdict = StartVerdict.of(failed);
		if (failed.otherSendingMayCount()) {
			doubtForOtherSending();
		}
		closeWindow(verdict, failed.otherSendingMayCount());
		switch (verdict) {
			case NOT_SENT, RATE_LIMITED -> notStarted(failure);
			case UNANSWERED -> inDoubt(failure, StartWaits.AFTER_UNANSWERED);
			case INCONCLUSIVE -> inDoubt(failure, StartWaits.AFTER_INCONCLUSIVE);
			case CLAIMED -> {
				return claimed(failure);
			}
			case FLORA_FAILED -> {
				return floraFailed(failure);
			}
			case REFUSED -> throw refused(failure);
		}
		return null;
	}

	/**
	 * The HTTP client has repeated the request: it may have made a run, whatever the last
	 * response says.
	 */
	private void doubtForOtherSending() {
		this.runToConfirm = null;
		this.doubt.arise();
	}

	private void closeWindow(StartVerdict verdict, boolean otherMayCount) {
		long now = timing().nanoTime();
		if (verdict == StartVerdict.UNANSWERED || otherMayCount) {
			this.doubt.unansweredAt(now);
			// FLORA may still make the run.
			now += StartWaits.AFTER_UNANSWERED.toNanos();
		}
		this.outstanding.closeWindow(this.start, now);
		if (this.goesOn && !verdict.mayHaveMadeRun() && !otherMayCount) {
			this.outstanding.undoReopening(this.start);
		}
	}

	/** Not sent, or 429: this attempt has started nothing. */
	private void notStarted(Failure failure) {
		if (this.doubt.exists()) {
			askAgain(StartWaits.BETWEEN_QUESTIONS, failure);
		}
		else {
			retry(failure, Duration.ZERO);
		}
	}

	private void retry(Failure failure, Duration waited) {
		RuntimeException end = notStartedException(failure);
		checkStillWanted(end);
		if (!this.underWay.pausedDuring(() -> this.waits.beforeRetry(failure, waited))) {
			throw end;
		}
		checkStillWanted(end);
	}

	/**
	 * Ends the call if the client is being closed, so that nobody would see the end of a
	 * run that is started now, or if the caller has withdrawn the start. Asked after each
	 * wait before the start is sent, unless it is in doubt.
	 * @param end what the call would end in if the start were not sent
	 */
	private void checkStillWanted(RuntimeException end) {
		if (this.underWay.isEnding()) {
			throw new FloraConnectionException("Start: the FLORA client is being closed, as is the application that "
					+ "it belongs to. It is not sent again"
					+ ((this.doubt.floraFailure() != null) ? "." : ", and nothing was started."), end);
		}
		if (this.start.isWithdrawn()) {
			// After its own failure, nobody knows that FLORA has started nothing.
			FloraFailure florasFailure = this.doubt.floraFailure();
			throw (florasFailure != null) ? florasFailure.exception() : new WithdrawnException();
		}
	}

	/** The caller gets an interceptor's own exception: this attempt was not sent. */
	private RuntimeException notStartedException(Failure failure) {
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

	/** No sure response: in doubt, and FLORA is asked again. */
	private void inDoubt(Failure failure, Duration firstWait) {
		// This attempt may have made a run beside the one that was found.
		this.runToConfirm = null;
		this.doubt.arise();
		askAgain(firstWait, failure);
	}

	private void askAgain(Duration firstWait, Failure failure) {
		if (this.call.maxAttempts() == 1) {
			throw notSentTwice(this.call.exception(failure));
		}
		this.waits.beforeQuestion(firstWait, failure);
	}

	private FloraStartUnconfirmedException notSentTwice(FloraException exception) {
		return this.ends.unconfirmed("it is not to be sent twice", exception);
	}

	/**
	 * 409 {@code idempotency_duplicate}: the key is claimed, by an attempt of this start
	 * unless the key is the caller's.
	 * @return the run, or {@code null} if the start has to be sent again
	 */
	private @Nullable StartedRun claimed(Failure failure) {
		FloraException exception = this.call.exception(failure);
		FloraFailure florasFailure = this.doubt.floraFailure();
		if (this.start.hasCallersKey() && !this.doubt.exists()
				&& (florasFailure == null || this.outstanding.isAcceptedSince(florasFailure, this.start))) {
			throw conflict(exception);
		}
		if (this.runToConfirm != null) {
			return this.start.startedRun(this.runToConfirm);
		}
		this.doubt.arise();
		if (this.call.maxAttempts() == 1 && this.earlier == null) {
			throw notSentTwice(exception);
		}
		Found found = search(exception).find();
		if (found.posted()) {
			return this.start.startedRun(found.run());
		}
		this.runToConfirm = found.run();
		this.waits.untilQuiet(exception);
		return null;
	}

	private RunSearch search(FloraException last) {
		return new RunSearch(this.start, this.ends, this.waits, this.outstanding, this.newestRuns, this.posted, last);
	}

	private RunCheck check(FloraException last) {
		return new RunCheck(this.start, this.ends, this.waits, this.outstanding, this.newestRuns, this.posted, last);
	}

	private FloraConflictException conflict(FloraException exception) {
		List<Generation> candidates = List.of();
		try {
			candidates = this.newestRuns.fromEarlierUse(this.start, this.waits.deadline());
		}
		catch (FloraException ex) {
			// Unwrapped, it might be taken for FLORA's failure at the start.
			exception
				.addSuppressed(new FloraException("Start: the runs that its key may have led to were not listed", ex));
		}
		return Conflicts.of((FloraApiException) exception, candidates, this.doubt.floraFailure() != null);
	}

	/**
	 * FLORA's own 5xx: it says that it failed, and that the key may be used again; but it
	 * may have failed after it had made a run.
	 * @return the run, if a delivery named it; {@code null} if the start has to be sent
	 * again
	 */
	private @Nullable StartedRun floraFailed(Failure failure) {
		this.runToConfirm = null;
		FloraException exception = this.call.exception(failure);
		FloraFailure florasFailure = this.doubt.floraFailed(exception, StartMoment.now(timing()));
		RunCheck check = check(exception);
		Duration wait = check.waitAfterFailure();
		StartedRun run = check.find(florasFailure, wait);
		if (run != null) {
			return run;
		}
		if (this.doubt.exists()) {
			askAgain(Duration.ZERO, failure);
		}
		else {
			retry(failure, wait);
		}
		return null;
	}

	/** A refusal, which says nothing of earlier attempts. */
	private FloraException refused(Failure failure) {
		FloraException exception = this.call.exception(failure);
		return this.doubt.exists() ? this.ends.unconfirmed("a later attempt was refused", exception) : exception;
	}

	private Timing timing() {
		return this.call.deadline().timing();
	}

}
