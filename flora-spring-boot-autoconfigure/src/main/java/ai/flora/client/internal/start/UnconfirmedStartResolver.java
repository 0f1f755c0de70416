package ai.flora.client.internal.start;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.RequestOptions;
import ai.flora.client.StartedRun;
import ai.flora.client.internal.Causes;
import ai.flora.client.internal.callback.StartCallback;
import ai.flora.client.internal.callback.StartCallbacks;
import ai.flora.client.internal.start.order.StartOrder;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.FloraTransport;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Asks FLORA again, in a call of its own, what became of a start that an earlier call,
 * perhaps of another instance, left in doubt. Thread-safe.
 * <p>
 * It asks as the call of a start does, with these differences:
 * <ul>
 * <li>A start that was resolved once has the same run again, and nothing is sent.</li>
 * <li>A call does not wait for its turn, but ends while another one asks.</li>
 * <li>A single attempt that is lost does not end the call.</li>
 * <li>Where FLORA had failed at any attempt, runs are listed before anything is sent. A
 * run that may have begun before the last such failure ends the call.</li>
 * <li>A run that began after a question that found the key claimed is not the
 * start's.</li>
 * </ul>
 * A new start under the caller's key of one in doubt {@linkplain #goOn goes on} with that
 * one in the same way, but waits for its turn, and keeps to its own options.
 */
class UnconfirmedStartResolver {

	/** FLORA's clock is known to a second or two, from the dates of its responses. */
	private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(1);

	private final FloraTransport transport;

	private final OutstandingStarts outstanding;

	private final StartTurns turns;

	private final NewestRuns newestRuns;

	private final StartSender sender;

	private final @Nullable StartCallbacks callbacks;

	UnconfirmedStartResolver(FloraTransport transport, OutstandingStarts outstanding, StartTurns turns,
			NewestRuns newestRuns, StartSender sender, @Nullable StartCallbacks callbacks) {
		this.transport = transport;
		this.outstanding = outstanding;
		this.turns = turns;
		this.newestRuns = newestRuns;
		this.sender = sender;
		this.callbacks = callbacks;
	}

	/**
	 * Resolves a start.
	 * @param order the order, as the exception describes it
	 * @return the start with its run, the same each time, but with its span only once
	 * @throws FloraStartUnconfirmedException if it is still not known, with what is known
	 * now
	 */
	AcceptedStart resolve(FloraStartUnconfirmedException unconfirmed, StartOrder order) {
		Assert.isTrue(order.request().projectId() != null || !order.kind().isFiled(),
				"The start in doubt names no project");
		StartKey key = StartKey.of(order.kind(), order.request(), unconfirmed.idempotencyKey());
		boolean taken = this.turns.tryTake(key);
		try {
			// Asked only now: the call whose turn it was may have found the run.
			StartedRun run = this.outstanding.resolved(key, unconfirmed.since());
			if (run != null) {
				return new AcceptedStart(order, run, order.request().projectId(), callback(order) != null, true, null);
			}
			long now = this.transport.timing().nanoTime();
			PendingStart known = this.outstanding.inDoubt(key, now, unconfirmed);
			if (!taken) {
				throw notSent(known, unconfirmed, "another call is asking FLORA for it");
			}
			Generation listed = this.outstanding.listedRun(key, now);
			if (listed != null) {
				throw UnconfirmedEnds.neverSent(latest(known, unconfirmed),
						"another start under its key has led to run " + listed.runId());
			}
			// With one attempt at most, a single lost response would end the call.
			RequestOptions options = RequestOptions.defaults().withMaxAttempts(2);
			return goOn(known, unconfirmed, order, options, this.transport.deadline(options));
		}
		catch (FloraStartUnconfirmedException ex) {
			FloraFailure.attach(florasFailure(key, order), ex);
			throw ex;
		}
		finally {
			if (taken) {
				this.turns.end(key);
			}
		}
	}

	/** The exception of a call that sends nothing, since the client is being closed. */
	FloraStartUnconfirmedException closing(FloraStartUnconfirmedException unconfirmed, StartOrder order) {
		StartKey key = StartKey.of(order.kind(), order.request(), unconfirmed.idempotencyKey());
		PendingStart known = this.outstanding.inDoubt(key, this.transport.timing().nanoTime(), unconfirmed);
		return closing(key, order, known, unconfirmed);
	}

	/** The exception of a call that would go on with a start in doubt. */
	FloraStartUnconfirmedException closing(PendingStart known) {
		return closing(known.startKey(), known.order(), known, Objects.requireNonNull(known.doubt().lastEnd()));
	}

	private FloraStartUnconfirmedException closing(StartKey key, StartOrder order, @Nullable PendingStart known,
			FloraStartUnconfirmedException unconfirmed) {
		FloraStartUnconfirmedException end = notSent(known, unconfirmed,
				"the FLORA client is being closed, and asks for no start any more");
		FloraFailure.attach(florasFailure(key, order), end);
		return end;
	}

	/**
	 * FLORA's own failure at the order, under this key; {@code null} if there was none.
	 * It may have been at a start of this client, which did not know of the one in doubt.
	 * @param order the order as it was sent
	 */
	private @Nullable FloraException florasFailure(StartKey key, StartOrder order) {
		return this.outstanding.floraFailure(key, (start) -> start.sent().compare(order, order) != Likeness.OTHER,
				this.transport.timing().nanoTime());
	}

