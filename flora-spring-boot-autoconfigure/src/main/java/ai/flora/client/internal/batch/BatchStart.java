package ai.flora.client.internal.batch;

import java.time.Duration;

import ai.flora.client.GenerationRequest;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.time.Timing;
import org.jspecify.annotations.Nullable;

/**
 * An item of a batch that is to be started. Used by one thread at a time.
 */
class BatchStart {

	private final SubmittedBatch batch;

	private final int index;

	private final Lane lane;

	private final long number;

	private @Nullable Deadline deadline;

	/**
	 * Creates a start.
	 * @param number grows with each start: the lowest one is the first in turn
	 */
	BatchStart(SubmittedBatch batch, int index, Lane lane, long number) {
		this.batch = batch;
		this.index = index;
		this.lane = lane;
		this.number = number;
	}

	SubmittedBatch batch() {
		return this.batch;
	}

	int index() {
		return this.index;
	}

	Lane lane() {
		return this.lane;
	}

	long number() {
		return this.number;
	}

	GenerationRequest request() {
		return this.batch.request(this.index);
	}

	boolean isWaiting() {
		return this.batch.isWaiting(this.index);
	}

	/** The time within which a 429 has to pass, from the first attempt on. */
	Deadline deadline(Duration timeout, Timing timing) {
		if (this.deadline == null) {
			this.deadline = Deadline.in(timeout, timing);
		}
		return this.deadline;
	}

}
