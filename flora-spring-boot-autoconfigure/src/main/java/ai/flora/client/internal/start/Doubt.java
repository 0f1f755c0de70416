package ai.flora.client.internal.start;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

import ai.flora.client.FloraException;
import ai.flora.client.FloraStartUnconfirmedException;
import ai.flora.client.Generation;

/**
 * The doubt of one call, if there is any, about whether FLORA has accepted its start:
 * when it arose, the runs that may be the start's, and the exception that ends the call
 * if the doubt stays. Not thread-safe.
 */
class Doubt {

	private final PendingStart start;

	private StartMoment lastSent;

	private List<Generation> candidates;

	/**
	 * Creates a doubt that does not exist yet, unless an earlier call has left one.
	 * @param start the start
	 * @param now when the call began
	 * @param candidates the runs that an earlier call found
	 */
	Doubt(PendingStart start, StartMoment now, List<Generation> candidates) {
		this.start = start;
		this.lastSent = now;
		this.candidates = candidates;
	}

	boolean exists() {
		return this.start.inDoubtSince() != null;
	}

	/** An attempt is about to be sent. */
	void sending(StartMoment now) {
		this.lastSent = now;
	}

	/** The attempt that was sent last may have taken effect. */
	void arise() {
		if (!exists()) {
			this.start.doubtSince(this.lastSent);
		}
	}

	List<Generation> candidates() {
		return this.candidates;
	}

	void candidates(List<Generation> candidates) {
		this.candidates = candidates;
	}

	/**
	 * The exception that ends the call.
	 * @param reason why FLORA is not asked any more, as a part of a sentence
	 * @param failure what the last attempt ended in
	 */
	FloraStartUnconfirmedException unconfirmed(String reason, FloraException failure) {
		arise();
		Instant since = Objects.requireNonNull(this.start.inDoubtSince()).wallTime();
		String details = (failure instanceof FloraStartUnconfirmedException) ? "" : " (" + failure.getMessage() + ")";
		return new FloraStartUnconfirmedException(reason + details, this.start.key(), this.start.order().request(),
				this.candidates, since, failure);
	}

}
