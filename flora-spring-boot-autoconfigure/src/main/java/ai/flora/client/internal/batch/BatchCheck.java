package ai.flora.client.internal.batch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import ai.flora.client.GenerationRequest;
import ai.flora.client.RequestOptions;
import ai.flora.client.internal.model.BatchModels;
import ai.flora.client.internal.model.Models;
import ai.flora.client.internal.start.StartsForBatches;
import ai.flora.client.internal.time.Deadline;
import ai.flora.client.internal.transport.FloraTransport;

import org.springframework.util.Assert;

/**
 * Checks the requests of a batch before the first of them is sent. Thread-safe.
 */
class BatchCheck {

	/** Runs of its models fail if they are started too soon one after another. */
	private static final String SLOW_PROVIDER = "krea";

	private final FloraTransport transport;

	private final StartsForBatches starts;

	private final Models models;

	BatchCheck(FloraTransport transport, StartsForBatches starts, Models models) {
		this.transport = transport;
		this.starts = starts;
		this.models = models;
	}

	/**
	 * Looks for mistakes that need no call: they must not leave half a batch behind. Nor
	 * must they hide that an earlier call may have started the same.
	 * @return the requests
	 * @throws IllegalArgumentException if a request cannot be started, or two have the
	 * same key of the caller's
	 */
	List<GenerationRequest> verified(Collection<GenerationRequest> requests) {
		Assert.notNull(requests, "'requests' must not be null");
		List<GenerationRequest> copy = new ArrayList<>(requests);
		Map<String, Integer> keys = new HashMap<>();
		for (int i = 0; i < copy.size(); i++) {
			GenerationRequest request = copy.get(i);
			String place = "Request " + i + " of " + copy.size();
			Assert.notNull(request, () -> place + " must not be null. Nothing was sent.");
			String key = request.idempotencyKey();
			Integer before = (key != null) ? keys.putIfAbsent(key, i) : null;
			Assert.isTrue(before == null, () -> place + " has the idempotency key of request " + before
					+ ", under which FLORA starts one of them only. Nothing was sent.");
			try {
				if (!this.starts.mayBeInDoubt(request)) {
					this.starts.verify(request);
				}
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(place + ": " + ex.getMessage() + ". Nothing was sent.", ex);
			}
		}
		return copy;
	}

	/**
	 * Checks the items of a batch against their models, and ends those that FLORA would
	 * not do.
	 * @return models whose provider takes a start every few seconds only
	 */
	Set<String> check(SubmittedBatch batch) {
		BatchModels known = this.models.forBatch();
		Map<String, Boolean> slow = new HashMap<>();
		for (int i = 0; i < batch.size(); i++) {
			if (batch.isWaiting(i)) {
				check(batch, i, known, slow);
			}
		}
		slow.values().removeIf((isSlow) -> !isSlow);
		return slow.keySet();
	}

	/**
	 * Refuses an item, or learns whether its provider takes a start every few seconds
	 * only.
	 */
	private void check(SubmittedBatch batch, int index, BatchModels known, Map<String, Boolean> slow) {
		GenerationRequest request = batch.request(index);
		try {
			Deadline deadline = this.transport.deadline(RequestOptions.defaults());
			// Done first: bare prompts are compared only with a catalogue that was read
			// before.
			String model = request.model();
			if (model != null) {
				slow.computeIfAbsent(model, (id) -> known.isOf(id, SLOW_PROVIDER, deadline));
			}
			if (!this.starts.mayBeInDoubt(request)) {
				known.beforeStart(request, deadline);
				if (!known.areMissing()) {
					batch.checked(index);
				}
			}
		}
		catch (Throwable ex) {
			batch.notStarted(index, SubmittedBatch.reason(ex));
		}
	}

}
