package ai.flora.client.internal.start;

import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import org.jspecify.annotations.Nullable;

/**
 * The doubt, if there is any, whether FLORA has accepted a start: since when, how FLORA
 * failed meanwhile, and what calls have ended in that left it so. A start has one for all
 * of its calls. Thread-safe, for calls that do not have their turn use it, too.
 * <p>
 * The age of a start's key counts from the first attempt that may have taken effect.
 */
class StartDoubt {

	private StartMoment opened;

	/** Another client has sent the start first, and left it in doubt. */
	private boolean begunElsewhere;

	private StartMoment lastSent;

	private @Nullable StartMoment since;

	private @Nullable Long lastUnanswered;

	private @Nullable FloraFailure floraFailure;

	/** When the first attempt was sent that may have made a run before FLORA failed. */
	private @Nullable StartMoment firstFailed;

	private @Nullable FloraStartUnconfirmedException lastEnd;

	/** The ends of calls of this client, as long as anybody keeps them. */
	private final Set<FloraStartUnconfirmedException> ends = Collections.newSetFromMap(new WeakHashMap<>());

	private boolean counted;

	StartDoubt(StartMoment opened) {
		this.opened = opened;
		this.lastSent = opened;
	}

	/** The moment at which this client heard of the start. */
	synchronized StartMoment opened() {
		return this.opened;
	}

	synchronized boolean exists() {
		return this.since != null;
	}

	/**
	 * The moment at which the first attempt that may have taken effect was sent;
	 * {@code null} if there was none.
	 */
	synchronized @Nullable StartMoment since() {
		return this.since;
	}

	/** An attempt is about to be sent. */
	synchronized void sending(StartMoment now) {
		this.lastSent = now;
	}

	/**
	 * The attempt that was sent last may have taken effect. Once there is a doubt, it is
	 * about those, too, at which FLORA has failed in the same call.
	 */
	synchronized void arise() {
		if (this.since == null) {
			this.since = (this.firstFailed != null) ? this.firstFailed : this.lastSent;
		}
	}

	/** An attempt of another client may have taken effect that it sent at this moment. */
	synchronized void ariseElsewhere(StartMoment sent) {
		this.begunElsewhere = true;
		this.since = sent;
	}

	/**
	 * Tells whether an attempt may have made a run that no response has named: the start
	 * is in doubt, or FLORA has failed by its own account.
	 */
	synchronized boolean needsLists() {
		return exists() || this.floraFailure != null;
	}

	/**
	 * The moment at which the latest attempt that may still be going on was given up, on
	 * the monotonic clock; {@code null} if there was none.
	 */
	synchronized @Nullable Long lastUnanswered() {
		return this.lastUnanswered;
	}

	synchronized void unansweredAt(long now) {
		this.lastUnanswered = now;
	}

	/**
	 * FLORA's own failure at the start; {@code null} if FLORA never failed.
	 */
	synchronized @Nullable FloraFailure floraFailure() {
		return this.floraFailure;
	}

	/**
	 * Adds FLORA's own failure, if there was one, to what a call ends in. Whoever goes on
	 * with the start, in another process too, has to look for a run first; and whoever
	 * might start the same anew has to know that there may be one.
	 */
	synchronized void tellOfFloraFailure(FloraException end) {
		FloraFailure.attach((this.floraFailure != null) ? this.floraFailure.exception() : null, end);
	}

	/** FLORA has failed at the attempt that was sent last. That alone is no doubt. */
	synchronized FloraFailure floraFailed(FloraException exception, StartMoment now) {
		FloraFailure florasFailure = new FloraFailure(now, exception);
		this.floraFailure = florasFailure;
		if (this.firstFailed == null) {
			this.firstFailed = this.lastSent;
		}
		return florasFailure;
	}

	/**
	 * An earlier start is this one, or may be: its attempts count as this one's. The
	 * latest failure of FLORA's counts, for a list after it shows the runs of all.
	 */
	synchronized void takeOver(StartDoubt earlier) {
		FloraFailure failure = earlier.floraFailure();
		if (failure == null) {
			return;
		}
		FloraFailure own = this.floraFailure;
		this.floraFailure = (own == null) ? failure : own.latest(failure);
		if (this.since == null) {
			StartMoment firstFailed = earlier.firstFailed();
			if (firstFailed != null) {
				this.firstFailed = (this.firstFailed != null) ? this.firstFailed.earliest(firstFailed) : firstFailed;
			}
			this.lastSent = this.lastSent.earliest(earlier.lastSent());
			this.opened = this.opened.earliest(earlier.opened());
		}
	}

	/**
	 * A later call has listed runs, and seen none of those attempts at which FLORA had
	 * failed: a doubt that arises now is about later attempts alone, whose key is
	 * younger.
	 */
	synchronized void failedWithoutRun() {
		this.firstFailed = null;
	}

	private synchronized @Nullable StartMoment firstFailed() {
		return this.firstFailed;
	}

	private synchronized StartMoment lastSent() {
		return this.lastSent;
	}

	/**
	 * The end of the last call that left the start in doubt; {@code null} if none did.
	 */
	synchronized @Nullable FloraStartUnconfirmedException lastEnd() {
		return this.lastEnd;
	}

	/** A call has left the start in doubt. */
	synchronized void leftBy(FloraStartUnconfirmedException end) {
		this.lastEnd = end;
		this.ends.add(end);
	}

	/** A call has ended without having sent the start, and has learned nothing. */
	synchronized void notSent(FloraStartUnconfirmedException end) {
		this.ends.add(end);
	}

	/** Tells whether this is the doubt that a call has ended in, of whatever client. */
	synchronized boolean isToldBy(FloraStartUnconfirmedException end) {
		return this.lastEnd != null && this.lastEnd.since().equals(end.since());
	}

	/** Tells whether calls have left both starts in the same doubt: they are the same. */
	synchronized boolean isLeftLike(StartDoubt other) {
		FloraStartUnconfirmedException end = other.lastEnd();
		return end != null && isToldBy(end);
	}

	/**
	 * Tells whether a call of this client has left the start in doubt with this end, and
	 * no other client had sent it before. Otherwise another one has, or may have.
	 */
	synchronized boolean wasLeftBy(FloraStartUnconfirmedException end) {
		return !wasBegunElsewhere() && this.ends.contains(end);
	}

	/** Tells whether another client has sent the start first, and left it in doubt. */
	synchronized boolean wasBegunElsewhere() {
		return this.begunElsewhere;
	}

	/**
	 * Counts the start among those that stay unconfirmed.
	 * @return whether it was not counted so far
	 */
	synchronized boolean count() {
		boolean first = !this.counted;
		this.counted = true;
		return first;
	}

	synchronized boolean isCounted() {
		return this.counted;
	}

}
