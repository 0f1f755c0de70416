package ai.flora.client.internal.start;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.Durations;
import ai.flora.client.internal.response.Failure;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.Call;
import org.jspecify.annotations.Nullable;

/**
 * The moments at which one call may send its start next, and the waits before: no attempt
 * without the time to wait for its response, and no question after FLORA may have
 * forgotten the key. Not thread-safe.
 */
class StartWaits {

	/** The wait from an attempt that may still be going on to the first question. */
	static final Duration AFTER_UNANSWERED = Call.AFTER_UNANSWERED;

	/**
	 * The same from the 500, 502 or 503 of a gateway, or a success that cannot be read:
	 * nothing goes on any more.
	 */
	static final Duration AFTER_INCONCLUSIVE = Duration.ofSeconds(1);

	/** The shortest wait for a later question; the longest is twice as long. */
	static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(5);

	/** Kept back of the first attempt's time, to ask what became of that attempt. */
	private static final Duration TIME_TO_ASK = Duration.ofSeconds(10);

	/** Threads of the client's own are interrupted then. */
	private static final String CLOSED = "the client was closed";

	private final Call<StartedRun> call;

	private final PendingStart start;

	private final UnconfirmedEnds ends;

	private boolean hasSentQuestion;

	StartWaits(Call<StartedRun> call, PendingStart start, UnconfirmedEnds ends) {
		this.call = call;
		this.start = start;
		this.ends = ends;
	}

	Deadline deadline() {
		return this.call.deadline();
	}

	boolean hasTimeAfter(Duration wait) {
		return deadline().hasTimeAfter(wait);
	}

	/**
	 * The deadline of an attempt that is made now; {@code null} if there is no time for
	 * an attempt.
	 */
	@Nullable Deadline attemptDeadline() {
		Duration remaining = deadline().remaining();
		if (remaining.compareTo(deadline().minAttemptTime()) < 0) {
			return null;
		}
		if (this.start.doubt().exists()) {
			return deadline();
		}
		Duration limit = remaining.minus(Durations.min(deadline().timeout().dividedBy(5), TIME_TO_ASK));
		return Deadline.in(Durations.max(limit, remaining.dividedBy(2)), timing());
	}

	/**
	 * Waits before an ordinary retry: FLORA has started nothing so far.
	 * @param waited how much of the wait has passed by now
	 * @return whether there is a retry
	 */
	boolean beforeRetry(Failure failure, Duration waited) {
		Duration delay = this.call.retryDelay(failure);
		if (delay == null) {
			return false;
		}
		Duration left = Durations.max(delay.minus(waited), Duration.ZERO);
		if (!hasTimeAfter(left)) {
			return false;
		}
		this.call.waitForRetry(left, failure);
		return true;
	}

	/**
	 * Waits before FLORA is asked once more what became of the start.
	 * @param first the wait before the first question
	 */
	void beforeQuestion(Duration first, Failure failure) {
		Duration wait = this.hasSentQuestion
				? BETWEEN_QUESTIONS.plusMillis(ThreadLocalRandom.current().nextLong(BETWEEN_QUESTIONS.toMillis()))
				: first;
		this.hasSentQuestion = true;
		Duration wish = this.call.retryAfter(failure);
		if (wish != null && wish.compareTo(this.call.maxRetryAfter()) > 0) {
			throw this.ends.unconfirmed("FLORA asks to wait too long", this.call.exception(failure));
		}
		sleepBeforeQuestion((wish != null) ? Durations.max(wish, wait) : wait, this.call.exception(failure));
	}

	/**
	 * Waits until an attempt without a response cannot be going on any more.
	 */
	void untilQuiet(FloraException exception) {
		sleepBeforeQuestion(Duration.ZERO, exception);
	}

	/**
	 * Waits before any question, however FLORA has responded: the HTTP client may have
	 * repeated a request that FLORA is still at.
	 */
	private void sleepBeforeQuestion(Duration least, FloraException exception) {
		Duration wait = Durations.max(least, timeUntilQuiet());
		if (!hasTimeAfter(wait)) {
			throw this.ends.unconfirmed("there is no time left to ask again", exception);
		}
		checkKey(wait, exception);
		sleep(wait, exception);
		// The wait may have been longer: the machine may have slept.
		checkKey(Duration.ZERO, exception);
	}

	private Duration timeUntilQuiet() {
		Long unanswered = this.start.doubt().lastUnanswered();
		return (unanswered != null) ? AFTER_UNANSWERED.minusNanos(timing().nanoTime() - unanswered) : Duration.ZERO;
	}

	/** A key that FLORA has forgotten would start another run. */
	private void checkKey(Duration later, FloraException exception) {
		StartMoment since = this.start.doubt().since();
		if (since != null && since.isTooOldForKey(timing(), later)) {
			throw this.ends.unresolvable("FLORA may have forgotten its key by then", exception);
		}
	}

	/**
	 * Waits, at most until the deadline.
	 * @param exception what the call would end in without this wait
	 * @throws FloraStartUnconfirmedException if the caller is interrupted, or the client
	 * closed
	 */
	void sleep(Duration wait, FloraException exception) {
		try {
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedException();
			}
			timing().sleep(Durations.min(wait, deadline().remaining()));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw this.ends.unconfirmed(timing().isClosed() ? CLOSED : "the caller was interrupted", exception);
		}
		if (timing().isClosed()) {
			throw this.ends.unconfirmed(CLOSED, exception);
		}
	}

	private Timing timing() {
		return deadline().timing();
	}

}
