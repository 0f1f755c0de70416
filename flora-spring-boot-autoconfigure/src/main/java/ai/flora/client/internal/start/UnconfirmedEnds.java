package ai.flora.client.internal.start;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;
import ai.flora.client.internal.time.Timing;
import ai.flora.client.internal.transport.ServerClock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the exceptions in which one call ends that leaves its start in doubt, with the
 * runs that may be the start's, and with FLORA's own failure, if there was one at any
 * attempt. Not thread-safe.
 */
class UnconfirmedEnds {

	private final PendingStart start;

	private final Timing timing;

	private final ServerClock clock;

	private final @Nullable FloraStartUnconfirmedException earlier;

	private List<Generation> candidates;

	/**
	 * Creates the ends of a call.
	 * @param start its start
	 * @param timing the clocks of this machine
	 * @param clock FLORA's clock
	 */
	UnconfirmedEnds(PendingStart start, Timing timing, ServerClock clock) {
		this.start = start;
		this.timing = timing;
		this.clock = clock;
		this.earlier = start.doubt().lastEnd();
		this.candidates = (this.earlier != null) ? this.earlier.candidates() : List.of();
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
		this.start.doubt().arise();
		boolean again = failure instanceof FloraStartUnconfirmedException;
		String details = again ? "" : " (" + failure.getMessage() + ")";
		FloraStartUnconfirmedException end = new FloraStartUnconfirmedException(reason + details, resolvable,
				this.start.key(), this.start.order().request(), this.candidates, since(),
				again ? failure.getCause() : failure);
		this.start.doubt().tellOfFloraFailure(end);
		return end;
	}

	/**
	 * By FLORA's clock, since another machine may read it, whose clock is off. It must
	 * not be late, or the key would seem younger than it is.
	 */
	private Instant since() {
		if (this.earlier != null) {
			return this.earlier.since();
		}
		StartMoment since = Objects.requireNonNull(this.start.doubt().since());
		return this.clock.now().minus(this.clock.uncertainty()).minus(since.age(this.timing));
	}

	/**
	 * The exception of a later call that has sent nothing.
	 * @param earlier what an earlier call ended in
	 * @param reason why nothing was sent, as a part of a sentence
	 */
	static FloraStartUnconfirmedException notSent(FloraStartUnconfirmedException earlier, String reason) {
		return notSent(earlier, reason, true);
	}

	/**
	 * The exception of a later call that has sent nothing, as no other one would.
	 * @param earlier what an earlier call ended in
	 * @param reason why nothing was sent, as a part of a sentence
	 */
	static FloraStartUnconfirmedException neverSent(FloraStartUnconfirmedException earlier, String reason) {
		return notSent(earlier, reason, false);
	}

	private static FloraStartUnconfirmedException notSent(FloraStartUnconfirmedException earlier, String reason,
			boolean resolvable) {
		FloraStartUnconfirmedException end = new FloraStartUnconfirmedException(reason, resolvable,
				earlier.idempotencyKey(), earlier.request(), earlier.candidates(), earlier.since(),
				(earlier.getCause() != null) ? earlier.getCause() : earlier);
		FloraFailure.attach(FloraFailure.in(earlier), end);
		return end;
	}

}
