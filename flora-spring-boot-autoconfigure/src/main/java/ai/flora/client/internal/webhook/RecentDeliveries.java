package ai.flora.client.internal.webhook;

import java.util.Set;

import ai.flora.client.internal.LatestEntries;
import org.jspecify.annotations.Nullable;

/**
 * The latest deliveries that were taken, by id and path: somebody who has seen one may
 * have posted it elsewhere before. Thread-safe.
 */
class RecentDeliveries {

	private static final int CAPACITY = 20_000;

	private final Set<Delivery> deliveries = LatestEntries.set(CAPACITY);

	synchronized boolean contains(String id, @Nullable String token) {
		return this.deliveries.contains(new Delivery(id, token));
	}

	synchronized void add(String id, @Nullable String token) {
		this.deliveries.add(new Delivery(id, token));
	}

	private record Delivery(String id, @Nullable String token) {
	}

}