	/** The exception of a call that sends nothing, and has learned nothing. */
	static FloraStartUnconfirmedException notSent(@Nullable PendingStart known,
			FloraStartUnconfirmedException unconfirmed, String reason) {
		FloraStartUnconfirmedException end = UnconfirmedEnds.notSent(latest(known, unconfirmed), reason);
		if (known != null) {
			known.doubt().notSent(end);
		}
		return end;
	}

	/**
	 * Goes on with a start that an earlier call of this client left in doubt, for a new
	 * call, whose turn it is.
	 * @param options attempts and headers of the call
	 */
	AcceptedStart goOn(PendingStart known, RequestOptions options, Deadline deadline) {
		return goOn(known, Objects.requireNonNull(known.doubt().lastEnd()), known.order(), options, deadline);
	}

	/**
	 * Once another client has sent the start, too, its run may have begun at any time
	 * since.
	 */
	private AcceptedStart goOn(@Nullable PendingStart known, FloraStartUnconfirmedException unconfirmed,
			StartOrder order, RequestOptions options, Deadline deadline) {
		if (known != null && known.doubt().wasLeftBy(unconfirmed)) {
			known.referredToAs(order.request().reference());
			return this.sender.send(known, deadline.within(options));
		}
		FloraStartUnconfirmedException latest = latest(known, unconfirmed);
		Duration age = age(latest, order, deadline);
		SentOrder sent = (known != null) ? known.sent() : sent(latest, order);
		PendingStart start = described(latest, sent, order, age);
		if (known != null && known.doubt().isCounted()) {
			start.doubt().count();
		}
		try {
			return this.sender.send(start, deadline.within(options));
		}
		finally {
			this.outstanding.forgetFirst(start, this.transport.timing().nanoTime());
		}
	}

	/** Where FLORA had failed, runs are listed first: that must not be forgotten. */
	private static FloraStartUnconfirmedException latest(@Nullable PendingStart known,
			FloraStartUnconfirmedException unconfirmed) {
		FloraStartUnconfirmedException lastEnd = (known != null) ? known.doubt().lastEnd() : null;
		return (lastEnd != null && FloraFailure.in(lastEnd) != null) ? lastEnd : unconfirmed;
	}

	/** The application's parameters may be such that they cannot be read any more. */
	private static SentOrder sent(FloraStartUnconfirmedException unconfirmed, StartOrder order) {
		try {
			return new SentOrder(order, order, unconfirmed.idempotencyKey());
		}
		catch (RuntimeException | Error ex) {
			FloraStartUnconfirmedException end = UnconfirmedEnds.notSent(unconfirmed,
					"its order cannot be sent again (" + Causes.message(ex) + ")");
			end.addSuppressed(ex);
			throw end;
		}
	}

	private @Nullable StartCallback callback(StartOrder order) {
		return (this.callbacks != null) ? this.callbacks.parse(order.callbackUrl()) : null;
	}

	/**
	 * The start as an exception describes it, which does not tell when its attempts
	 * ended, nor when FLORA failed. Once it is sent, it takes the place of what this
	 * client knows of the start.
	 */
	private PendingStart described(FloraStartUnconfirmedException unconfirmed, SentOrder sent, StartOrder order,
			Duration age) {
		Timing timing = this.transport.timing();
		StartMoment now = StartMoment.now(timing);
		StartMoment since = now.minus(age);
		StartKey key = StartKey.of(order.kind(), order.request(), unconfirmed.idempotencyKey());
		// FLORA may still make the run of an attempt that was given up.
		long until = now.nanoTime() + StartWaits.AFTER_UNANSWERED.toNanos();
		CreationWindow window = new CreationWindow(since.nanoTime(), order.modelOrTechniqueId());
		window.closeAt(until);
		StartCallback callback = callback(order);
		if (callback != null) {
			callback.madeFor(order.origin());
		}
		PendingStart start = new PendingStart(sent, order, unconfirmed.idempotencyKey(), callback, window, now,
				() -> false);
		start.doubt().ariseElsewhere(since);
		start.doubt().unansweredAt(now.nanoTime());
		FloraException told = FloraFailure.in(unconfirmed);
		FloraException florasFailure = (told != null) ? told : florasFailure(key, order);
		if (florasFailure != null) {
			start.doubt().floraFailed(florasFailure, now);
		}
		start.doubt().leftBy(unconfirmed);
		return start;
	}

	/**
	 * The time since a start of another client was sent. The exception tells the moment
	 * by FLORA's clock, which is read here before anything is sent. For the clock of this
	 * machine, or of the other one, may be off, and a key that FLORA has forgotten would
	 * start another run.
	 */
	private Duration age(FloraStartUnconfirmedException unconfirmed, StartOrder order, Deadline deadline) {
		Instant now;
		try {
			now = this.newestRuns.time(order, deadline);
		}
		catch (FloraException ex) {
			throw UnconfirmedEnds.notSent(unconfirmed, NewestRuns.notListed(ex));
		}
		if (now == null) {
			throw UnconfirmedEnds.notSent(unconfirmed,
					"FLORA's answers do not tell the time, by which its key may be forgotten");
		}
		Duration age = Duration.between(unconfirmed.since(), now);
		if (age.compareTo(CLOCK_TOLERANCE.negated()) < 0) {
			throw UnconfirmedEnds.neverSent(unconfirmed,
					"it was sent at " + unconfirmed.since() + ", which lies in the future by FLORA's clock (" + now
							+ "): that of the machine that sent it was wrong");
		}
		if (age.compareTo(StartMoment.MAX_AGE_OF_KEY) > 0) {
			throw UnconfirmedEnds.neverSent(unconfirmed, "FLORA may have forgotten its key by now");
		}
		return age.isNegative() ? Duration.ZERO : age;
	}

}
