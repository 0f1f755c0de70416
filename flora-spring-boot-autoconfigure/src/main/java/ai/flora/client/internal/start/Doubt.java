package ai.flora.client.internal.start;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.internal.transport.ServerClock;
import ai.flora.client.internal.transport.Timing;
import org.jspecify.annotations.Nullable;

/**
 * The doubt of one call, if there is any, about whether FLORA has accepted its start:
 * when an attempt was sent last, the runs that may be the start's, and the exception that
 * ends the call if the doubt stays. Not thread-safe.
 */
class Doubt {

	private final PendingStart start;

	private final Timing timing;

	private final ServerClock clock;

	private final @Nullable FloraStartUnconfirmedException earlier;

	private StartMoment lastSent;

	private List<Generation> candidates;

	/**
	 * Creates a doubt that does not exist yet, unless an earlier call has left one.
	 * @param start the start
	 * @param timing the clocks of this machine
	 * @param clock FLORA's clock
	 */
	Doubt(PendingStart start, Timing timing, ServerClock clock) {
		this.start = start;
		this.timing = timing;
		this.clock = clock;
		this.earlier = start.unconfirmed();
		this.lastSent = StartMoment.now(timing);
		this.candidates = (this.earlier != null) ? this.earlier.candidates() : List.of();
	}

	boolean exists() {
		return this.start.inDoubtSince() != null;
	}

	/** An attempt is about to be sent. */
	void sending(StartMoment now) {
		this.lastSent = now;
	}

	/**
	 * The attempt that was sent last may have taken effect. Once there is a doubt, it is
	 * about those, too, at which FLORA has failed.
	 */
	void arise() {
		if (!exists()) {
			FloraFailure failure = this.start.floraFailure();
			this.start.doubtSince((failure != null) ? failure.firstSent() : this.lastSent);
		}
	}

	/** FLORA has failed at the attempt that was sent last. That alone is no doubt. */
	void failed(FloraException exception) {
		this.start.failed(new FloraFailure(this.lastSent, StartMoment.now(this.timing), exception));
	}

	List<Generation> candidates() {
		return this.candidates;
	}

	void candidates(List<Generation> candidates) {
		this.candidates = candidates;
	}

	/**
	 * The exception that ends the call, where a later one may tell the run.
	 * @param reason why FLORA is not asked any more, as a part of a sentence
	 * @param failure what the last attempt ended in
	 */
	FloraStartUnconfirmedException unconfirmed(String reason, FloraException failure) {
		return unconfirmed(reason, true, failure);
	}

	/**
	 * The exception that ends the call, where a later one would most likely end the same.
	 * @param reason why FLORA is not asked any more, as a part of a sentence
	 * @param failure what the last attempt ended in
	 */
	FloraStartUnconfirmedException unresolvable(String reason, FloraException failure) {
		return unconfirmed(reason, false, failure);
	}

	private FloraStartUnconfirmedException unconfirmed(String reason, boolean resolvable, FloraException failure) {
		arise();
		boolean again = failure instanceof FloraStartUnconfirmedException;
		String details = again ? "" : " (" + failure.getMessage() + ")";
		return new FloraStartUnconfirmedException(reason + details, resolvable, this.start.key(),
				this.start.order().request(), this.candidates, since(), again ? failure.getCause() : failure);
	}

	/**
	 * By FLORA's clock, since another machine may read it, whose clock is off. It must
	 * not be late, or the key would seem younger than it is.
	 */
	private Instant since() {
		if (this.earlier != null) {
			return this.earlier.since();
		}
		StartMoment since = Objects.requireNonNull(this.start.inDoubtSince());
		return this.clock.now().minus(this.clock.uncertainty()).minus(since.age(this.timing));
	}

}
