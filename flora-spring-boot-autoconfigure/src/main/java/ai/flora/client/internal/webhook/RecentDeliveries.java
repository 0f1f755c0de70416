package ai.flora.client.internal.webhook;

import java.util.Set;

import ai.flora.client.internal.LatestEntries;

/**
 * The latest deliveries, by id. Thread-safe.
 */
class RecentDeliveries {

	private static final int CAPACITY = 20_000;

	private final Set<String> ids = LatestEntries.set(CAPACITY);

	/**
	 * Remembers a delivery.
	 * @return whether it is new
	 */
	synchronized boolean add(String id) {
		return this.ids.add(id);
	}

	/** The delivery was not handled after all: FLORA's next attempt is the first. */
	synchronized void forget(String id) {
		this.ids.remove(id);
	}

}
