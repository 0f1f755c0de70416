package ai.flora.client.internal.webhook;

import java.util.Set;

import ai.flora.client.internal.LatestEntries;

/**
 * The latest deliveries that were taken, by id. Thread-safe.
 */
class RecentDeliveries {

	private static final int CAPACITY = 20_000;

	private final Set<String> ids = LatestEntries.set(CAPACITY);

	synchronized boolean contains(String id) {
		return this.ids.contains(id);
	}

	synchronized void add(String id) {
		this.ids.add(id);
	}

}
